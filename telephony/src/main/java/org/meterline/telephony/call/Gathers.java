package org.meterline.telephony.call;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** {@link SoundVerb.Gather}. */
final class Gathers extends OnAudio {
  private final SoundVerb.Gather verb;
  private final StringBuilder digits = new StringBuilder();
  private long step;

  Gathers(
      SoundVerb.Gather verb,
      Call call,
      CallLeg leg,
      Consumer<Outcome<?>> reply,
      Consumer<RunningVerb> over) {
    super(call, leg, reply, over);
    this.verb = verb;
  }

  @Override
  void start() {
    if (verb.most() <= 0) {
      finish(false);
    } else if (verb.prompts().isEmpty()) {
      expect(verb.timeout());
    } else {
      play(verb.prompts(), Duration.ZERO);
    }
  }

  @Override
  void digit(char digit) {
    if (player() != null && !verb.bargeIn()) {
      return;
    }
    stopPlaying();
    boolean last = verb.terminators().indexOf(digit) >= 0;
    if (!last) {
      digits.append(digit);
    }
    if (last || digits.length() >= verb.most()) {
      finish(false);
    } else {
      expect(verb.between());
    }
  }

  @Override
  void played(MediaEvent.Played played) {
    if (ends(played) && digits.isEmpty()) {
      expect(verb.timeout());
    }
  }

  private void expect(Duration within) {
    call.elsewhere.forget(step);
    step = call.elsewhere.after(within, () -> finish(true));
  }

  private void finish(boolean timedOut) {
    call.elsewhere.forget(step);
    String all = digits.toString();
    boolean accepted =
        all.length() >= verb.wanted().least() && verb.wanted().pattern().matches(all);
    done(new SoundVerb.Gathered(all, timedOut, accepted));
  }

  @Override
  @Nullable Object stop() {
    call.elsewhere.forget(step);
    return super.stop();
  }
}
