package org.meterline.telephony.registrar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;

/**
 * Brings changes to the store, behind what happens: what changes within a second in one batch, for
 * phones that refresh are many, and a write to the disk for each costs more than all else. While
 * the store is away, changes are kept, at most one for each binding, and tried again.
 */
final class WriteBehind {
  private static final System.Logger LOG = System.getLogger(WriteBehind.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** From the beginning of a write to that of the next. */
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private record Key(
      Domain domain, String user, String contact, @Nullable String instance, int regId) {
    static Key of(Binding binding) {
      return new Key(
          binding.domain(), binding.user(), binding.contact(), binding.instance(), binding.regId());
    }
  }

  /** Whether one is stored in the other's place. */
  static boolean same(Binding one, Binding other) {
    return Key.of(one).equals(Key.of(other));
  }

  private record Change(Binding binding, boolean removed) {}

  private final BindingStore store;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Map<Key, Change> waiting = new LinkedHashMap<>();
  private long next;
  private boolean closing;
  private @Nullable Thread thread;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  WriteBehind(BindingStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
    this.next = nanos.getAsLong();
  }

  void start() {
    lock.lock();
    try {
      if (thread == null && !closing) {
        thread = Thread.ofVirtual().name("bindings-writer").start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  void changed(List<Binding> changed, List<Binding> removed) {
    lock.lock();
    try {
      boolean idle = waiting.isEmpty();
      removed.forEach(b -> put(new Change(b, true)));
      changed.forEach(b -> put(new Change(b, false)));
      if (idle) {
        something.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void put(Change change) {
    Key key = Key.of(change.binding());
    waiting.remove(key);
    waiting.put(key, change);
  }

  boolean close(Duration atMost) {
    Thread writing;
    lock.lock();
    try {
      closing = true;
      something.signalAll();
      writing = thread;
    } finally {
      lock.unlock();
    }
    if (writing == null) {
      return true;
    }
    try {
      if (!writing.join(atMost)) {
        writing.interrupt();
        return false;
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      while (true) {
        List<Change> batch = take();
        if (batch.isEmpty()) {
          return;
        }
        write(batch);
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.WARNING, "registrations were left unwritten at the end");
    }
  }

  private List<Change> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closing) {
        something.await();
      }
      for (long left = left(); left > 0 && !closing; left = left()) {
        something.awaitNanos(left);
      }
      next = nanos.getAsLong() + BETWEEN.toNanos();
      List<Change> batch = List.copyOf(waiting.values());
      waiting.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private long left() {
    return next - nanos.getAsLong();
  }

  private void write(List<Change> batch) throws InterruptedException {
    List<Binding> changed = new ArrayList<>();
    List<Binding> removed = new ArrayList<>();
    batch.forEach(c -> (c.removed() ? removed : changed).add(c.binding()));
    try {
      store.save(changed, removed);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "registrations could not be written, trying again: {0}",
          e.toString());
      keep(batch);
      Thread.sleep(PAUSE);
    }
  }

  private void keep(List<Change> failed) {
    lock.lock();
    try {
      // What changed meanwhile is newer than what failed.
      List<Change> newer = List.copyOf(waiting.values());
      waiting.clear();
      failed.forEach(this::put);
      newer.forEach(this::put);
    } finally {
      lock.unlock();
    }
  }
}
