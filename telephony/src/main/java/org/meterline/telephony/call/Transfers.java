package org.meterline.telephony.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Verb.Transfer}: somebody else is called in place of who talks to the caller. The audio of
 * the caller stays as it is. Who talked may hang up meanwhile: then the caller hears it ring.
 */
final class Transfers extends PuttingThrough {
  private final Verb.Transfer verb;
  private @Nullable Round round;

  /** How the talk before ended, if it did before the new one was answered. */
  private Verb.@Nullable Dialled left;

  Transfers(
      Verb.Transfer verb,
      Call call,
      Watcher watcher,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(call, watcher, reply, over);
    this.verb = verb;
  }

  @Override
  void start() {
    Round talking = call.calledSide.talking();
    if (talking == null || !call.first.up()) {
      refuse(Refusals.NO_TALK);
      return;
    }
    Dialling dialling = prepare(verb.to(), talking.talker());
    if (dialling != null) {
      round = talking;
      talking.transfer(this);
      call.transferring("calling " + dialling.leg.destination);
      dialling.start();
    }
  }

  /** Who talked has hung up: the caller waits for the new one alone. */
  void alone(Verb.Dialled result) {
    left = result;
    call.bridging.leave();
    ring(call.first);
  }

  @Override
  public void pressed(Dialling who, char digit) {
    if (round != null) {
      round.pressed(who, digit);
    }
  }

  @Override
  public void answered(Dialling who) {
    if (round == null || isOver()) {
      return;
    }
    hush();
    watcher.answered();
    round.handOver(who);
    call.junction.moved();
    call.told.goesTo(who.leg.destination);
    String why = who.leg.destination + " answered";
    if (call.state() == CallState.TRANSFERRING) {
      call.talksOn(why);
    } else {
      call.tell();
    }
    done(new Verb.Dialled("ANSWER", 200, why, who.talk()));
    call.leaving.offer(call.first, who.leg);
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    if (round == null) {
      return;
    }
    if (isOver()) {
      round.over(who, result); // it had been handed the talk
      return;
    }
    round.transfer(null);
    talkOn(result.reason());
    done(result);
    leave();
  }

  private void talkOn(String why) {
    if (left == null) {
      call.talksOn(why);
    }
  }

  /** The call is over if nobody is there to talk to. */
  private void leave() {
    hush();
    if (round != null && left != null && call.state().live()) {
      Verb.Dialled before = left;
      left = null;
      round.alone(before);
    }
  }

  /** The time for the talk is over: so nobody is called any more who could go on with it. */
  void talkEnds(String why) {
    if (next != null) {
      next.stop(487, why);
      over(next, Verb.Dialled.unanswered("CANCEL", 487, why));
    }
  }

  /** The talk is ended from this side: nobody is called in its place. */
  void giveUp(int status, String why) {
    round = null;
    if (next != null) {
      next.stop(status, why);
    }
    hush();
    done(Verb.Dialled.unanswered("CANCEL", 487, why));
  }

  @Override
  Object stop() {
    if (next != null) {
      next.stop(487, "Given up");
    }
    if (round != null) {
      round.transfer(null);
      talkOn("given up");
    }
    leave();
    return Verb.Dialled.unanswered("CANCEL", 487, "Given up");
  }
}
