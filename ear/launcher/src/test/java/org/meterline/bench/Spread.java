package org.meterline.bench;

/**
 * How any number of times are spread, in milliseconds: counted in buckets of ten microseconds, in
 * one from ten seconds on.
 */
final class Spread {
  private static final double BUCKETS_PER_MILLI = 100;

  private final long[] counts = new long[10_000 * 100];
  private long count;
  private double worst = Double.NaN;

  void add(double millis) {
    counts[Math.clamp((long) (millis * BUCKETS_PER_MILLI), 0, counts.length - 1)]++;
    count++;
    worst = count == 1 ? millis : Math.max(worst, millis);
  }

  long count() {
    return count;
  }

  double median() {
    return at(0.5);
  }

  double p99() {
    return at(0.99);
  }

  double p9999() {
    return at(0.9999);
  }

  double worst() {
    return worst;
  }

  private double at(double share) {
    long left = Math.min(count - 1, (long) (share * count));
    for (int i = 0; i < counts.length && count > 0; i++) {
      left -= counts[i];
      if (left < 0) {
        return Math.min(worst, (i + 1) / BUCKETS_PER_MILLI);
      }
    }
    return Double.NaN;
  }
}
