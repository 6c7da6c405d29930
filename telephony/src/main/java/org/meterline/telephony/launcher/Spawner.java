package org.meterline.telephony.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes sandboxes, some ahead of the calls that need them: putting one up costs 10 to 30 ms, using
 * a standing one 1 ms. Its threads live as long as the launcher, because bubblewrap's children die
 * with the thread that started them.
 */
final class Spawner {
  /** A version that was called lately keeps so many standing. */
  private static final int STANDING = 8;

  /** Versions that keep some standing, the latest called. */
  private static final int VERSIONS = 8;

  private static final long FORGET_AFTER_NANOS = 10L * 60 * 1_000_000_000;
  private static final int THREADS = 2;

  /** A process that waits to become the program, and the slot to give back when it is gone. */
  record Standing(Process process, int slot) {}

  interface Taker {
    void take(Standing standing);

    void failed(String reason);
  }

  private record Version(Path folder, String file) {}

  private record Job(boolean urgent, long number, Runnable work) implements Comparable<Job> {
    @Override
    public int compareTo(Job other) {
      return urgent == other.urgent
          ? Long.compare(number, other.number)
          : Boolean.compare(other.urgent, urgent);
    }
  }

  private static final class Shelf {
    final Deque<Standing> standing = new ArrayDeque<>();
    int coming;
    long lastCall;
  }

  private final Sandbox sandbox;
  private final LongSupplier nanos;
  private final PriorityBlockingQueue<Job> jobs = new PriorityBlockingQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Version, Shelf> shelves = new HashMap<>();
  private final BitSet slots = new BitSet();

  Spawner(Sandbox sandbox, LongSupplier nanos) {
    this.sandbox = sandbox;
    this.nanos = nanos;
    for (int i = 0; i < THREADS; i++) {
      Thread.ofPlatform().name("spawner-" + i).daemon().start(this::work);
    }
  }

  /** Gives a standing sandbox to the taker, at once or from a spawner thread. */
  void start(Path folder, String file, Taker taker) {
    Version version = new Version(folder, file);
    Standing ready = null;
    synchronized (this) {
      Shelf shelf = shelves.computeIfAbsent(version, v -> new Shelf());
      shelf.lastCall = nanos.getAsLong();
      for (Standing next = shelf.standing.poll(); next != null; next = shelf.standing.poll()) {
        if (next.process().isAlive()) {
          ready = next;
          break;
        }
        slots.clear(next.slot());
      }
      while (shelf.standing.size() + shelf.coming < STANDING) {
        shelf.coming++;
        enqueue(false, () -> putOnShelf(version));
      }
      forgetOld();
    }
    if (ready != null) {
      taker.take(ready);
    } else {
      enqueue(true, () -> spawnFor(version, taker));
    }
  }

  /** The process of this slot is gone. */
  synchronized void release(int slot) {
    slots.clear(slot);
  }

  private void enqueue(boolean urgent, Runnable work) {
    jobs.add(new Job(urgent, numbers.getAndIncrement(), work));
  }

  private void work() {
    try {
      while (true) {
        run(jobs.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever becomes of one, the next wants to be run. */
  private static void run(Job job) {
    try {
      job.work().run();
    } catch (RuntimeException | Error e) {
      System.err.println("launcher: a sandbox could not be made: " + e);
    }
  }

  private void spawnFor(Version version, Taker taker) {
    Standing made;
    try {
      made = spawn(version);
    } catch (RuntimeException | Error e) {
      taker.failed("the sandbox could not be started: " + e.getMessage());
      return;
    }
    try {
      taker.take(made);
    } catch (RuntimeException | Error e) {
      drop(made);
      taker.failed("the program could not be begun: " + e.getMessage());
    }
  }

  private void putOnShelf(Version version) {
    Standing made = null;
    try {
      made = spawn(version);
    } catch (RuntimeException | Error e) {
      // The next call of this version tries itself, and says why if it fails too.
    }
    synchronized (this) {
      Shelf shelf = shelves.get(version);
      if (shelf != null) {
        shelf.coming--;
        if (made != null) {
          shelf.standing.add(made);
        }
      } else if (made != null) {
        drop(made);
      }
    }
  }

  private Standing spawn(Version version) {
    int slot;
    synchronized (this) {
      slot = slots.nextClearBit(0);
      slots.set(slot);
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(sandbox.command(slot, version.file()));
      builder.directory(version.folder().toFile());
      builder.environment().clear();
      builder.environment().putAll(Sandbox.ENVIRONMENT);
      return new Standing(builder.start(), slot);
    } catch (IOException e) {
      release(slot);
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      release(slot);
      throw e;
    }
  }

  private void forgetOld() {
    long now = nanos.getAsLong();
    shelves.values().removeIf(shelf -> now - shelf.lastCall > FORGET_AFTER_NANOS && empty(shelf));
    while (shelves.size() > VERSIONS) {
      Version oldest = null;
      long age = -1;
      for (Map.Entry<Version, Shelf> entry : shelves.entrySet()) {
        if (now - entry.getValue().lastCall > age) {
          age = now - entry.getValue().lastCall;
          oldest = entry.getKey();
        }
      }
      Shelf removed = shelves.remove(oldest);
      if (removed == null || !empty(removed)) {
        return;
      }
    }
  }

  private boolean empty(Shelf shelf) {
    shelf.standing.forEach(this::drop);
    shelf.standing.clear();
    return true;
  }

  private synchronized void drop(Standing standing) {
    sandbox.kill(standing.process());
    slots.clear(standing.slot());
  }
}
