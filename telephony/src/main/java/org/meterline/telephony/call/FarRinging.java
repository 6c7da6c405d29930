package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** The ringing tone for our end of a talk across two calls while the other one calls somebody. */
final class FarRinging {
  private final Call call;
  private @Nullable CallLeg hears;
  private @Nullable LoopedPlay tone;

  FarRinging(Call call) {
    this.call = call;
  }

  /**
   * Looks who hears it.
   *
   * @param leg null: nobody
   */
  void look(@Nullable CallLeg leg) {
    LoopedPlay before = tone;
    if (before != null && leg != hears) {
      tone = null;
      before.stop();
    }
    hears = leg;
    if (leg == null || leg.state() != LegState.UP || call.playsTo(leg)) {
      return; // music or a prompt is heard in its place
    }
    LoopedPlay now = tone == null ? new LoopedPlay(call, leg, Tones.RINGING) : tone;
    tone = now;
    if (!now.isOn()) {
      now.start();
    }
  }

  /** A prompt that a leg heard is over. */
  void played(MediaEvent.Played played) {
    LoopedPlay now = tone;
    if (now != null) {
      now.again(played);
    }
  }
}
