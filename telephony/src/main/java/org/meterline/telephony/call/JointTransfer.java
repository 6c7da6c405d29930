package org.meterline.telephony.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Verb.Transfer} in a talk across two calls: somebody is called in the place of our leg (RFC
 * 5589, section 6), and who talks at the other call's end stays there. Who pays for the new leg is
 * asked as for any other of this call; the other call has nothing to do with it.
 */
final class JointTransfer extends Succession {
  private final Verb.Transfer verb;
  private @Nullable CallLeg leaves;

  /** Of which our leg is; null: it is at the caller's end. */
  private @Nullable Round round;

  JointTransfer(
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
    CallLeg ours = call.legs.talking();
    boolean caller = ours == call.first;
    if (ours == null || caller != (verb.stays() == Verb.End.Side.CALLEE)) {
      refuse(Refusals.SHARED); // who is to leave is the other call's
    } else if (call.junction.asks()) {
      refuse(Refusals.BUSY);
    } else if (caller && call.steered()) {
      refuse(Refusals.PROGRAM_RUNS);
    } else {
      Dialling dialling = prepare(verb.to(), ours);
      if (dialling != null) {
        leaves = ours;
        round = caller ? null : call.calledSide.talking();
        call.referrals.began(this);
        call.transferring("calling " + dialling.leg.destination);
        dialling.start();
      }
    }
  }

  @Override
  @Nullable CallLeg leaves() {
    return leaves;
  }

  @Override
  void alone(String why) {
    close(why);
    call.junction.moved();
  }

  @Override
  void taken(String why) {
    if (pending()) {
      answeredElsewhere(why);
    }
  }

  private void close(String why) {
    CallLeg before = leaves;
    if (before != null) {
      call.bridging.leave();
      call.ending.close(before, 200, why);
    }
  }

  @Override
  public void answered(Dialling who) {
    watcher.answered();
    Round ours = round;
    if (ours == null) {
      call.first = who.leg;
      call.referrals.came(this);
      close("Transferred to " + who.leg.destination);
      call.byRule.comesIn(who.leg.media);
    } else {
      ours.handOver(who); // by rule, the new one is told there
    }
    call.recordings.comes(who.leg);
    call.junction.moved();
    call.told.goesTo(who.leg.destination);
    String why = who.leg.destination + " answered";
    call.talksOn(why);
    done(new Verb.Dialled("ANSWER", 200, why, who.talk()));
  }

  @Override
  public void pressed(Dialling who, char digit) {
    if (round == null) {
      super.pressed(who, digit);
    } else {
      round.pressed(who, digit);
    }
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    if (!isOver()) {
      failed(result);
    } else if (round != null) {
      round.over(who, result); // it had been handed the talk
    } else {
      call.end(200, result.cause(), result.reason());
    }
  }
}
