package org.meterline.telephony.trunk;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How trunks are, as this node sees it: by what they answer when they are asked (OPTIONS), by what
 * becomes of calls, and by what they say to a registration. Safe for many threads.
 */
public final class Health {
  /** How often a trunk is asked that is well, and one that is not. */
  private static final Duration WELL = Duration.ofSeconds(30);

  private static final Duration UNWELL = Duration.ofSeconds(5);

  /** Not one lost message, nor one broken call, makes a trunk be down. */
  private static final int DOWN_AFTER = 2;

  private final LongSupplier nanos;
  private final Duration rest;
  private final Listener listener;
  private final Map<String, Known> trunks = new ConcurrentHashMap<>();

  /**
   * @param nanos a monotonic clock
   * @param rest how long a trunk is thought unwell that failed a call
   */
  public Health(LongSupplier nanos, Duration rest) {
    this(nanos, rest, (trunk, seen) -> {});
  }

  /**
   * @param listener is told of trunks that go down and come back
   */
  public Health(LongSupplier nanos, Duration rest, Listener listener) {
    this.nanos = nanos;
    this.rest = rest;
    this.listener = listener;
  }

  /** Who hears of trunks. */
  @FunctionalInterface
  public interface Listener {
    /** A trunk went down, or came back and is well; returns at once. */
    void changed(String trunk, Seen seen);
  }

  /** From well to not. */
  public enum State {
    /** Nothing is known yet: taken for well. */
    UNKNOWN,
    UP,
    /** Something went wrong of late: tried after those that are up. */
    SUSPECT,
    /** It is out: tried when nothing else is left. */
    DOWN
  }

  /**
   * @param reason a sentence for people; empty when it is well
   */
  public record Seen(State state, String reason) {}

  /**
   * What is known of one trunk.
   *
   * @param unanswered questions in a row that it did not answer well
   * @param broken calls in a row that it failed
   * @param restsUntil after it failed a call
   * @param registration what is wrong with it
   * @param down whether that was told last
   */
  private record Known(
      boolean heard,
      int unanswered,
      String unansweredWhy,
      int broken,
      String brokenWhy,
      @Nullable Long restsUntil,
      @Nullable String registration,
      @Nullable Long nextQuestion,
      boolean down) {
    static final Known NOTHING = new Known(false, 0, "", 0, "", null, null, null, false);

    Known answered(int unanswered, String why) {
      return new Known(
          true, unanswered, why, broken, brokenWhy, restsUntil, registration, nextQuestion, down);
    }

    Known calls(int broken, String why, @Nullable Long restsUntil) {
      return new Known(
          true,
          restsUntil == null ? 0 : unanswered,
          unansweredWhy,
          broken,
          why,
          restsUntil,
          registration,
          nextQuestion,
          down);
    }

    Known registered(@Nullable String problem) {
      return with(problem, nextQuestion, down);
    }

    Known next(long question) {
      return with(registration, question, down);
    }

    Known told(boolean isDown) {
      return with(registration, nextQuestion, isDown);
    }

    private Known with(@Nullable String problem, @Nullable Long question, boolean isDown) {
      return new Known(
          heard,
          unanswered,
          unansweredWhy,
          broken,
          brokenWhy,
          restsUntil,
          problem,
          question,
          isDown);
    }

    Seen seen(long now) {
      boolean rests = restsUntil != null && restsUntil - now > 0;
      if (unanswered >= DOWN_AFTER) {
        return new Seen(State.DOWN, unansweredWhy);
      }
      if (rests) {
        return new Seen(broken >= DOWN_AFTER ? State.DOWN : State.SUSPECT, brokenWhy);
      }
      if (registration != null) {
        return new Seen(State.SUSPECT, registration);
      }
      if (unanswered > 0) {
        return new Seen(State.SUSPECT, unansweredWhy);
      }
      return new Seen(heard ? State.UP : State.UNKNOWN, "");
    }
  }

  public Seen of(String trunk) {
    return trunks.getOrDefault(trunk, Known.NOTHING).seen(nanos.getAsLong());
  }

  /** Whether it is to be asked how it is: at most once for each time that it is due. */
  public boolean due(String trunk) {
    long now = nanos.getAsLong();
    boolean[] due = new boolean[1];
    change(
        trunk,
        known -> {
          Long next = known.nextQuestion();
          due[0] = next == null || next - now <= 0;
          return due[0] ? known.next(now + pause(known.seen(now))) : known;
        });
    return due[0];
  }

  private static long pause(Seen seen) {
    return (seen.state() == State.UP ? WELL : UNWELL).toNanos();
  }

  /** It answered when it was asked. */
  public void answered(String trunk) {
    long now = nanos.getAsLong();
    change(
        trunk,
        known -> {
          Known well = known.answered(0, "");
          return well.next(now + pause(well.seen(now)));
        });
  }

  /** It did not answer, or said that it is out. */
  public void unanswered(String trunk, String why) {
    long now = nanos.getAsLong();
    change(
        trunk, known -> known.answered(known.unanswered() + 1, why).next(now + UNWELL.toNanos()));
  }

  /** It carried a call, or refused one for the call's own reasons. */
  public void worked(String trunk) {
    change(trunk, known -> known.calls(0, "", null));
  }

  /**
   * It was silent, or said that it cannot.
   *
   * @param itself how long it asks to be left alone; null if it does not say
   */
  public void failed(String trunk, String why, @Nullable Duration itself) {
    long until = nanos.getAsLong() + Objects.requireNonNullElse(itself, rest).toNanos();
    change(trunk, known -> known.calls(known.broken() + 1, why, until));
  }

  /** What is wrong with the registration there; null: nothing. */
  public void registered(String trunk, @Nullable String problem) {
    change(trunk, known -> known.registered(problem));
  }

  /** A trunk that rested may be well again though nothing was heard of it: that is told, too. */
  public void look(String trunk) {
    if (trunks.containsKey(trunk)) {
      change(trunk, known -> known);
    }
  }

  private void change(String trunk, UnaryOperator<Known> how) {
    trunks.compute(
        trunk, (name, known) -> tell(name, how.apply(known == null ? Known.NOTHING : known)));
  }

  private Known tell(String trunk, Known known) {
    Seen seen = known.seen(nanos.getAsLong());
    boolean told =
        switch (seen.state()) {
          case DOWN -> !known.down();
          case SUSPECT -> false;
          case UP, UNKNOWN -> known.down();
        };
    if (told) {
      listener.changed(trunk, seen);
    }
    return told ? known.told(!known.down()) : known;
  }
}
