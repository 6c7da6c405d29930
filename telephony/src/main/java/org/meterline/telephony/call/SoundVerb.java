package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/**
 * What is heard of a call and said into it: prompts, speech, keys.
 *
 * @param <R> what it answers
 */
public sealed interface SoundVerb<R> extends Verb<R> {
  /**
   * Plays prompts one after another; a digit among {@code escape} ends it.
   *
   * @param end who hears them
   */
  record Play(List<Prompt> prompts, String escape, Duration offset, End end)
      implements SoundVerb<Played> {
    public Play {
      prompts = List.copyOf(prompts);
    }

    /** To the caller. */
    public Play(List<Prompt> prompts, String escape, Duration offset) {
      this(prompts, escape, offset, End.Side.CALLER);
    }
  }

  /**
   * Plays prompts over a talk, which goes on; done when all who hear them have.
   *
   * @param duck how much fainter the talk is meanwhile, in decibels, 0 to 60
   * @param end who hears them; null for both ends
   */
  record PlayOver(List<Prompt> prompts, int duck, @Nullable End end) implements SoundVerb<Played> {
    private static final int MOST = 60;

    public PlayOver {
      prompts = List.copyOf(prompts);
      if (duck < 0 || duck > MOST) {
        throw new IllegalArgumentException("must be 0 to 60 decibels, not " + duck);
      }
    }
  }

  /** Lets what plays stand still; who hears it hears silence. */
  record PausePlay() implements SoundVerb<Nothing> {}

  /** Lets what stands still go on. */
  record ResumePlay() implements SoundVerb<Nothing> {}

  /** Goes to another position in the prompt that is on; beyond its end, to its end. */
  record SeekPlay(Duration position) implements SoundVerb<Nothing> {}

  /** Ends what plays. */
  record StopPlay() implements SoundVerb<Nothing> {}

  /**
   * @param digit the digit that ended it, if one did
   * @param position how far into the last prompt it came
   * @param skipped why prompts were left out that could not be had
   */
  record Played(Optional<Character> digit, Duration position, List<String> skipped) {
    public Played {
      skipped = List.copyOf(skipped);
    }

    /** All was heard, as far as it came. */
    public Played(Optional<Character> digit, Duration position) {
      this(digit, position, List.of());
    }
  }

  /**
   * Says something; a digit among {@code escape} ends it. Refused ({@code not-spoken}) when there
   * is no voice for it: the call goes on.
   *
   * @param language a tag of BCP 47; null for the call's
   * @param voice whose, of text; null for the usual one
   * @param end who hears it
   */
  record Say(Saying what, @Nullable String language, @Nullable String voice, String escape, End end)
      implements SoundVerb<Played> {
    /** In the call's language, to the caller. */
    public Say(Saying what, String escape) {
      this(what, null, null, escape, End.Side.CALLER);
    }
  }

  /** Waits for one digit. */
  record WaitDigit(Duration timeout) implements SoundVerb<Optional<Character>> {}

  /**
   * Plays (if there is something to play) and collects digits: up to {@code most}, ended by one of
   * {@code terminators}, by {@code timeout} before the first digit or {@code between} after one.
   *
   * @param bargeIn the first digit stops the prompts; else digits count from their end on
   * @param end whose digits, and who hears the prompts
   */
  record Gather(
      List<Prompt> prompts,
      Duration timeout,
      Duration between,
      int most,
      String terminators,
      Wanted wanted,
      boolean bargeIn,
      End end)
      implements SoundVerb<Gathered> {
    public Gather {
      prompts = List.copyOf(prompts);
    }

    /** Of the caller, ended by {@code #}, whatever they are. */
    public Gather(List<Prompt> prompts, Duration timeout, Duration between, int most) {
      this(
          prompts,
          timeout,
          between,
          most,
          "#",
          new Wanted(0, DigitPattern.ANY),
          true,
          End.Side.CALLER);
    }
  }

  /** Digits that are good: at least so many, and of this pattern. */
  record Wanted(int least, DigitPattern pattern) {}

  /**
   * @param accepted whether they are what was wanted
   */
  record Gathered(String digits, boolean timedOut, boolean accepted) {
    /** What nothing was wanted of. */
    public Gathered(String digits, boolean timedOut) {
      this(digits, timedOut, true);
    }
  }

  /**
   * Sends digits to an end, one after another; done when they are on their way.
   *
   * @param digits of {@code 0123456789*#ABCD}
   */
  record SendDigits(String digits, End end) implements SoundVerb<Nothing> {
    private static final int MOST = 64;

    public SendDigits {
      if (digits.length() > MOST || !digits.matches("[0-9*#A-D]+")) {
        throw new IllegalArgumentException("not digits: " + digits);
      }
    }
  }
}
