package org.meterline.telephony.call;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Verb.Dial}: a program sends its caller on, and hears when the talk is over. */
final class Dials extends RunningVerb implements Dialling.Listener {
  private final Verb.Dial verb;
  private final Call call;
  private final Verbs verbs;
  private boolean connected;

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
    switch (call.ports.directory().find(call.from, verb.dialled())) {
      case Destination.Unknown unknown ->
          tell(new Verb.Dialled("CHANUNAVAIL", 404, unknown.reason(), Duration.ZERO));
      case Destination.Found found -> call.calledSide.dial(found, verb.ringTime(), this);
    }
  }

  @Override
  public void answered(Dialling who) {
    connected = true;
    call.connect(who.leg, verb.dialled() + " answered");
  }

  @Override
  public void over(Verb.Dialled result) {
    if (isOver()) {
      return;
    }
    call.part();
    if (call.state().live()) {
      call.enter(CallState.STEERED, result.reason());
    }
    tell(result);
  }

  private void tell(Verb.Dialled result) {
    verbs.dialled(result);
    done(result);
  }

  @Override
  @Nullable Object stop() {
    verbs.set("DIALSTATUS", connected ? "ANSWER" : "CANCEL");
    call.calledSide.stop(487, "Given up by the program");
    if (call.state().live()) {
      call.part();
      call.enter(CallState.STEERED, "given up");
    }
    return null;
  }
}
