package org.meterline.telephony.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/**
 * {@link Verb.Transfer} of who was called: somebody else talks to them in the caller's place (RFC
 * 5589, section 6). The caller stays until that one answers, or hangs up earlier: then who was
 * called hears it ring. Who pays for the new leg is asked as for any other of the caller's.
 */
final class CallerTransfer extends PuttingThrough {
  private final Verb.To to;
  private @Nullable CallLeg stays;
  private boolean talks;
  private long tone;

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
    Round talking = call.calledSide.talking();
    CallLeg callee = talking == null ? null : talking.talker();
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

  /** Whether somebody is called still. */
  boolean pending() {
    return !isOver() && stays != null;
  }

  /** Who waits for the leg; null if it is not the new one, or that is called no more. */
  @Nullable CallLeg waitsFor(CallLeg leg) {
    return pending() && next != null && next.leg == leg ? stays : null;
  }

  /** Another call has the place of the new one, which rang. */
  void taken(String why) {
    watcher.answered();
    done(new Verb.Dialled("ANSWER", 200, why, Optional.empty()));
    if (next != null) {
      next.stop(200, why);
    }
    call.ending.close(call.first, 200, why);
    hush();
  }

  void giveUp(String why) {
    if (pending()) {
      done(Verb.Dialled.unanswered("CANCEL", 487, why));
      if (next != null) {
        next.stop(487, why);
      }
    }
  }

  /** The caller has hung up, and who was called waits for the new one. */
  void alone(String why) {
    call.ending.close(call.first, 200, why);
    ring();
  }

  private void ring() {
    if (stays != null && stays.state() == LegState.UP && stays.media != null) {
      tone = call.nextPlay();
      stays.media.play(tone, Tones.RINGING, Duration.ZERO);
    }
  }

  private void hush() {
    if (tone != 0 && stays != null && stays.media != null) {
      stays.media.stop(tone);
      tone = 0;
    }
  }

  @Override
  void played(MediaEvent.Played played) {
    if (tone != 0 && played.number() == tone && played.whole() && pending()) {
      ring();
    }
  }

  @Override
  public void pressed(Dialling who, char digit) {
    if (stays != null) {
      stays.sendDigit(digit);
    }
  }

  @Override
  public void answered(Dialling who) {
    talks = true;
    watcher.answered();
    call.junction.leave(call.first, "Transferred to " + who.leg.destination);
    hush();
    if (who.leg.media != null) {
      call.bridging.beyond(who.leg, who.leg.media);
      call.byRule.comes(who.leg.media);
    }
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
    done(result);
    if (call.first.over()) {
      call.end(talks ? 200 : result.sipStatus(), result.cause(), result.reason());
    } else {
      call.talksOn(result.reason());
    }
  }

  @Override
  Object stop() {
    if (next != null) {
      next.stop(487, "Given up");
    }
    if (call.first.over()) {
      call.end(487, "Given up");
    } else {
      call.talksOn("given up");
    }
    return Verb.Dialled.unanswered("CANCEL", 487, "Given up");
  }
}
