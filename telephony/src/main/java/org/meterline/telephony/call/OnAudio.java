package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;

/**
 * A verb that plays to an end of the call or listens for its digits. Digits count while a verb asks
 * for them; those pressed before are lost, as an Asterisk channel loses them.
 */
abstract class OnAudio extends RunningVerb {
  final Call call;
  private final CallLeg leg;
  private long playing;
  private final List<String> skipped = new ArrayList<>();

  OnAudio(Call call, CallLeg leg, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.call = call;
    this.leg = leg;
  }

  /** Whether it is this leg's audio that it is about. */
  final boolean isAbout(CallLeg other) {
    return leg == other;
  }

  final void play(List<Prompt> prompts, Duration offset) {
    MediaPlane.MediaLeg audio = leg.media;
    if (audio == null) {
      refuse(Refusals.NO_AUDIO);
      return;
    }
    if (leg == call.first) {
      call.callerSide.earlyAudio(null);
    }
    playing = call.nextPlay();
    audio.play(playing, prompts, offset);
  }

  /** The audio that plays for it; null while nothing does. */
  final MediaPlane.@Nullable MediaLeg player() {
    return playing == 0 ? null : leg.media;
  }

  /** Whether the event is of what this verb plays; if so it plays no more. */
  final boolean ends(MediaEvent.Played played) {
    if (playing == 0 || played.number() != playing) {
      return false;
    }
    playing = 0;
    return true;
  }

  @Override
  final void skipped(MediaEvent.Failed failed) {
    if (playing != 0 && failed.number() == playing) {
      skipped.add(failed.reason());
    }
  }

  @Override
  final void legOver(CallLeg over) {
    if (isAbout(over)) {
      cut(Outcome.By.HANG_UP);
    }
  }

  /** Why what it plays is not whole. */
  final List<String> skipped() {
    return skipped;
  }

  /** How far the prompt that is on was heard; {@code otherwise} when none is. */
  final Duration heard(Duration otherwise) {
    MediaPlane.MediaLeg audio = player();
    return audio == null ? otherwise : audio.position();
  }

  final void stopPlaying() {
    MediaPlane.MediaLeg audio = player();
    if (audio != null) {
      audio.stop(playing);
    }
  }

  @Override
  @Nullable Object stop() {
    stopPlaying();
    return null;
  }
}
