package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time a call lives in.
 *
 * @param clock instants, for the record
 * @param nanos a monotonic clock, for durations
 * @param timers calls back
 */
public record CallTime(InstantSource clock, LongSupplier nanos, Timers timers) {
  /** Runs something later, on a thread that must not be held up. */
  @FunctionalInterface
  public interface Timers {
    /** Returns what cancels it. */
    Runnable after(Duration delay, Runnable action);
  }

  Instant instant() {
    return clock.instant();
  }

  /** The instant of what was taken note of by the monotonic clock. */
  Instant at(long nanosThen) {
    return instant().minus(since(nanosThen));
  }

  Duration since(long nanosThen) {
    return Duration.ofNanos(nanos.getAsLong() - nanosThen);
  }
}
