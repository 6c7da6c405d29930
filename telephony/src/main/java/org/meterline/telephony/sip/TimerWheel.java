package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPStackTimerTask;
import gov.nist.javax.sip.stack.timers.SipTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timers of legs, and of the stack's transactions, which tick twice a second for as long as
 * they are kept: hundreds of times for each call, nearly always for nothing. On a wheel of slots a
 * tick costs no lock and wakes nobody; a task is late by two slots at most while the machine keeps
 * up.
 *
 * <p>After it stood still the wheel goes on where it stood: whatever was to come is later by that
 * time, in the order and at the distances that it had. For all timers of RFC 3261 (section 17 and
 * its appendix A) are times to wait at least: a request that was sent is not repeated ten times at
 * once, and none times out before the answers are read that came meanwhile.
 *
 * <p>Public, with this constructor, because the stack makes it by name.
 */
public final class TimerWheel implements SipTimer, Timers {
  private static final System.Logger LOG = System.getLogger(TimerWheel.class.getName());
  static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int SLOTS = 512;

  /** What is later than this is not made up for. */
  private static final long LATEST_NANOS = 5 * SLOT_NANOS;

  /** A slot's tasks take no longer than this: what is left over is the first of the next slot's. */
  static final long BUDGET_NANOS = SLOT_NANOS / 2;

  private final LongSupplier nanos;
  private final Queue<Entry> coming = new ConcurrentLinkedQueue<>();
  private final List<List<Entry>> slots = new ArrayList<>(SLOTS);

  /** When the first slot began: the later, the longer the wheel stood still. The thread's own. */
  private long origin;

  /** The slot that comes next, counted from the first. The thread's own. */
  private long next;

  private volatile boolean started;

  /** Made by the stack. */
  public TimerWheel() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  TimerWheel(LongSupplier nanos) {
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayList<>());
    }
  }

  /** A task on the wheel. */
  private static final class Entry {
    /** Null once it is cancelled, so that what it refers to is not kept until its turn. */
    private volatile @Nullable SIPStackTimerTask task;

    private final long due;
    private final long periodNanos;
    private long slot;

    Entry(SIPStackTimerTask task, long due, long periodNanos) {
      this.task = task;
      this.due = due;
      this.periodNanos = periodNanos;
    }
  }

  @Override
  public void start(SipStackImpl stack, Properties settings) {
    open();
    Thread.ofPlatform().daemon().name("sip-transactions").start(this::turn);
  }

  /** It takes tasks from now on. */
  void open() {
    started = true;
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
    return take(task, delay, 0);
  }

  @Override
  public boolean scheduleWithFixedDelay(SIPStackTimerTask task, long delay, long period) {
    return take(task, delay, TimeUnit.MILLISECONDS.toNanos(period));
  }

  /** A task of ours; one that comes while the stack stops is never run. */
  @Override
  public Future<?> after(long millis, Runnable task) {
    var later = new Later(task);
    if (started) {
      add(later.asTask, millis, 0);
    }
    return later;
  }

  private final class Later extends FutureTask<@Nullable Void> {
    private final SIPStackTimerTask asTask =
        new SIPStackTimerTask() {
          @Override
          public void runTask() {
            run();
          }

          @Override
          public Object getThreadHash() {
            return this;
          }
        };

    Later(Runnable task) {
      super(task, null);
    }

    @Override
    protected void done() {
      if (isCancelled()) {
        TimerWheel.this.cancel(asTask);
      }
    }
  }

  private boolean take(SIPStackTimerTask task, long delay, long periodNanos) {
    if (!started) {
      throw new IllegalStateException("the stack is stopped");
    }
    add(task, delay, periodNanos);
    return true;
  }

  private void add(SIPStackTimerTask task, long delay, long periodNanos) {
    long due = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(delay);
    Entry entry = new Entry(task, due, periodNanos);
    task.setSipTimerTask(entry);
    coming.add(entry);
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
      LockSupport.parkNanos(step());
    }
    // What is kept by nobody else can go.
    slots.forEach(List::clear);
    coming.clear();
  }

  /** Serves what is due by now; answers for how long nothing is. */
  long step() {
    long now = nanos.getAsLong();
    if (now - begin(next) > LATEST_NANOS) {
      origin += now - begin(next); // it stood still
    }
    for (Entry entry = coming.poll(); entry != null; entry = coming.poll()) {
      // The first slot that begins no earlier than it is due.
      put(entry, Math.ceilDiv(entry.due - origin, SLOT_NANOS));
    }
    while (begin(next) - now <= 0) {
      serve();
      next++;
    }
    return begin(next) - nanos.getAsLong();
  }

  private long begin(long slot) {
    return origin + slot * SLOT_NANOS;
  }

  private void put(Entry entry, long slot) {
    entry.slot = Math.max(slot, next);
    of(entry.slot).add(entry);
  }

  private List<Entry> of(long slot) {
    return slots.get((int) (slot % SLOTS));
  }

  private void serve() {
    List<Entry> due = due();
    long end = nanos.getAsLong() + BUDGET_NANOS;
    for (int i = 0; i < due.size(); i++) {
      Entry entry = due.get(i);
      if (run(entry)) {
        put(entry, next + Math.max(1, Math.ceilDiv(entry.periodNanos, SLOT_NANOS)));
      }
      if (nanos.getAsLong() - end >= 0) {
        putOff(due.subList(i + 1, due.size()));
        return;
      }
    }
  }

  /** Takes what is due from the slot that is on, and what was cancelled. */
  private List<Entry> due() {
    List<Entry> due = new ArrayList<>();
    of(next)
        .removeIf(
            entry -> {
              if (entry.task == null) {
                return true;
              }
              boolean now = entry.slot <= next; // else in a later round
              if (now) {
                due.add(entry);
              }
              return now;
            });
    return due;
  }

  private void putOff(List<Entry> entries) {
    entries.forEach(entry -> entry.slot = next + 1);
    of(next + 1).addAll(0, entries);
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
