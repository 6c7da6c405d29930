package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Verb.Dial}: a program sends its caller on, and hears when the talk is over. */
final class Dials extends RunningVerb implements CalledSide.Listener {
  private final Verb.Dial verb;
  private final Call call;
  private final Verbs verbs;
  private @Nullable Dialling connected;
  private boolean taken;

  Dials(
      Verb.Dial verb,
      Call call,
      Verbs verbs,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
    this.verbs = verbs;
  }

  @Override
  void start() {
    boolean alone = verb.to().size() == 1;
    List<CalledSide.Wanted> wanted = new ArrayList<>();
    List<Verb.Dialled> unknown = new ArrayList<>();
    for (Verb.To to : verb.to()) {
      switch (call.ports.directory().find(call.domain, call.from, to.dialled())) {
        case Destination.Unknown nobody -> unknown.add(refused(Refusals.unknown(nobody)));
        case Destination.Found found ->
            shown(to, found)
                .ifPresentOrElse(
                    outgoing -> wanted.add(wanted(to, found, alone, outgoing)),
                    () -> unknown.add(refused(Refusals.NOT_YOURS)));
      }
    }
    if (wanted.isEmpty()) {
      tell(unknown.getFirst());
      return;
    }
    if (verb.ringing()) {
      call.callerSide.ring();
    }
    call.calledSide.dial(
        wanted, unknown, new CalledSide.Plan(verb.inTurn(), verb.screening()), this);
  }

  private Verb.Dialled refused(Refusal why) {
    call.record.refused(why);
    return Verb.Dialled.refused("CHANUNAVAIL", why);
  }

  /** Help is called whatever number was to be shown: then who helps sees the tenant's own. */
  private Optional<Outgoing> shown(Verb.To to, Destination.Found found) {
    Optional<Outgoing> wished = call.outgoing.showing(to.callerId());
    return wished.isEmpty() && found instanceof Destination.Emergency
        ? Optional.of(call.outgoing)
        : wished;
  }

  private CalledSide.Wanted wanted(
      Verb.To to, Destination.Found found, boolean alone, Outgoing outgoing) {
    boolean early = alone && !verb.ringing() && verb.screening().isEmpty();
    return new CalledSide.Wanted(
        new Callee(to.dialled(), found),
        new Manner(to.ringTime(), early, verb.longest()),
        outgoing);
  }

  @Override
  public void answered(Dialling who) {
    connected = who;
    call.connect(who.leg, who.leg.destination + " answered");
  }

  @Override
  public void taken() {
    taken = true;
  }

  @Override
  public void over(Verb.Dialled result) {
    if (isOver()) {
      return;
    }
    call.bridging.part();
    goOn(result.reason());
    tell(result);
  }

  /** With the caller; where they have handed the talk on there is nobody to go on with. */
  private void goOn(String why) {
    if (!call.state().live()) {
      return;
    }
    call.referrals.giveUp(why); // nobody is left whom who is called then could talk to
    if (call.callerSide.leg().over()) {
      call.end(200, why);
    } else {
      call.enter(CallState.STEERED, why);
    }
  }

  private void tell(Verb.Dialled result) {
    verbs.dialled(result);
    done(result);
  }

  @Override
  Object stop() {
    Verb.Dialled soFar =
        connected == null && !taken
            ? Verb.Dialled.unanswered("CANCEL", 487, "Given up")
            : new Verb.Dialled(
                "ANSWER", 200, "Given up", connected == null ? Optional.empty() : connected.talk());
    call.calledSide.stop(487, "Given up by the program");
    if (call.state().live()) {
      call.junction.end("Given up by the program");
      call.bridging.part();
      goOn("given up");
    }
    return soFar;
  }
}
