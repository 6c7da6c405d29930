package org.meterline.bench;

import java.util.Arrays;
import java.util.Collection;

/** Measured times, in milliseconds, in order. */
final class Times {
  private final double[] sorted;

  Times(Collection<Double> millis) {
    this.sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  double median() {
    return at(0.5);
  }

  double p99() {
    return at(0.99);
  }

  double worst() {
    return at(1);
  }

  private double at(double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }
}
