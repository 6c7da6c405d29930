package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** {@link SoundVerb.PlayOver}. */
final class PlaysOver extends RunningVerb {
  private final SoundVerb.PlayOver verb;
  private final Call call;
  private final List<CallLeg> legs;

  /** Who still hears it, by the number of the play. */
  private final Map<Long, CallLeg> playing = new HashMap<>();

  private final List<String> skipped = new ArrayList<>();
  private Duration heard = Duration.ZERO;

  /**
   * @param legs who is to hear it
   */
  PlaysOver(
      SoundVerb.PlayOver verb,
      Call call,
      List<CallLeg> legs,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
    this.legs = legs;
  }

  @Override
  void start() {
    for (CallLeg leg : legs) {
      if (leg.up() && leg.media != null) {
        long number = call.nextPlay();
        playing.put(number, leg);
        leg.media.overlay(number, verb.prompts(), verb.duck());
      }
    }
    if (playing.isEmpty()) {
      refuse(Refusals.NOT_ANSWERED);
    }
  }

  @Override
  void played(MediaEvent.Played played) {
    if (playing.remove(played.number()) != null) {
      heard = played.position().compareTo(heard) > 0 ? played.position() : heard;
      if (playing.isEmpty()) {
        done(result());
      }
    }
  }

  @Override
  void skipped(MediaEvent.Failed failed) {
    if (playing.containsKey(failed.number()) && !skipped.contains(failed.reason())) {
      skipped.add(failed.reason());
    }
  }

  /** The others hear it on; when none is left it is over. */
  @Override
  void legOver(CallLeg leg) {
    if (playing.values().removeIf(leg::equals) && playing.isEmpty()) {
      cut(Outcome.By.HANG_UP);
    }
  }

  private SoundVerb.Played result() {
    return new SoundVerb.Played(Optional.empty(), heard, skipped);
  }

  /** Ends it; its result follows when all have told of it. */
  void stopPlaying() {
    Map.copyOf(playing)
        .forEach(
            (number, leg) -> {
              if (leg.media != null) {
                leg.media.stopOverlay(number);
              }
            });
  }

  @Override
  @Nullable Object stop() {
    stopPlaying();
    return result();
  }
}
