package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.meterline.telephony.srtp.SrtpContext;

/**
 * A media thread: waits for packets of its legs, and for the moments at which they have to send. A
 * platform thread, because it waits in a selector and must not share its core's turn with programs.
 */
final class MediaLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(MediaLoop.class.getName());

  /** How often each leg is looked after: time-outs, reports. */
  private static final long SWEEP_NANOS = 50_000_000;

  /** Of faults that follow each other so closely one is told. */
  private static final long TELLING_NANOS = 1_000_000_000;

  /** A packet never fills it: longer ones are cut off and then dropped as unreadable. */
  static final int LARGEST = 1600;

  private final Selector selector;
  private final LongSupplier ticker;
  private final LongAdder faults;
  private final boolean realTime;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** What is done when the selector has let go of the sockets that were closed. */
  private final List<Runnable> released = new ArrayList<>();

  private final List<EmbeddedLeg> legs = new ArrayList<>();
  private final PriorityQueue<Paced> paced =
      new PriorityQueue<>((a, b) -> Long.compare(a.due - b.due, 0));

  /**
   * Buffers, the first with room for protection, and packet view of whichever leg is being served.
   */
  final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST + SrtpContext.MOST_ADDED);

  final ByteBuffer out = ByteBuffer.allocateDirect(512);
  final RtpPacket packet = new RtpPacket();

  private volatile boolean open = true;
  private volatile boolean failing;
  private boolean told;
  private long toldAt;
  private long sweepDue;

  /**
   * @param faults counts what goes wrong here and ends nothing
   * @param realTime whether it comes before ordinary threads, where the system permits that
   */
  MediaLoop(String name, LongSupplier ticker, LongAdder faults, boolean realTime)
      throws IOException {
    this.selector = Selector.open();
    this.ticker = ticker;
    this.faults = faults;
    this.realTime = realTime;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
  }

  void start() {
    thread.start();
  }

  Selector selector() {
    return selector;
  }

  /** Runs on this thread, soon, in the order of posting. */
  void post(Runnable task) {
    tasks.add(task);
    if (!thread.equals(Thread.currentThread())) {
      selector.wakeup();
    }
  }

  /**
   * The same for what nobody waits for: within 50 ms, whenever this thread is awake anyway. Waking
   * it costs more than most tasks.
   */
  void postLazily(Runnable task) {
    tasks.add(task);
  }

  /** Runs on this thread, when the system has the ports back of sockets that were closed on it. */
  void whenReleased(Runnable task) {
    released.add(task);
  }

  void add(EmbeddedLeg leg) {
    legs.add(leg);
  }

  void remove(EmbeddedLeg leg) {
    legs.remove(leg);
    paced.remove(leg);
  }

  /** Puts it anew into the order of what is due; on this thread only. */
  void pace(Paced what, long due) {
    paced.remove(what);
    what.due = due;
    paced.add(what);
  }

  /** It has nothing due any more; on this thread only. */
  void rest(Paced what) {
    paced.remove(what);
  }

  @Override
  public void run() {
    if (realTime && !RealTime.take()) {
      LOG.log(
          Level.INFO,
          "{0} takes its turn with all other threads: real-time scheduling is not permitted",
          thread.getName());
    }
    while (open) {
      try {
        turn();
        if (failing) {
          failing = false;
        }
      } catch (IOException | RuntimeException | Error e) {
        stumbled("a media thread stumbled", e);
        if (failing) {
          LockSupport.parkNanos(SWEEP_NANOS); // it may go on like that
        }
        failing = true;
      }
    }
    try {
      runTasks();
      selector.close();
      release();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a media selector could not be closed", e);
    }
  }

  private void turn() throws IOException {
    runTasks();
    long now = ticker.getAsLong();
    Paced next = paced.peek();
    while (next != null && next.due - now <= 0) {
      paced.poll();
      next.due = tick(next, now);
      paced.add(next);
      next = paced.peek();
    }
    if (now - sweepDue >= 0) {
      sweepDue = now + SWEEP_NANOS;
      for (EmbeddedLeg each : legs) {
        sweep(each, now);
      }
    }
    long wait = sweepDue - now;
    if (next != null) {
      wait = Math.min(wait, next.due - now);
    }
    if (tasks.isEmpty() && released.isEmpty() && wait > 0) {
      selector.select(MediaLoop::ready, (wait + 999_999) / 1_000_000);
    } else {
      selector.selectNow(MediaLoop::ready);
    }
    release();
  }

  private void release() {
    released.forEach(this::run);
    released.clear();
  }

  /** Nothing that goes wrong with one leg may end it for good, or touch the others. */
  private long tick(Paced what, long now) {
    try {
      return what.tick(now);
    } catch (RuntimeException | Error e) {
      stumbled("a leg could not send", e);
      return now + SWEEP_NANOS;
    }
  }

  private void sweep(EmbeddedLeg leg, long now) {
    try {
      leg.sweep(now);
    } catch (RuntimeException | Error e) {
      stumbled("a leg could not be looked after", e);
    }
  }

  /** Counts a fault that must not end this thread, which all its legs need; on it only. */
  void stumbled(String what, Throwable e) {
    faults.increment();
    long now = ticker.getAsLong();
    if (!told || now - toldAt >= TELLING_NANOS) {
      told = true;
      toldAt = now;
      try {
        LOG.log(Level.ERROR, what, e);
      } catch (RuntimeException | Error untold) {
        faults.increment(); // it is counted, if nothing else
      }
    }
  }

  /** Whether it carries audio: its last turn went well. */
  boolean works() {
    return thread.isAlive() && !failing;
  }

  private static void ready(SelectionKey key) {
    if (key.isValid()) {
      ((PortPair.Socket) key.attachment()).readable();
    }
  }

  private void runTasks() {
    Runnable task = tasks.poll();
    while (task != null) {
      run(task);
      task = tasks.poll();
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      stumbled("a task of a media thread failed", e);
    }
  }

  /** Ends the thread after what was posted before. */
  void stop() {
    open = false;
    selector.wakeup();
    try {
      thread.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long now() {
    return ticker.getAsLong();
  }
}
