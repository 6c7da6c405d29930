package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;

/**
 * What can be done with a call. A verb is written once; AGI, FastAGI, HTTP and REST are mouths of
 * the same verbs.
 *
 * @param <R> what it answers
 */
public sealed interface Verb<R> {
  /** The value of a verb that has nothing to tell. */
  enum Nothing {
    NOTHING
  }

  /** Answers the incoming leg (200). Answering again does nothing. */
  record Answer() implements Verb<Nothing> {}

  /** What the call is doing. Works on a dead channel too. */
  record Status() implements Verb<Channel> {}

  /**
   * @param state what the call is doing
   * @param answered whether the incoming leg is answered and not yet over
   */
  record Channel(CallState state, boolean answered) {}

  /** Plays prompts one after another; a digit among {@code escape} ends it. */
  record Play(List<Prompt> prompts, String escape, Duration offset) implements Verb<Played> {
    public Play {
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * @param digit the digit that ended it, if one did
   * @param position how far into the last prompt it came
   */
  record Played(Optional<Character> digit, Duration position) {}

  /** Waits for one digit. */
  record WaitDigit(Duration timeout) implements Verb<Optional<Character>> {}

  /**
   * Plays (if there is something to play) and collects digits: up to {@code most}, ended by {@code
   * #}, by {@code timeout} before the first digit or {@code between} after one. The first digit
   * stops the prompt.
   */
  record Gather(List<Prompt> prompts, Duration timeout, Duration between, int most)
      implements Verb<Gathered> {
    public Gather {
      prompts = List.copyOf(prompts);
    }
  }

  record Gathered(String digits, boolean timedOut) {}

  /** Lets time pass; digits pressed meanwhile are lost. */
  record Wait(Duration time) implements Verb<Nothing> {}

  /**
   * Dials destinations, which ring together; who answers first is bridged to the caller until one
   * side ends.
   *
   * @param dialled extensions or numbers, as a caller would dial them; at least one
   * @param ringTime how long they may ring
   * @param ringing the caller is told at once that it rings, and hears nothing of the far end
   *     before it answers; so it is too when several ring
   * @param longest how long they may talk
   */
  record Dial(List<String> dialled, Duration ringTime, boolean ringing, Optional<Duration> longest)
      implements Verb<Dialled> {
    public Dial {
      dialled = List.copyOf(dialled);
      if (dialled.isEmpty()) {
        throw new IllegalArgumentException("nobody is dialled");
      }
    }

    /** One destination, and nothing special. */
    public Dial(String dialled, Duration ringTime) {
      this(List.of(dialled), ringTime, false, Optional.empty());
    }
  }

  /**
   * @param status {@code ANSWER}, {@code BUSY}, {@code NOANSWER}, {@code CANCEL}, {@code
   *     CONGESTION} or {@code CHANUNAVAIL}, as Asterisk's DIALSTATUS names them
   * @param reason for people
   * @param talk empty when nobody answered
   */
  record Dialled(String status, int sipStatus, String reason, Optional<Talk> talk) {
    /** Nobody answered. */
    public static Dialled unanswered(String status, int sipStatus, String reason) {
      return new Dialled(status, sipStatus, reason, Optional.empty());
    }
  }

  /**
   * A talk with who was dialled.
   *
   * @param dialled who answered, as it was dialled
   * @param channel the leg's name, such as {@code PJSIP/102-0000002b}
   * @param lasted from the dialling to the end
   * @param talked from the answer to the end
   */
  record Talk(String dialled, String channel, Duration lasted, Duration talked) {}

  /**
   * What the next outgoing legs show of the caller.
   *
   * @param number one that the tenant owns, or the caller's own; null leaves it as it is
   * @param name for people, empty for none; null leaves it as it is
   */
  record SetCallerId(@Nullable String number, @Nullable String name) implements Verb<Nothing> {}

  /** Sets a channel variable; works on a dead channel too. */
  record SetVariable(String name, String value) implements Verb<Nothing> {}

  /** Reads a channel variable; works on a dead channel too. */
  record GetVariable(String name) implements Verb<Optional<String>> {}

  /** Adds a line to the call's ladder; works on a dead channel too. */
  record Note(String text) implements Verb<Nothing> {}

  /** Ends the call. */
  record HangUp(String reason) implements Verb<Nothing> {}
}
