package org.meterline.telephony.call;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;

/**
 * Asks who pays for the caller's own leg, when a program or an application gets the caller; what
 * got one has to answer in time.
 */
final class CallerAdmission {
  private final Call call;
  private final Destination.Steered to;
  private final Runnable then;

  private CallerAdmission(Call call, Destination.Steered to, Runnable then) {
    this.call = call;
    this.to = to;
    this.then = then;
  }

  /**
   * Asks; the call ends if nobody pays.
   *
   * @param to what gets the caller
   * @param then goes on when the grant is in the journal
   */
  static void of(Call call, Destination.Steered to, Runnable then) {
    call.enter(CallState.ASKING, "who pays for " + to.name());
    var admission = new CallerAdmission(call, to, then);
    Admission.of(call, call.first, to, List.of(), admission::admitted);
  }

  private void admitted(CallAuthority.Answer answer) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> {
        call.refuse(why);
      }
      case Granted grant -> {
        CallLeg leg = call.first;
        Meter meter = new Meter(call, leg, grant);
        boolean up = leg.up(); // a verb may have answered it meanwhile
        if (!up) {
          leg.enter(LegState.INVITED, "granted");
          leg.meter = meter;
        }
        leg.payer = grant.payer();
        call.record.granted(grant);
        call.record.legBegan(
            leg, grant, call.elsewhere.whenDurable(durable -> written(durable, up ? meter : null)));
      }
    }
  }

  /**
   * @param late of a leg that was answered before it was paid for
   */
  private void written(boolean durable, @Nullable Meter late) {
    if (durable) {
      if (late != null) {
        call.first.paidLate(late);
      }
      giveUpLater();
      then.run();
    } else {
      call.refuse(Refusals.JOURNAL_FULL, Q850.NO_RESOURCE);
    }
  }

  private void giveUpLater() {
    call.elsewhere.after(call.ports.timings().unanswered(), this::giveUpUnanswered);
  }

  /**
   * Commands, or verbs, may come for ever; the caller does not ring for ever, unless it is help
   * that is called.
   */
  private void giveUpUnanswered() {
    if (call.legs.callForHelp()) {
      giveUpLater();
      return;
    }
    boolean answered = call.first.answered() || call.callerSide.isPlaceAnswered();
    if (!answered && call.state().live()) {
      call.refuse(Refusals.notAnsweredInTime(to), Q850.NO_ANSWER);
    }
  }
}
