package org.meterline.telephony.guard;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets only as much begin as gets done. What tells is how long the oldest message has waited, which
 * grows before anything fails, whatever is short. Once it waits too long, fewer are let in than
 * before, by as much as the wait has grown, and fewer again until it gets shorter; once it is
 * short, more by and by. In between nothing changes, so that it does not swing: what was let in too
 * much takes its time, and to refuse what comes meanwhile is work for nothing. Safe for many
 * threads.
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

  /** What is let in once too much was, as a share of what was before: at least, and at most. */
  private static final double FEWEST = 0.7;

  private static final double FEWER = 0.9;

  /** A wait that gets shorter by this share of the time that passes will soon be short. */
  private static final double SHRINKS = 0.1;

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
  private long refusedAt;

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
        double grown = (double) (oldest - waited) / (now - lookedAt);
        if (grown > -SHRINKS) {
          lower(Math.clamp(1 - grown, FEWEST, FEWER), now);
        }
        look(oldest, now);
      }
      return;
    }
    look(oldest, now);
    if (oldest < SHORT.toNanos() && limited()) {
      limit *= MORE;
      if (now - refusedAt > CALM.toNanos()) {
        limit = Double.POSITIVE_INFINITY;
      }
    }
  }

  private void look(long oldest, long now) {
    lookedAt = now;
    waited = oldest;
  }

  private void lower(double share, long now) {
    if (!limited()) {
      tokens = LEAST_PER_SECOND / 4;
      filledAt = now;
      refusedAt = now;
    }
    limit = Math.max(LEAST_PER_SECOND, Math.min(limit, rate) * share);
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
