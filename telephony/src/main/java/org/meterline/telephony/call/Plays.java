package org.meterline.telephony.call;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** {@link SoundVerb.Play}. */
sealed class Plays extends OnAudio permits Says {
  private final SoundVerb.Play verb;
  private @Nullable Character ended;

  Plays(
      SoundVerb.Play verb,
      Call call,
      CallLeg leg,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(call, leg, reply, over);
    this.verb = verb;
  }

  @Override
  void start() {
    if (verb.prompts().isEmpty()) {
      done(new SoundVerb.Played(Optional.empty(), verb.offset()));
    } else {
      play(verb.prompts(), verb.offset());
    }
  }

  @Override
  void digit(char digit) {
    if (ended == null && verb.escape().indexOf(digit) >= 0) {
      ended = digit;
      stopPlaying();
    }
  }

  @Override
  void played(MediaEvent.Played played) {
    if (ends(played)) {
      done(new SoundVerb.Played(Optional.ofNullable(ended), played.position(), skipped()));
    }
  }

  @Override
  Object stop() {
    SoundVerb.Played soFar =
        new SoundVerb.Played(Optional.ofNullable(ended), heard(verb.offset()), skipped());
    stopPlaying();
    return soFar;
  }
}
