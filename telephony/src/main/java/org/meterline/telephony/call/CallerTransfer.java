package org.meterline.telephony.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Verb.Transfer} of who was called: somebody else talks to them in the caller's place (RFC
 * 5589, section 6). The caller stays until that one answers, or hangs up earlier: then who was
 * called hears it ring. Who pays for the new leg is asked as for any other of the caller's. Who has
 * come in the caller's place may hand the talk on in turn.
 */
final class CallerTransfer extends Succession {
  private final Verb.To to;
  private @Nullable CallLeg stays;

  CallerTransfer(
      Verb.To to,
      Call call,
      Watcher watcher,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(call, watcher, reply, over);
    this.to = to;
  }

  @Override
  void start() {
    CallLeg callee = call.calledSide.talker();
    if (callee == null || !callee.up() || !call.first.up()) {
      refuse(Refusals.NO_TALK);
      return;
    }
    if (call.steered()) {
      refuse(Refusals.PROGRAM_RUNS);
      return;
    }
    if (call.junction.shared()) {
      refuse(Refusals.SHARED);
      return;
    }
    Dialling dialling = prepare(to, call.first);
    if (dialling != null) {
      stays = callee;
      call.referrals.began(this);
      call.transferring("calling " + dialling.leg.destination);
      dialling.start();
    }
  }

  @Override
  CallLeg leaves() {
    return call.first;
  }

  @Override
  @Nullable CallLeg waitsFor(CallLeg leg) {
    return calls(leg) ? stays : null;
  }

  @Override
  void taken(String why) {
    answeredElsewhere(why);
    call.ending.close(call.first, 200, why);
    hush();
  }

  @Override
  void alone(String why) {
    call.ending.close(call.first, 200, why);
    if (stays != null) {
      ring(stays);
    }
  }

  @Override
  public void answered(Dialling who) {
    watcher.answered();
    call.junction.leave(call.first, "Transferred to " + who.leg.destination);
    hush();
    call.first = who.leg;
    call.referrals.came(this);
    if (stays != null) {
      call.bridging.comesTo(stays);
    }
    call.byRule.comesIn(who.leg.media);
    call.told.goesTo(who.leg.destination);
    String why = who.leg.destination + " answered";
    call.talksOn(why);
    done(new Verb.Dialled("ANSWER", 200, why, who.talk()));
    if (stays != null) {
      call.leaving.offer(stays, who.leg);
    }
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    if (who.leg == call.first) {
      call.end(200, result.cause(), result.reason()); // it had the caller's place
    } else {
      failed(result);
    }
  }
}
