package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import gov.nist.javax.sip.stack.timers.SipTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The timers of the stack's transactions, which tick twice a second for as long as they are kept:
 * hundreds of times for each call, nearly always for nothing. On a wheel of slots a tick costs no
 * lock and wakes nobody; a task is late by two slots at most. Public, with this constructor,
 * because the stack makes it by name.
 */
public final class TimerWheel implements SipTimer {
  private static final System.Logger LOG = System.getLogger(TimerWheel.class.getName());
  private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int SLOTS = 512;

  private final Queue<Entry> coming = new ConcurrentLinkedQueue<>();
  private final List<List<Entry>> slots = new ArrayList<>(SLOTS);
  private final long origin = System.nanoTime();

  /** The slot that comes next, counted from the first. The thread's own. */
  private long next;

  private volatile boolean started;

  /** Made by the stack. */
  public TimerWheel() {
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayList<>());
    }
  }

  /** A task on the wheel. */
  private static final class Entry {
    /** Null once it is cancelled, so that what it refers to is not kept until its turn. */
    private volatile @Nullable SIPStackTimerTask task;

    private final long periodNanos;
    private long slot;

    Entry(SIPStackTimerTask task, long slot, long periodNanos) {
      this.task = task;
      this.slot = slot;
      this.periodNanos = periodNanos;
    }
  }

  @Override
  public void start(SipStackImpl stack, Properties settings) {
    started = true;
    Thread.ofPlatform().daemon().name("sip-transactions").start(this::turn);
  }

  @Override
  public void stop() {
    started = false;
  }

  @Override
  public boolean isStarted() {
    return started;
  }

  @Override
  public boolean schedule(SIPStackTimerTask task, long delay) {
    return add(task, delay, 0);
  }

  @Override
  public boolean scheduleWithFixedDelay(SIPStackTimerTask task, long delay, long period) {
    return add(task, delay, TimeUnit.MILLISECONDS.toNanos(period));
  }

  private boolean add(SIPStackTimerTask task, long delay, long periodNanos) {
    if (!started) {
      throw new IllegalStateException("the stack is stopped");
    }
    long due = System.nanoTime() - origin + TimeUnit.MILLISECONDS.toNanos(delay);
    Entry entry = new Entry(task, slotAfter(due), periodNanos);
    task.setSipTimerTask(entry);
    coming.add(entry);
    return true;
  }

  /** The first slot that begins no earlier. */
  private static long slotAfter(long nanos) {
    return Math.ceilDiv(nanos, SLOT_NANOS);
  }

  @Override
  public boolean cancel(SIPStackTimerTask task) {
    if (!(task.getSipTimerTask() instanceof Entry entry) || entry.task == null) {
      return false;
    }
    task.cleanUpBeforeCancel();
    entry.task = null;
    return true;
  }

  private void turn() {
    while (started) {
      place();
      long now = System.nanoTime() - origin;
      while (next * SLOT_NANOS <= now) {
        serve();
        next++;
      }
      LockSupport.parkNanos(next * SLOT_NANOS - (System.nanoTime() - origin));
    }
    // What is kept by nobody else can go.
    slots.forEach(List::clear);
    coming.clear();
  }

  private void place() {
    for (Entry entry = coming.poll(); entry != null; entry = coming.poll()) {
      put(entry);
    }
  }

  private void put(Entry entry) {
    entry.slot = Math.max(entry.slot, next);
    slots.get((int) (entry.slot % SLOTS)).add(entry);
  }

  private void serve() {
    List<Entry> slot = slots.get((int) (next % SLOTS));
    List<Entry> again = new ArrayList<>();
    slot.removeIf(
        entry -> {
          if (entry.task != null && entry.slot > next) {
            return false; // in a later round
          }
          if (run(entry)) {
            again.add(entry);
          }
          return true;
        });
    for (Entry entry : again) {
      entry.slot = Math.max(next + 1, slotAfter(next * SLOT_NANOS + entry.periodNanos));
      put(entry);
    }
  }

  /** Runs it unless it is cancelled, and says whether it is to run again. */
  private static boolean run(Entry entry) {
    SIPStackTimerTask task = entry.task;
    if (task == null) {
      return false;
    }
    try {
      task.runTask();
    } catch (RuntimeException | Error e) {
      LOG.log(System.Logger.Level.ERROR, "a timer of a transaction failed", e);
    }
    return entry.periodNanos > 0 && entry.task != null;
  }
}
