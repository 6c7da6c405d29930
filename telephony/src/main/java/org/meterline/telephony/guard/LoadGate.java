package org.meterline.telephony.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets only as much begin as gets done. What tells is how long the oldest message has waited, which
 * grows before anything fails, whatever is short. Once it waits too long, fewer are let in than
 * before, and fewer again until it waits no longer; then more by and by. In between nothing
 * changes, so that it does not swing. Safe for many threads.
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

  private static final double FEWER = 0.8;
  private static final double MORE = 1.03;
  private static final double NANOS = 1e9;

  private final LongSupplier nanos;
  private final GuardCounters counters;
  private double limit = Double.POSITIVE_INFINITY;
  private double rate;
  private double tokens;
  private long admitted;
  private long toldAt;
  private long filledAt;
  private long fineAt;
  private long refusedAt;

  LoadGate(LongSupplier nanos, GuardCounters counters) {
    this.nanos = nanos;
    this.counters = counters;
    this.toldAt = nanos.getAsLong();
    this.filledAt = toldAt;
    this.fineAt = toldAt;
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
      if (now - fineAt >= BETWEEN.toNanos()) {
        lower(now);
        fineAt = now;
      }
      return;
    }
    fineAt = now;
    if (oldest < SHORT.toNanos() && limited()) {
      limit *= MORE;
      if (now - refusedAt > CALM.toNanos()) {
        limit = Double.POSITIVE_INFINITY;
      }
    }
  }

  private void lower(long now) {
    if (!limited()) {
      tokens = LEAST_PER_SECOND / 4;
      filledAt = now;
      refusedAt = now;
    }
    limit = Math.max(LEAST_PER_SECOND, Math.min(limit, rate) * FEWER);
  }

  /** Whether fewer are let in than ask. */
  public synchronized boolean limited() {
    return limit < Double.POSITIVE_INFINITY;
  }

  /** Whether something may begin now; nothing is counted for it. */
  public synchronized boolean open() {
    return !limited() || filled() >= 1 || refused();
  }

  /** Whether something begins now; then it counts as begun. */
  public synchronized boolean take() {
    if (limited()) {
      if (filled() < 1) {
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

  private double filled() {
    long now = nanos.getAsLong();
    double most = Math.max(1, limit / 4);
    tokens = Math.min(most, tokens + limit * (now - filledAt) / NANOS);
    filledAt = now;
    return tokens;
  }
}
