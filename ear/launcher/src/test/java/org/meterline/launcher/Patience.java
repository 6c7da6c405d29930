package org.meterline.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes about in its own time. */
public final class Patience {
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private Patience() {}

  /**
   * Returns once it is so.
   *
   * @throws AssertionError when it is not so within the limit
   * @throws Exception what the condition throws, at once
   */
  public static void until(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long begin = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
