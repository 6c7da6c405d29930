package org.meterline.telephony.sip;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs what is posted to it in order, never two at once, on threads of the executor given. */
final class Serial {
  private static final System.Logger LOG = System.getLogger(Serial.class.getName());

  private final Executor threads;
  private final AtomicInteger waitingOverall;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * @param waitingOverall counts what waits in all mailboxes together
   */
  Serial(Executor threads, AtomicInteger waitingOverall) {
    this.threads = threads;
    this.waitingOverall = waitingOverall;
  }

  void post(Runnable task) {
    waitingOverall.incrementAndGet();
    tasks.add(task);
    wake();
  }

  private void wake() {
    if (running.compareAndSet(false, true)) {
      threads.execute(this::drain);
    }
  }

  private void drain() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      waitingOverall.decrementAndGet();
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "a SIP message could not be worked off", e);
      }
    }
    running.set(false);
    if (!tasks.isEmpty()) {
      wake();
    }
  }
}
