package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands until the test moves it, with the timers that go off as it does. */
public final class MovedClock {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private record Due(long at, int order, Runnable action) {}

  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingInt(Due::order));
  private long nanos = 1_000_000;
  private int order;

  public long nanos() {
    return nanos;
  }

  public CallTime time() {
    return new CallTime(() -> START.plusNanos(nanos), this::nanos, this::after);
  }

  private Runnable after(Duration delay, Runnable action) {
    Due due = new Due(nanos + delay.toNanos(), order++, action);
    timers.add(due);
    return () -> timers.remove(due);
  }

  /**
   * Moves it.
   *
   * @param settle runs after each timer, before the next
   */
  public void advance(Duration time, Runnable settle) {
    long until = nanos + time.toNanos();
    Due next = timers.peek();
    while (next != null && next.at <= until) {
      timers.remove();
      nanos = Math.max(nanos, next.at);
      next.action.run();
      settle.run();
      next = timers.peek();
    }
    nanos = until;
  }
}
