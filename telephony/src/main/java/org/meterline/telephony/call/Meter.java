package org.meterline.telephony.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;

/**
 * Keeps one leg within what is granted for it: asks for more at about 70 % of what the last grant
 * added, has the end announced, asks once more shortly before it, and ends the call on the second.
 * Whatever goes wrong with asking, the leg ends with the grant it has. While help is called it goes
 * on without one, and nobody pays for that.
 */
final class Meter {
  /** What who talks is told at the end of a grant: there is no more to pay with. */
  private static final int STATUS = 402;

  private final Call call;
  private final CallLeg leg;
  private Duration until;
  private Duration announceBefore;
  private boolean last;

  /** What ends the last grant, if it is not the credit. */
  private @Nullable Refusal lack;

  /** Somebody may take over at the end of the grant. */
  private boolean followed;

  /** Why the last question got no answer, or a no, and may get another later; null: it did not. */
  private @Nullable Refusal failing;

  private boolean running;
  private boolean stopped;
  private boolean asking;
  private boolean announced;
  private long startedAt;
  private int sequence = 1;
  private long endStep;
  private long announceStep;
  private long askStep;

  Meter(Call call, CallLeg leg, Granted first) {
    this.call = call;
    this.leg = leg;
    this.until = first.until();
    this.announceBefore = first.announceBefore();
    this.last = first.last();
    this.lack = first.lack();
    this.followed = first.followed();
  }

  /** Whether somebody has to pay. */
  boolean charges() {
    return until.compareTo(Granted.UNLIMITED) < 0;
  }

  /** The leg was answered: charging begins. */
  void start(long now) {
    startedAt = now;
    running = true;
    plan(Duration.ZERO);
  }

  /** The leg is over. */
  void stop() {
    until = charged();
    stopped = true;
    call.elsewhere.forget(endStep);
    call.elsewhere.forget(announceStep);
    call.elsewhere.forget(askStep);
  }

  /** What may be charged up to now: never more than was granted; nothing before its start. */
  Duration charged() {
    if (!running) {
      return Duration.ZERO;
    }
    Duration used = used();
    if (used.compareTo(CallFact.LegEnded.LEAST) < 0) {
      return CallFact.LegEnded.LEAST;
    }
    return used.compareTo(until) > 0 ? until : used;
  }

  private Duration used() {
    return call.ports.time().since(startedAt);
  }

  /** Sets the timers of a grant that lasts from {@code from} to {@link #until}. */
  private void plan(Duration from) {
    call.elsewhere.forget(endStep);
    call.elsewhere.forget(announceStep);
    call.elsewhere.forget(askStep);
    if (!charges()) {
      return;
    }
    endStep = at(until, this::end);
    announceStep = at(until.minus(announceBefore), this::announceIfEnding);
    askStep =
        last
            ? at(until.minus(followed ? beforeItIsAnnounced() : lastQuestion()), this::extend)
            : at(from.plus(until.minus(from).multipliedBy(7).dividedBy(10)), this::extend);
  }

  private Duration lastQuestion() {
    return call.ports.timings().lastQuestion();
  }

  /** Whether somebody takes over is asked in time for the announcement. */
  private Duration beforeItIsAnnounced() {
    return announceBefore.compareTo(lastQuestion()) > 0 ? announceBefore : lastQuestion();
  }

  private long at(Duration total, Runnable action) {
    Duration wait = total.minus(used());
    return call.elsewhere.after(wait.isNegative() ? Duration.ZERO : wait, action);
  }

  private void extend() {
    if (asking || stopped) {
      return;
    }
    asking = true;
    int number = sequence;
    Duration used = charged();
    call.elsewhere.ask(
        false, () -> call.ports.authority().extend(leg.id, number, used), this::heard);
  }

  private void heard(CallAuthority.Answer answer) {
    asking = false;
    if (stopped) {
      return; // the end of the leg settles whatever is held by now
    }
    switch (answer) {
      case Granted more when more.until().compareTo(until) > 0 -> {
        int number = sequence++;
        asking = true;
        call.record.legExtended(
            leg, number, more.until(), call.elsewhere.whenDurable(ok -> extended(ok, more)));
      }
      case Granted same -> {
        sequence++;
        lack = same.lack();
        announceBefore = same.announceBefore();
        nobodyFollows(same.followed());
        if (lack != null) {
          nothingMore(lack);
        } else {
          nothingMore(
              "not extended",
              same.last() ? "the credit does not buy more" : "nothing more was granted");
        }
      }
      case CallAuthority.Refused(Refusal why, _) when why.retry() -> {
        failing = why;
        call.record.note(
            why.sipStatus() == 503 ? "no answer from the authority" : "not extended: " + why.code(),
            why.reason());
        askStep = call.elsewhere.after(call.ports.timings().retry(), this::extend);
        announceIfEnding();
      }
      case CallAuthority.Refused(Refusal why, _) -> {
        sequence++;
        nobodyFollows(false);
        lack = Refusals.notExtended(why);
        nothingMore(why);
      }
    }
  }

  private void extended(boolean durable, Granted more) {
    asking = false;
    if (stopped) {
      return;
    }
    if (!durable) {
      failing = Refusals.JOURNAL_FULL;
      call.record.note("extension not used", "the journal cannot be written");
      askStep = call.elsewhere.after(call.ports.timings().retry(), this::extend);
      announceIfEnding();
      return;
    }
    Duration from = until;
    until = more.until();
    last = more.last();
    lack = more.lack();
    followed = more.followed();
    announceBefore = more.announceBefore();
    failing = null;
    announced = false;
    call.record.note("extended", "to " + until.toMillis() + " ms" + (last ? ", the last" : ""));
    plan(from);
  }

  /** Asked ahead of the announcement, the authority is asked once more before the end. */
  private void nobodyFollows(boolean still) {
    if (last && followed && !still) {
      askStep = at(until.minus(lastQuestion()), this::extend);
    }
    followed = still;
  }

  private void nothingMore(Refusal why) {
    nothingMore("not extended: " + why.code(), why.reason());
  }

  /** The grant there is will be the last, unless asking shortly before its end helps. */
  private void nothingMore(String title, String why) {
    failing = null;
    if (!last) {
      last = true;
      call.record.note(title, why);
      askStep = at(until.minus(lastQuestion()), this::extend);
    }
    announceIfEnding();
  }

  /** Whether money ends nothing now: help is called. Who supervises is no part of that. */
  private boolean helps() {
    return call.legs.callForHelp() && !call.supervision.is(leg);
  }

  private void announceIfEnding() {
    boolean near = used().compareTo(until.minus(announceBefore)) >= 0;
    boolean ending = failing != null || (last && !followed);
    if (near && ending && !announced && announceBefore.isPositive() && !helps()) {
      announced = true;
      call.announceEnd(leg);
    }
  }

  private void end() {
    if (helps()) {
      endStep = call.elsewhere.after(call.ports.timings().retry(), this::end);
      return;
    }
    boolean nobodySays = failing != null || asking;
    call.record.note(
        lack == null || nobodySays ? "cut" : "cut: " + lack.code(),
        used().toMillis() + " ms after the answer, of which " + until.toMillis() + " ms are paid");
    Refusal paid = lack == null ? Refusals.CREDIT_USED_UP : lack;
    Refusal why = nobodySays ? Refusals.hindered(failing) : paid;
    if (call.supervision.is(leg)) {
      call.supervision.cut(STATUS, why);
    } else {
      // What else ends it, such as a limit, is not for both to hear.
      String told = why.sipStatus() == STATUS ? why.reason() : "This call may not go on";
      call.end(STATUS, Q850.ofStatus(STATUS), told, why);
    }
  }
}
