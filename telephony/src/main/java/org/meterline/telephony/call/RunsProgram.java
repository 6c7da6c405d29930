package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;

/** {@link Verb.RunProgram}: a program, or an application, takes over a call that none steers. */
final class RunsProgram extends RunningVerb {
  private final Verb.RunProgram verb;
  private final Call call;

  RunsProgram(
      Verb.RunProgram verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
  }

  @Override
  void start() {
    Refusal hindrance = hindrance();
    if (hindrance != null) {
      refuse(hindrance);
    } else {
      switch (call.ports.directory().find(call.domain, verb.dialled())) {
        case Destination.Program program ->
            admit(program, program.name(), () -> call.steering(program).begin());
        case Destination.Application application ->
            admit(
                application,
                application.name(),
                () -> new ByVerbs(call, application.name()).takeOver(application));
        case Destination.Unknown(String why) -> refuse(Refusals.noDestination(verb.dialled(), why));
        default -> refuse(Refusals.noDestination(verb.dialled(), "that is no program"));
      }
    }
  }

  private @Nullable Refusal hindrance() {
    if (call.steered()) {
      return Refusals.PROGRAM_RUNS;
    }
    if (call.junction.shared()) {
      return Refusals.SHARED;
    }
    // It is for callers: nobody who came in the place of one is given to it.
    return caller().up() ? null : Refusals.NOT_ANSWERED;
  }

  private CallLeg caller() {
    return call.callerSide.leg();
  }

  /** A leg that is paid for already stays with who pays for it. */
  private void admit(Destination.Found to, String name, Runnable steers) {
    Runnable then = () -> run(name, steers);
    if (caller().meter == null) {
      Admission.of(call, caller(), to, List.of(), answer -> admitted(answer, then));
    } else {
      then.run();
    }
  }

  private void admitted(CallAuthority.Answer answer, Runnable then) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> {
        call.record.refused(why);
        refuse(why);
      }
      case Granted grant -> {
        if (isOver()) {
          return; // the leg's end voids it
        }
        CallLeg leg = caller();
        leg.payer = grant.payer();
        Meter meter = new Meter(call, leg, grant);
        call.record.granted(grant);
        call.record.legBegan(
            leg, grant, call.elsewhere.whenDurable(durable -> paid(leg, meter, durable, then)));
      }
    }
  }

  private void paid(CallLeg leg, Meter meter, boolean durable, Runnable then) {
    Refusal why = durable ? hindrance() : Refusals.JOURNAL_FULL; // phones transfer meanwhile
    if (why != null) {
      refuse(why);
    } else if (!isOver()) {
      leg.paidLate(meter);
      then.run();
    }
  }

  private void run(String name, Runnable steers) {
    call.told.goesTo(name);
    done(Verb.Nothing.NOTHING); // a phone that asks hears it before it is hung up
    call.referrals.giveUp("The call goes to " + name);
    call.calledSide.stop(200, "The call goes to " + name);
    call.bridging.part();
    call.callerSide.takenOver();
    steers.run();
  }
}
