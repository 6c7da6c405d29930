package org.meterline.telephony.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;

/** Ends legs. Whatever fails on the way, the rest is done even so. */
final class Ending {
  private static final System.Logger LOG = System.getLogger(Ending.class.getName());

  private final Call call;
  private final Verbs verbs;

  Ending(Call call, Verbs verbs) {
    this.call = call;
    this.verbs = verbs;
  }

  /** Ends a leg: signalling first, for the second counts, then audio, then the fact. */
  void close(CallLeg leg, int status, String why) {
    close(leg, status, Q850.ofStatus(status), why);
  }

  /** The same with the cause of {@link Q850}. */
  void close(CallLeg leg, int status, int cause, String why) {
    close(leg, status, cause, why, null);
  }

  /**
   * The same.
   *
   * @param refusal by what it is ended; null: by nothing
   */
  void close(CallLeg leg, int status, int cause, String why, @Nullable Refusal refusal) {
    if (leg.over()) {
      return;
    }
    Duration charged = leg.meter == null ? Duration.ZERO : leg.meter.charged();
    if (leg.meter != null) {
      leg.meter.stop();
    }
    leg.leaveTrunk();
    leg.endStatus = leg.answered() ? 200 : status;
    leg.endCause = cause;
    leg.endReason = why;
    leg.refusal = refusal;
    leg.enter(LegState.CLOSING, why);
    Attempt attempt = leg.attempt;
    if (attempt != null && attempt.sip != null) {
      Signalling.Leg sip = attempt.sip;
      quietly("hanging up", () -> sip.hangUp(status, cause, why));
    }
    MediaPlane.MediaLeg audio = leg.media;
    quietly("ending recordings", () -> call.recordings.over(leg));
    quietly("telling of recordings no more", () -> call.byRule.over(leg));
    if (call.state().live()) {
      quietly("asking no more", () -> call.leaving.over(leg, why));
      quietly("ending verbs", () -> verbs.legOver(leg));
    }
    if (audio != null) {
      quietly("closing audio", audio::close);
      quietly("reading quality", () -> leg.quality = audio.quality());
    }
    if (leg.question != null) {
      call.elsewhere.after(true, call.ports.timings().lateAnswer(), () -> recordEnd(leg, charged));
    } else {
      recordEnd(leg, charged);
    }
  }

  /** Ends a leg for good, also one whose end failed halfway. */
  void abandon(CallLeg leg, String why) {
    quietly("closing a leg", () -> close(leg, 500, why));
    quietly(
        "recording a leg",
        () -> recordEnd(leg, leg.meter == null ? Duration.ZERO : leg.meter.charged()));
  }

  void recordEnd(CallLeg leg, Duration charged) {
    if (leg.state() == LegState.CLOSING) {
      leg.enter(LegState.OVER, leg.endReason);
      if (call.record.knows(leg)) {
        call.record.legEnded(leg, charged);
      }
    }
  }

  /** An answer came for a leg that is not wanted any more: what it holds is given back. */
  void voidLate(CallLeg leg, CallAuthority.Answer late) {
    if (late instanceof CallAuthority.Granted && leg.over()) {
      call.record.note("late grant voided", leg.destination);
    }
    if (!leg.over()) {
      return; // the leg's end, which must come, voids it
    }
    if (leg.state() == LegState.OVER && late instanceof CallAuthority.Granted) {
      call.record.legEnded(leg, Duration.ZERO);
    } else {
      recordEnd(leg, Duration.ZERO);
    }
  }

  void quietly(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.WARNING, "call " + call.id + ": " + what + " failed", e);
      call.record.note("fault", what + ": " + e);
    }
  }
}
