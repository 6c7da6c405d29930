package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;

/** {@link Verb.RunProgram}: a program takes over a call that none steers. */
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
        case Destination.Program program -> admit(program);
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
    return call.first.up() ? null : Refusals.NOT_ANSWERED;
  }

  /** A leg that is paid for already stays with who pays for it. */
  private void admit(Destination.Program program) {
    if (call.first.meter == null) {
      Admission.of(call, call.first, program, List.of(), answer -> admitted(program, answer));
    } else {
      run(program);
    }
  }

  private void admitted(Destination.Program program, CallAuthority.Answer answer) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> {
        call.record.refused(why);
        refuse(why);
      }
      case Granted grant -> {
        if (isOver()) {
          return; // the leg's end voids it
        }
        CallLeg leg = call.first;
        leg.payer = grant.payer();
        Meter meter = new Meter(call, leg, grant);
        call.record.granted(grant);
        call.record.legBegan(
            leg, grant, call.elsewhere.whenDurable(durable -> paid(program, leg, meter, durable)));
      }
    }
  }

  private void paid(Destination.Program program, CallLeg leg, Meter meter, boolean durable) {
    Refusal why = durable ? hindrance() : Refusals.JOURNAL_FULL; // phones transfer meanwhile
    if (why != null) {
      refuse(why);
    } else if (!isOver()) {
      leg.meter = meter;
      meter.start(call.ports.time().nanos().getAsLong());
      if (leg.dialog != null) {
        call.record.legAnswered(leg, leg.dialog); // the leg began anew
      }
      run(program);
    }
  }

  private void run(Destination.Program program) {
    call.told.goesTo(program.name());
    done(Verb.Nothing.NOTHING); // a phone that asks hears it before it is hung up
    call.referrals.giveUp("The call goes to " + program.name());
    call.calledSide.stop(200, "The call goes to " + program.name());
    call.bridging.part();
    call.steering(program).begin();
  }
}
