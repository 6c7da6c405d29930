package org.meterline.launcher;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a child to be healthy. */
final class Waiting {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private Waiting() {}

  /** A question that may be asked many times. */
  @FunctionalInterface
  interface Question {
    boolean yes() throws java.io.IOException, InterruptedException;
  }

  /**
   * Returns once the answer is yes.
   *
   * @throws Trouble when the child dies first or the time is over
   */
  static void until(Child child, String name, Duration limit, Question healthy)
      throws java.io.IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!healthy.yes()) {
      if (!child.alive()) {
        throw child.died();
      }
      if (System.nanoTime() > end) {
        throw new Trouble(
            "%s was not ready after %d s; its log %s ends with:%n%s"
                .formatted(name, limit.toSeconds(), child.log(), child.lastLines(12).indent(4)));
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
