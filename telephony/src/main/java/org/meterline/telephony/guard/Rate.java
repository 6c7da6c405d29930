package org.meterline.telephony.guard;

import java.util.function.LongSupplier;

/**
 * How often something is done: so many times at once, then once in each interval. Not safe for many
 * threads.
 */
final class Rate {
  private final long interval;
  private final long burst;
  private final LongSupplier nanos;
  private long paidUntil;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  Rate(int burst, long interval, LongSupplier nanos) {
    this.interval = interval;
    this.burst = burst * interval;
    this.nanos = nanos;
    this.paidUntil = nanos.getAsLong() - this.burst;
  }

  /** Whether it may be done now; then it counts as done. */
  boolean take() {
    long now = nanos.getAsLong();
    long start = now - burst;
    long paid = (paidUntil - start > 0 ? paidUntil : start) + interval;
    if (paid - now > 0) {
      return false;
    }
    paidUntil = paid;
    return true;
  }
}
