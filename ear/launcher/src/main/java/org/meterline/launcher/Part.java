package org.meterline.launcher;

import java.io.IOException;

/** A process that Meterline consists of, before it is started. */
interface Part {
  /** Starts it; it is healthy only after {@link #awaitHealth}. */
  Child start() throws IOException, InterruptedException;

  /**
   * Waits until it does its work.
   *
   * @throws Trouble when it dies first or takes too long
   */
  void awaitHealth(Child child) throws IOException, InterruptedException;
}
