package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;

/**
 * What a leg hears over and over, such as ringing or music, until it is stopped or something else
 * is played to that leg.
 */
final class LoopedPlay {
  private final Call call;
  private final CallLeg leg;
  private final List<Prompt> prompts;

  /** Its number while it is on, else 0. */
  private long playing;

  LoopedPlay(Call call, CallLeg leg, List<Prompt> prompts) {
    this.call = call;
    this.leg = leg;
    this.prompts = prompts;
  }

  /**
   * Plays it from its begin.
   *
   * @return the number of the play; 0 for a leg without audio
   */
  long start() {
    MediaPlane.MediaLeg audio = leg.media;
    if (audio != null) {
      playing = call.nextPlay();
      audio.play(playing, prompts, Duration.ZERO);
    }
    return playing;
  }

  boolean isOn() {
    return playing != 0;
  }

  /** Ends it alone: something else may have begun in its place. */
  void stop() {
    long number = playing;
    playing = 0;
    if (number != 0 && leg.media != null) {
      leg.media.stop(number);
    }
  }

  /** Whether that was the end of it: then it is on no more until it is started. */
  boolean ends(MediaEvent.Played played) {
    boolean ours = playing != 0 && played.number() == playing;
    if (ours) {
      playing = 0;
    }
    return ours;
  }

  /** Begins anew at its end; what was cut does not. */
  void again(MediaEvent.Played played) {
    if (ends(played) && played.whole()) {
      start();
    }
  }
}
