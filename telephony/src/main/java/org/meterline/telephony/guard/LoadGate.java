package org.meterline.telephony.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets only as much begin as gets done. What tells is how long the oldest message has waited, which
 * grows before anything fails, whatever is short. Once it has waited too long for a while, half of
 * what began before is let in until the wait is short again, less if that does not help; then
 * nearly as much as before, soon as much, and from there on a little more by and by, until the wait
 * says again that it is too much. In between nothing changes, so that it does not swing. Safe for
 * many threads.
 */
public final class LoadGate {
  /** How often it is told of the oldest message. */
  public static final Duration EVERY = Duration.ofMillis(100);

  /** A message that has waited for longer says that there is too much. */
  static final Duration TOO_LONG = Duration.ofMillis(200);

  /** No longer than this: there is room. */
  static final Duration SHORT = Duration.ofMillis(50);

  /**
   * It has to be so for this long, for a machine may stand still for a moment; then a change takes
   * as long to be felt.
   */
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** Nothing was refused for so long: no limit is needed any more. */
  private static final Duration CALM = Duration.ofSeconds(10);

  /** What any machine does: less is no load, but a machine that stands still. */
  private static final double LEAST_PER_SECOND = 20;

  /** What is let in while what was too much gets done, as a share of what was let in before. */
  private static final double DRAINING = 0.5;

  /** If that does not help, less was carried than it seemed, by this share. */
  private static final double LESS = 0.9;

  /** What is let in once it is done, as a share of what is carried. */
  private static final double AFTERWARDS = 0.8;

  /** Those who are asked who they are, as a share of what is let in: some never answer. */
  private static final double ASKED = 1.2;

  /** How it grows each time that the wait is told to be short, up to what was too much. */
  private static final double BACK = 1.01;

  /** By this much more each time it grows beyond that. */
  private static final double BEYOND = 0.0002;

  private static final double NANOS = 1e9;

  private final LongSupplier nanos;
  private final GuardCounters counters;
  private double limit = Double.POSITIVE_INFINITY;
  private double rate;
  private double tokens;

  /** The same of those who are asked who they are. */
  private double questions;

  private long admitted;
  private long toldAt;
  private long filledAt;
  private long refusedAt;

  /** What began in a second when the wait was last not too long. */
  private double before;

  /** The most that is known to get done, or a little more. */
  private double carried;

  private boolean draining;

  /** How often it grew beyond what is known. */
  private int beyond;

  /** When a change was last felt, and how long the oldest message had waited by then. */
  private long lookedAt;

  private long waited;

  LoadGate(LongSupplier nanos, GuardCounters counters) {
    this.nanos = nanos;
    this.counters = counters;
    this.toldAt = nanos.getAsLong();
    this.filledAt = toldAt;
    this.lookedAt = toldAt;
  }

  /**
   * Tells how things are; to be called about every {@link #EVERY}.
   *
   * @param oldest for how long the oldest message has waited, in nanoseconds
   */
  public synchronized void told(long oldest) {
    long now = nanos.getAsLong();
    double passed = Math.max(1e-3, (now - toldAt) / NANOS);
    double share = Math.min(1, passed);
    rate += share * (admitted / passed - rate);
    admitted = 0;
    toldAt = now;
    if (oldest > TOO_LONG.toNanos()) {
      if (now - lookedAt >= BETWEEN.toNanos()) {
        lower(oldest, now);
      }
      return;
    }
    look(oldest, now);
    before = rate;
    if (oldest < SHORT.toNanos() && limited()) {
      raise(now);
    }
  }

  private void look(long oldest, long now) {
    lookedAt = now;
    waited = oldest;
  }

  private void lower(long oldest, long now) {
    if (!draining) {
      carried = Math.max(LEAST_PER_SECOND, Math.min(limit, Math.max(before, rate)));
      if (!limited()) {
        tokens = LEAST_PER_SECOND / 4;
        questions = tokens;
        filledAt = now;
        refusedAt = now;
      }
      limit = carried * DRAINING;
      draining = true;
    } else if (oldest > waited) {
      carried = Math.max(LEAST_PER_SECOND, carried * LESS);
      limit = Math.max(LEAST_PER_SECOND * DRAINING, limit * DRAINING);
    }
    look(oldest, now);
  }

  private void raise(long now) {
    if (now - refusedAt > CALM.toNanos()) {
      limit = Double.POSITIVE_INFINITY;
    } else if (draining) {
      limit = carried * AFTERWARDS;
      beyond = 0;
    } else if (limit < carried) {
      limit *= BACK;
    } else {
      beyond++;
      limit *= 1 + BEYOND * beyond;
    }
    draining = false;
  }

  /** Whether fewer are let in than ask. */
  public synchronized boolean limited() {
    return limit < Double.POSITIVE_INFINITY;
  }

  /** Whether something may begin now; nothing is counted for it. */
  public synchronized boolean open() {
    if (limited()) {
      fill();
      return tokens >= 1 || refused();
    }
    return true;
  }

  /**
   * Whether somebody who wants to begin something is asked who they are: hardly more of them than
   * may begin, or most would be asked for nothing.
   */
  public synchronized boolean ask() {
    if (limited()) {
      fill();
      if (questions < 1) {
        return refused();
      }
      questions--;
    }
    return true;
  }

  /** Whether something begins now; then it counts as begun. */
  public synchronized boolean take() {
    if (limited()) {
      fill();
      if (tokens < 1) {
        return refused();
      }
      tokens--;
    }
    admitted++;
    return true;
  }

  private boolean refused() {
    refusedAt = nanos.getAsLong();
    counters.load.increment();
    return false;
  }

  private void fill() {
    long now = nanos.getAsLong();
    double more = limit * (now - filledAt) / NANOS;
    double most = Math.max(1, limit / 4);
    tokens = Math.min(most, tokens + more);
    questions = Math.min(most, questions + ASKED * more);
    filledAt = now;
  }
}
