package org.meterline.telephony.media;

import java.util.function.LongSupplier;

/**
 * The system's nanoseconds, without the time in which the machine stood still: a plane that goes by
 * it leaves nothing out, however busy the machine is. For one media thread.
 */
final class SteadyTicker implements LongSupplier {
  private static final long LONGEST_STEP = 100_000_000;

  private long seen = System.nanoTime();
  private long now = seen;

  @Override
  public synchronized long getAsLong() {
    long real = System.nanoTime();
    now += Math.min(real - seen, LONGEST_STEP);
    seen = real;
    return now;
  }
}
