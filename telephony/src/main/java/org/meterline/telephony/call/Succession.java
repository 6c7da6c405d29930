package org.meterline.telephony.call;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody is called who gets the place of a leg that talks, and may be answered for by another
 * call. That leg stays until they answer, or hangs up earlier: then who talked to it hears it ring.
 */
abstract class Succession extends PuttingThrough {
  Succession(Call call, Watcher watcher, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(call, watcher, reply, over);
  }

  /** The leg whose place it is; null before anybody is called. */
  abstract @Nullable CallLeg leaves();

  /** That leg has hung up. */
  abstract void alone(String why);

  /** Another call has the place of the new one, which rang. */
  abstract void taken(String why);

  /** Who of this call waits for that leg; null if it is not the new one, or is called no more. */
  @Nullable CallLeg waitsFor(CallLeg leg) {
    return null;
  }

  /** Whether somebody is called still. */
  final boolean pending() {
    return !isOver() && next != null;
  }

  /** Whether that leg is called still. */
  final boolean calls(CallLeg leg) {
    return pending() && next != null && next.leg == leg;
  }

  final void giveUp(String why) {
    if (pending()) {
      done(Verb.Dialled.unanswered("CANCEL", 487, why));
      if (next != null) {
        next.stop(487, why);
      }
    }
  }

  /** The new one rang, and another call answers for it: it is told as answered. */
  final void answeredElsewhere(String why) {
    watcher.answered();
    done(new Verb.Dialled("ANSWER", 200, why, Optional.empty()));
    if (next != null) {
      next.stop(200, why);
    }
  }

  /** Nobody answered: those who are there talk on, if the leg is one of them still. */
  final void failed(Verb.Dialled result) {
    done(result);
    CallLeg leaves = leaves();
    if (leaves == null || leaves.over()) {
      call.end(result);
    } else {
      call.talksOn(result.reason());
    }
  }

  @Override
  final Object stop() {
    if (next != null) {
      next.stop(487, "Given up");
    }
    CallLeg leaves = leaves();
    if (leaves != null && leaves.over()) {
      call.end(487, "Given up");
    } else {
      call.talksOn("given up");
    }
    return Verb.Dialled.unanswered("CANCEL", 487, "Given up");
  }

  @Override
  public void pressed(Dialling who, char digit) {
    call.pressed(who.leg, digit);
  }
}
