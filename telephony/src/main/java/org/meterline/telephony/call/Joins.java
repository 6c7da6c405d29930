package org.meterline.telephony.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Verb.Join}: who stays in two calls talk to each other, the others leave. */
final class Joins extends RunningVerb implements Junction.Listener {
  private final Verb.Join verb;
  private final Call call;
  private @Nullable CallLeg leaves;

  Joins(Verb.Join verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
  }

  @Override
  void start() {
    CallLeg callee = call.calledSide.talker();
    if (call.junction.shared()) {
      refuse(Refusals.SHARED);
    } else if (callee == null || !call.first.up()) {
      refuse(Refusals.NO_TALK);
    } else if (verb.other().equals(call.id)) {
      refuse(Refusals.ITSELF);
    } else if (verb.stays() == Verb.End.Side.CALLEE && call.steered()) {
      refuse(Refusals.PROGRAM_RUNS);
    } else if (call.state() == CallState.TRANSFERRING) {
      refuse(Refusals.BUSY);
    } else {
      boolean caller = verb.stays() == Verb.End.Side.CALLER;
      ask(caller ? call.first : callee, caller ? callee : call.first);
    }
  }

  private void ask(CallLeg stays, CallLeg goes) {
    if (stays.media == null) {
      refuse(Refusals.NO_AUDIO);
      return;
    }
    leaves = goes;
    call.transferring("asks for a place in call " + verb.other());
    call.junction.ask(
        verb.other(),
        new Message.Place(opposite(verb.otherStays()), null, null, false),
        stays,
        this);
  }

  private static Verb.End.Side opposite(Verb.End.Side side) {
    return side == Verb.End.Side.CALLER ? Verb.End.Side.CALLEE : Verb.End.Side.CALLER;
  }

  @Override
  public boolean stands() {
    return leaves != null && !leaves.over();
  }

  @Override
  public void joined() {
    if (leaves != null) {
      call.junction.leave(leaves, "Transferred: talks to another call's");
    }
    call.talksOn("talks to another call's: " + verb.other());
    done(Verb.Nothing.NOTHING);
  }

  @Override
  public void refused(int status, String reason) {
    call.talksOn(reason);
    refuse(Refusals.notJoined(status, reason));
  }
}
