package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;

/** The calling side of a call: the leg that is there first, what it is told and what it hears. */
abstract sealed class CallerSide permits Invited, Requested {
  /** How much fainter a talk is under an announcement, in decibels. */
  private static final int DUCK = 12;

  /**
   * The number of announcements, whose end nobody waits for. No call gives it to a prompt: one of
   * another call's, which is at the leg too, is not taken for it.
   */
  private static final long UNWATCHED = -1;

  final Call call;
  private @Nullable LoopedPlay ringing;

  /** It hears the other side. */
  boolean hearing;

  /** It heard the other side before the answer, and does no more. */
  boolean silent;

  private @Nullable Instant answeredAt;

  /** When who has its place was, in nanoseconds; 0 if it was itself, or nobody. */
  private long placeAnsweredAt;

  CallerSide(Call call) {
    this.call = call;
  }

  abstract CallLeg leg();

  /** Whether what is heard is for the caller's side alone: nobody steers it or is let in. */
  boolean isPrivate() {
    return false;
  }

  /** When it was answered, for the record. */
  final @Nullable Instant answeredAt() {
    return answeredAt;
  }

  /** Another call has its place, which waited for the answer: that is there now. */
  final void placeAnswered() {
    if (!isPlaceAnswered() && call.state().live()) {
      placeAnsweredAt = call.ports.time().nanos().getAsLong();
      nowAnswered();
    }
  }

  final boolean isPlaceAnswered() {
    return placeAnsweredAt != 0;
  }

  /** How long the call lasted until then, in nanoseconds, since it was answered. */
  final Duration lasted(long end) {
    long since = leg().answered() ? leg().answeredAt() : placeAnsweredAt;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(end - since);
  }

  /** It was answered: the call lasts from now on. */
  final void nowAnswered() {
    answeredAt = call.ports.time().instant();
    endLater();
  }

  /** When it has lasted as long as a call may; one for help may go on. */
  private void endLater() {
    call.elsewhere.after(
        call.ports.timings().longestCall(),
        () -> {
          if (call.legs.callForHelp()) {
            endLater();
          } else {
            call.refuse(Refusals.LASTED);
          }
        });
  }

  /** Takes the call up. */
  abstract void begin(Message.Begin begin);

  /** SIP of its leg. */
  abstract void on(Signalling.Event event);

  /** Answers it; if it is answered, nothing. */
  abstract void answer();

  /** It is told that it rings at the other side. */
  abstract void ring();

  /**
   * Lets it hear what is there before the other side has answered.
   *
   * @param other whose audio; null for a prompt
   */
  abstract void earlyAudio(@Nullable CallLeg other);

  /** It will hear this leg: what it is told of its audio still, is to suit it. */
  void suits(CallLeg other) {}

  /** It hears the other side, or nobody, from now on. */
  final void hears(boolean other) {
    silent = !other && (hearing || silent) && !leg().answered();
    hearing = other;
    if (ringing != null) {
      ringing.stop();
      ringing = null;
    }
  }

  /** It hears the ringing tone from us from now on, but not in place of what is played to it. */
  final void soundRinging() {
    if (ringing == null) {
      ringing = new LoopedPlay(call, leg(), Tones.RINGING);
    }
    if (!ringing.isOn() && !call.playsTo(leg())) {
      ringing.start();
    }
  }

  /** What it heard of the other side, which has not answered, is over. */
  final void silenced() {
    if (hearing) {
      hearing = false;
      silent = true;
      call.bridging.leave();
    }
  }

  /** A program or an application gets it: what it waited for until now does not end it. */
  void takenOver() {}

  /** A prompt that it heard is over. */
  void played(MediaEvent.Played played) {
    if (ringing != null) {
      ringing.again(played);
      soundRinging(); // what was played in its place may be over
    }
  }

  /** What the record says of a call that ends with this status. */
  abstract int ended(int status);

  /** It hears that the credit ends. */
  void announceEnd() {
    call.record.note("announced", "the credit ends soon");
    CallLeg leg = leg();
    if (leg.up() && leg.media != null) {
      announceEndTo(leg.media);
    }
  }

  static void announceEndTo(MediaPlane.MediaLeg audio) {
    announceTo(audio, new Prompt.Named("credit-ends"));
  }

  /** Says something over a talk, which goes on; the leg may be another call's. */
  static void announceTo(MediaPlane.MediaLeg audio, Prompt what) {
    audio.overlay(UNWATCHED, List.of(what), DUCK);
  }

  final void play(long number, List<Prompt> prompts) {
    CallLeg leg = leg();
    if (leg.up() && leg.media != null) {
      leg.media.play(number, prompts, Duration.ZERO);
    }
  }
}
