package org.meterline.telephony.sip;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often something may be done for each of many: so many times at once, then once in each
 * interval. Of those asked for long ago nothing is known any more. Safe for many threads.
 */
final class Allowance<K> {
  private final long interval;
  private final long burst;
  private final LongSupplier nanos;
  private final Map<K, Long> paidUntil;

  /**
   * @param most how many are known at once
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  Allowance(int burst, Duration interval, int most, LongSupplier nanos) {
    this.interval = interval.toNanos();
    this.burst = burst * interval.toNanos();
    this.nanos = nanos;
    this.paidUntil = new Latest<>(most);
  }

  /** Whether it may be done now; then it counts as done. */
  synchronized boolean take(K who) {
    long now = nanos.getAsLong();
    long paid = paidThen(who, now);
    if (paid - now > 0) {
      return false;
    }
    paidUntil.put(who, paid);
    return true;
  }

  /** Whether it might be done now; nothing is counted for it. */
  synchronized boolean has(K who) {
    long now = nanos.getAsLong();
    return paidThen(who, now) - now <= 0;
  }

  /** Until when it would be paid for if it were done now. */
  private long paidThen(K who, long now) {
    long start = now - burst;
    Long known = paidUntil.get(who);
    return (known == null || known - start < 0 ? start : known) + interval;
  }

  /** A map that forgets what was used longest ago. */
  static final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    Latest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
