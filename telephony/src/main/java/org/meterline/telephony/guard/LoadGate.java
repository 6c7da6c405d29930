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
  private final Share beginnings = new Share(1);
  private final Share questions = new Share(ASKED);
  private double rate;
  private long admitted;
  private long toldAt;
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

  /** What may be let in by now, of some kind: a quarter of a second's at most at once. */
  private final class Share {
    private final double ofLimit;
    private double left;
    private long filledAt;

    Share(double ofLimit) {
      this.ofLimit = ofLimit;
    }

    void begin(long now) {
      left = LEAST_PER_SECOND / 4;
      filledAt = now;
    }

    boolean has() {
      long now = nanos.getAsLong();
      double more = ofLimit * limit * (now - filledAt) / NANOS;
      left = Math.min(Math.max(1, limit / 4), left + more);
      filledAt = now;
      return left >= 1;
    }

    boolean take() {
      boolean had = has();
      left -= had ? 1 : 0;
      return had;
    }
  }

  LoadGate(LongSupplier nanos, GuardCounters counters) {
    this.nanos = nanos;
    this.counters = counters;
    this.toldAt = nanos.getAsLong();
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
        beginnings.begin(now);
        questions.begin(now);
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
    return !limited() || beginnings.has() || refused();
  }

  /**
   * Whether somebody who wants to begin something is asked who they are: hardly more of them than
   * may begin, or most would be asked for nothing.
   */
  public synchronized boolean ask() {
    return !limited() || questions.take() || refused();
  }

  /** Whether something begins now; then it counts as begun. */
  public synchronized boolean take() {
    boolean begins = !limited() || beginnings.take() || refused();
    admitted += begins ? 1 : 0;
    return begins;
  }

  private boolean refused() {
    refusedAt = nanos.getAsLong();
    counters.load.increment();
    return false;
  }
}
