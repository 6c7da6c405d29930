package org.meterline.telephony.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link SupervisionVerb.Supervise}: somebody is called, and hears the talk from their answer on.
 */
final class Supervises extends RunningVerb {
  private final SupervisionVerb.Supervise verb;
  private final Call call;

  Supervises(
      SupervisionVerb.Supervise verb,
      Call call,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
  }

  @Override
  void start() {
    Refusal why = hindrance();
    if (why != null) {
      refuse(why);
      return;
    }
    String dialled = verb.to().dialled();
    switch (call.ports.directory().find(call.domain, dialled)) {
      case Destination.Phone phone ->
          call.supervision.start(verb, new Callee(dialled, phone), this);
      case Destination.Unknown(String reason) -> refuse(Refusals.noDestination(dialled, reason));
      default -> refuse(Refusals.NOT_A_PHONE);
    }
  }

  private @Nullable Refusal hindrance() {
    if (call.calledSide.talking() == null && !call.junction.shared()) {
      return Refusals.NO_TALK;
    }
    return call.supervision.isOn() ? Refusals.SUPERVISED : null;
  }

  void answered(LegId leg) {
    done(new SupervisionVerb.Supervised(leg));
  }

  /** Nobody answered: the verb is refused with the reason. */
  void failed(Verb.Dialled result) {
    refuse(Refusals.noSupervisor(result.reason()));
  }

  @Override
  @Nullable Object stop() {
    var _ = call.supervision.stop(487, "Given up");
    return null;
  }
}
