package org.meterline.telephony.guard;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How often each source may come: so many times at once, then so many in each second. Takes a fixed
 * amount of memory, allocates nothing when asked, and forgets first who has the most left. Safe for
 * many threads.
 */
final class SourceRates {
  /** Sources that are known at once. */
  private static final int KNOWN = 1 << 16;

  /** How many places a source may be kept in. */
  private static final int WAYS = 8;

  private final long interval;
  private final long burst;
  private final LongSupplier nanos;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long[] sources = new long[KNOWN];
  private final long[] paidUntil = new long[KNOWN];

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  SourceRates(int burst, int perSecond, LongSupplier nanos) {
    this.interval = 1_000_000_000L / perSecond;
    this.burst = burst * interval;
    this.nanos = nanos;
    Arrays.fill(paidUntil, nanos.getAsLong() - this.burst);
  }

  /** Whether it may come now; then it counts as having come. */
  synchronized boolean take(long source) {
    long now = nanos.getAsLong();
    long start = now - burst;
    int slot = slot(source);
    boolean known = sources[slot] == source && paidUntil[slot] - start > 0;
    long paid = (known ? paidUntil[slot] : start) + interval;
    if (paid - now > 0) {
      return false;
    }
    sources[slot] = source;
    paidUntil[slot] = paid;
    return true;
  }

  /** Where it is, or of the places for it the one whose loss matters least. */
  private int slot(long source) {
    // Seeded, so that nobody can choose addresses that share their places.
    long mixed = (source ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    int first = (int) (mixed >>> 44) & (KNOWN - 1) & -WAYS;
    int least = first;
    for (int i = first; i < first + WAYS; i++) {
      if (sources[i] == source) {
        return i;
      }
      if (paidUntil[i] - paidUntil[least] < 0) {
        least = i;
      }
    }
    return least;
  }
}
