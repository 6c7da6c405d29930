package org.meterline.telephony.call;

import java.time.Duration;

/**
 * A call that no program steers: verbs of an application say what comes next. When none comes for
 * too long, and nobody talks, the call ends.
 */
final class ByVerbs {
  /** For so long who was answered waits for the next verb. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private final Call call;
  private final String who;

  /**
   * @param who steers it, for people
   */
  ByVerbs(Call call, String who) {
    this.call = call;
    this.who = who;
  }

  /** A caller who was answered, and whose leg is paid for or free, waits for verbs. */
  void begin() {
    call.steeredBy(who);
    watch(patience());
  }

  /** The same for one who reached an application. */
  void begin(Destination.Application application) {
    call.record.applicationBegan(application);
    begin();
  }

  /** The same for a caller who talked to somebody else, or to nobody, until now. */
  void takeOver(Destination.Application application) {
    begin(application);
    call.byRule.answered(() -> {});
  }

  /** A caller who calls the application rings, or is answered, when somebody pays. */
  void admit(Destination.Application application) {
    CallerAdmission.of(call, application, () -> arrived(application));
  }

  private void arrived(Destination.Application application) {
    begin(application);
    if (application.answers()) {
      call.callerSide.answer();
      call.byRule.answered(() -> {});
    } else {
      call.callerSide.ring();
    }
  }

  /** A caller who was not answered waits no longer than a phone rings. */
  private Duration patience() {
    return call.first.answered() ? FORGOTTEN : call.ports.timings().ring();
  }

  private void watch(Duration time) {
    call.elsewhere.after(
        time,
        () -> {
          Duration left = patience().minus(call.unsteered());
          if (left.isPositive()) {
            watch(left);
          } else {
            giveUp(call.first.answered() ? Refusals.FORGOTTEN : Refusals.NOT_STEERED);
          }
        });
  }

  private void giveUp(Refusal why) {
    call.refuse(why, call.first.answered() ? Q850.NORMAL : Q850.NO_ANSWER);
  }
}
