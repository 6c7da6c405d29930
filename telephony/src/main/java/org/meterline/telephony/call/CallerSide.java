package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** The calling side of a call: what its one incoming leg is told, and what it hears. */
final class CallerSide {
  private final Call call;
  private final CallLeg incoming;
  private @Nullable Instant answeredAt;
  private @Nullable Sdp answer;
  private boolean rung;

  CallerSide(Call call) {
    this.call = call;
    this.incoming = call.incoming;
  }

  /** When it was answered, for the record. */
  @Nullable Instant answeredAt() {
    return answeredAt;
  }

  /** Takes the offer, or makes one; when neither can be the call ends, and this is false. */
  boolean open(@Nullable Sdp offer) {
    try {
      MediaPlane.MediaLeg audio = call.openMedia(incoming);
      answer = offer == null ? audio.offer() : audio.answer(offer);
      return true;
    } catch (MediaPlane.NoPorts e) {
      call.end(503, "This server has no room for more audio");
    } catch (MediaPlane.Unacceptable e) {
      call.end(488, "The offered audio cannot be used: " + e.getMessage());
    }
    return false;
  }

  /** Answers the caller; a second time does nothing. */
  void answer() {
    Attempt attempt = incoming.attempt;
    if (incoming.answered || incoming.over || attempt == null || attempt.sip == null) {
      return;
    }
    if (answer != null) {
      attempt.sip.answer(answer);
    }
    answeredAt = call.ports.time().instant();
    call.answered(incoming);
    call.elsewhere.after(
        call.ports.timings().longestCall(),
        () -> call.end(480, "The call lasted as long as a call may"));
    call.tell();
  }

  void ring() {
    Attempt attempt = incoming.attempt;
    if (!rung && !incoming.answered && attempt != null && attempt.sip != null) {
      rung = true;
      attempt.sip.ring();
    }
  }

  /** Lets the caller hear {@code leg}, or a prompt, before the call is answered. */
  void earlyAudio(@Nullable CallLeg leg) {
    Attempt attempt = incoming.attempt;
    if (!incoming.answered && attempt != null && attempt.sip != null && answer != null) {
      attempt.sip.progress(answer);
    }
    if (leg != null) {
      call.join(leg);
    }
  }

  /** The caller, who pays, hears that the credit ends. */
  void announceEnd(long playNumber) {
    call.record.note("announced", "the credit ends soon");
    if (incoming.up() && incoming.media != null) {
      incoming.media.play(playNumber, List.of(new Prompt.Named("credit-ends")), Duration.ZERO);
    }
  }

  /** ACK; with a description when ours was the offer. */
  void acknowledged(@Nullable Sdp late) {
    if (late == null || incoming.media == null) {
      return;
    }
    try {
      incoming.media.accept(late);
    } catch (MediaPlane.Unacceptable e) {
      call.end(488, "The answered audio cannot be used: " + e.getMessage());
    }
  }
}
