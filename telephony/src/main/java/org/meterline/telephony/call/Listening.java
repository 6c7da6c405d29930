package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;

/**
 * The verbs that play to the caller and listen for digits, each a class of its own. Digits count
 * while a verb asks for them; those pressed before are lost, as an Asterisk channel loses them.
 */
final class Listening {
  private Listening() {}

  /** What they have in common: the caller's audio. */
  abstract static class OnAudio extends RunningVerb {
    final Call call;
    final Verbs verbs;
    private long playing;

    OnAudio(Call call, Verbs verbs, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
      super(reply, over);
      this.call = call;
      this.verbs = verbs;
    }

    final void play(List<Prompt> prompts, Duration offset) {
      MediaPlane.MediaLeg audio = call.first.media;
      if (audio == null) {
        refuse(Refusals.NO_AUDIO);
        return;
      }
      call.callerSide.earlyAudio(null);
      playing = verbs.nextPlay();
      audio.play(playing, prompts, offset);
    }

    final boolean isPlaying() {
      return playing != 0;
    }

    /** Whether the event is of what this verb plays; if so it plays no more. */
    final boolean ends(MediaEvent.Played played) {
      if (playing == 0 || played.number() != playing) {
        return false;
      }
      playing = 0;
      return true;
    }

    /** How far the prompt that is on was heard; {@code otherwise} when none is. */
    final Duration heard(Duration otherwise) {
      MediaPlane.MediaLeg audio = call.first.media;
      return playing == 0 || audio == null ? otherwise : audio.position();
    }

    final void stopPlaying() {
      if (playing != 0 && call.first.media != null) {
        call.first.media.stop();
      }
    }

    @Override
    @Nullable Object stop() {
      stopPlaying();
      return null;
    }
  }

  /** {@link Verb.Play}. */
  static final class Plays extends OnAudio {
    private final Verb.Play verb;
    private @Nullable Character ended;

    Plays(
        Verb.Play verb,
        Call call,
        Verbs verbs,
        Consumer<Outcome<?>> reply,
        Consumer<RunningVerb> over) {
      super(call, verbs, reply, over);
      this.verb = verb;
    }

    @Override
    void start() {
      if (verb.prompts().isEmpty()) {
        done(new Verb.Played(Optional.empty(), verb.offset()));
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
        done(new Verb.Played(Optional.ofNullable(ended), played.position()));
      }
    }

    @Override
    Object stop() {
      Verb.Played soFar = new Verb.Played(Optional.ofNullable(ended), heard(verb.offset()));
      stopPlaying();
      return soFar;
    }
  }

  /** {@link Verb.WaitDigit}. */
  static final class WaitsForDigit extends OnAudio {
    private final Duration timeout;
    private long step;

    WaitsForDigit(
        Verb.WaitDigit verb,
        Call call,
        Verbs verbs,
        Consumer<Outcome<?>> reply,
        Consumer<RunningVerb> over) {
      super(call, verbs, reply, over);
      this.timeout = verb.timeout();
    }

    @Override
    void start() {
      step = call.elsewhere.after(timeout, () -> done(Optional.empty()));
    }

    @Override
    void digit(char digit) {
      call.elsewhere.forget(step);
      done(Optional.of(digit));
    }

    @Override
    @Nullable Object stop() {
      call.elsewhere.forget(step);
      return null;
    }
  }

  /** {@link Verb.Gather}. */
  static final class Gathers extends OnAudio {
    private final Verb.Gather verb;
    private final StringBuilder digits = new StringBuilder();
    private long step;

    Gathers(
        Verb.Gather verb,
        Call call,
        Verbs verbs,
        Consumer<Outcome<?>> reply,
        Consumer<RunningVerb> over) {
      super(call, verbs, reply, over);
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
      stopPlaying();
      if (digit != '#') {
        digits.append(digit);
      }
      if (digit == '#' || digits.length() >= verb.most()) {
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
      done(new Verb.Gathered(digits.toString(), timedOut));
    }

    @Override
    @Nullable Object stop() {
      call.elsewhere.forget(step);
      return super.stop();
    }
  }

  /** {@link Verb.Wait}. */
  static final class Waits extends RunningVerb {
    private final Call call;
    private final Duration time;
    private long step;

    Waits(Verb.Wait verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
      super(reply, over);
      this.call = call;
      this.time = verb.time();
    }

    @Override
    void start() {
      step = call.elsewhere.after(time, () -> done(Verb.Nothing.NOTHING));
    }

    @Override
    @Nullable Object stop() {
      call.elsewhere.forget(step);
      return null;
    }
  }
}
