package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the authority about a leg. The journal knows of the question before it is put, so that
 * whatever is held by an answer that comes too late, or that nobody lives to read, is voided.
 */
final class Admission {
  private final Call call;
  private final CallLeg leg;
  private final CallAuthority.Ask ask;
  private final Consumer<CallAuthority.Answer> then;
  private boolean givenUp;
  private long patience;

  private Admission(
      Call call, CallLeg leg, CallAuthority.Ask ask, Consumer<CallAuthority.Answer> then) {
    this.call = call;
    this.leg = leg;
    this.ask = ask;
    this.then = then;
  }

  /** Asks; {@code then} hears the answer, in the mailbox, unless the leg is over by then. */
  static void of(
      Call call,
      CallLeg leg,
      Destination.Found to,
      List<String> trunks,
      Consumer<CallAuthority.Answer> then) {
    if (!call.ports.facts().accepting()) {
      then.accept(new CallAuthority.Refused(Refusals.JOURNAL_FULL));
      return;
    }
    var ask =
        new CallAuthority.Ask(
            call.id,
            leg.id,
            call.domain,
            leg.wishedBy == null ? call.from : leg.wishedBy,
            call.caller,
            to,
            trunks,
            call.ports.time().instant(),
            call.variables(),
            leg.sentOnBy);
    var admission = new Admission(call, leg, ask, then);
    if (!leg.up()) {
      leg.enter(LegState.ASKING, "who pays for it");
    }
    admission.patience = call.elsewhere.after(call.ports.timings().authority(), admission::giveUp);
    call.record.legAsked(leg, call.elsewhere.whenDurable(admission::put));
  }

  private void put(boolean durable) {
    if (leg.over() || givenUp) {
      return;
    }
    if (!durable) {
      call.elsewhere.forget(patience);
      then.accept(new CallAuthority.Refused(Refusals.JOURNAL_FULL));
      return;
    }
    leg.question = this;
    call.elsewhere.ask(true, () -> call.ports.authority().admit(ask), this::heard);
  }

  private void giveUp() {
    givenUp = true;
    if (leg.question == this) {
      call.record.note("no answer from the authority", "a grant that still comes is voided");
      then.accept(new CallAuthority.Refused(Refusals.AUTHORITY_UNAVAILABLE));
    } else {
      then.accept(new CallAuthority.Refused(Refusals.JOURNAL_FULL));
    }
  }

  private void heard(CallAuthority.Answer answer) {
    leg.question = null;
    call.elsewhere.forget(patience);
    // Who takes over a talk in vain changes nothing of who pays for it.
    boolean stays = leg.up() && answer instanceof CallAuthority.Refused;
    call.record.legDecided(leg, stays ? null : answer.decision());
    if (givenUp || leg.over() || !call.state().live()) {
      call.ending.voidLate(leg, answer);
    } else {
      then.accept(answer);
    }
  }
}
