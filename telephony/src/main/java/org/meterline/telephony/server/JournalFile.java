package org.meterline.telephony.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.FactStore;

/**
 * The node's journal: an append-only file of facts. One thread writes what waits and syncs it once,
 * so that a thousand facts cost one sync as one does. When the disk does not take them, they wait
 * and are tried again, and calls that cost money are refused meanwhile.
 */
final class JournalFile implements FactStore, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JournalFile.class.getName());

  /** A fact that waits for longer than this is a sign that the disk stands still. */
  private static final Duration STALLED = Duration.ofSeconds(2);

  /**
   * From the beginning of a write to that of the next: what comes in the meantime shares its sync.
   */
  private static final Duration REST = Duration.ofMillis(5);

  /** So many times as long after so many facts: who is busy waits longer and syncs less often. */
  private static final int LONGER = 2;

  private static final int BUSY = 10;

  private record Waiting(
      JournalEntry entry, ByteBuffer frame, @Nullable Consumer<Boolean> durable) {}

  private final JournalSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final JournalFormat format = new JournalFormat();
  private final Segments segments;
  private final JournalReader reader;
  private final String boot = UUID.randomUUID().toString();
  private final Recovery recovery = new Recovery();
  private final Written written;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition closing = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** What the writer has taken and is not done with. */
  private List<Waiting> inHand = List.of();

  private boolean closed;
  private volatile boolean broken;

  // The writer's own.
  private final Tail tail;
  private long beatAt;
  private long beganAt;

  /** How many facts had the last sync in common. */
  private int sharing;

  /**
   * Opens the journal in a folder and reads what is there; see {@link #recovery}.
   *
   * @throws IOException when it cannot be read or written
   */
  JournalFile(Path folder, JournalSettings settings, InstantSource clock, LongSupplier nanos)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
    this.segments = new Segments(folder, format);
    this.reader = new JournalReader(segments, format, settings.batchMost());
    beganAt = nanos.getAsLong();
    try {
      recovery.readAll(segments);
      long unposted = segments.bytesAfter(segments.posted());
      tail = new Tail(segments);
      written = new Written(tail.end(), unposted, recovery.segments());
      write(List.of(beat()));
    } catch (IOException | RuntimeException e) {
      segments.close();
      throw e;
    }
    this.writer = Thread.ofPlatform().daemon().name("journal-writer").start(this::writeAll);
  }

  /** What the last process left open. */
  Recovery recovery() {
    return recovery;
  }

  Segments segments() {
    return segments;
  }

  @Override
  public void append(CallFact fact, Consumer<Boolean> durable) {
    JournalEntry entry = new JournalEntry(boot, nanos.getAsLong(), clock.instant(), fact);
    ByteBuffer frame;
    try {
      frame = format.encode(entry);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "call " + fact.call() + ": a fact cannot be kept", e);
      durable.accept(false);
      return;
    }
    boolean taken;
    lock.lock();
    try {
      taken = !closed;
      if (taken) {
        waiting.add(new Waiting(entry, frame, durable));
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    if (!taken) {
      durable.accept(false);
    }
  }

  @Override
  public boolean accepting() {
    return !broken && unposted() < settings.unpostedMost() && !stalled();
  }

  /** Whether the disk, or the writer, takes too long over what it was given. */
  private boolean stalled() {
    lock.lock();
    try {
      Waiting oldest = inHand.isEmpty() ? waiting.peekFirst() : inHand.getFirst();
      return oldest != null && nanos.getAsLong() - oldest.entry.up() > STALLED.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes are not yet posted. */
  long unposted() {
    return written.unposted();
  }

  private Waiting beat() throws IOException {
    beatAt = nanos.getAsLong();
    JournalEntry entry = new JournalEntry(boot, beatAt, clock.instant(), null);
    return new Waiting(entry, format.encode(entry), null);
  }

  // --- The writer

  private void writeAll() {
    boolean more = true;
    while (more) {
      try {
        more = writeOnce();
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  private boolean writeOnce() throws IOException {
    List<Waiting> batch = next();
    if (batch.isEmpty()) {
      return false;
    }
    boolean ok = tryToWrite(batch);
    for (Waiting each : batch) {
      tell(each, ok);
    }
    if (ok) {
      putDown();
    } else {
      keep(batch);
    }
    return true;
  }

  private void putDown() {
    lock.lock();
    try {
      inHand = List.of();
    } finally {
      lock.unlock();
    }
  }

  private static void tell(Waiting each, boolean ok) {
    if (each.durable != null) {
      try {
        each.durable.accept(ok);
      } catch (RuntimeException | Error e) {
        LOG.log(System.Logger.Level.ERROR, "journal: nobody took its answer", e);
      }
    }
  }

  /** Puts back what could not be written, before what came meanwhile. */
  private void keep(List<Waiting> batch) {
    lock.lock();
    try {
      inHand = List.of();
      for (Waiting each : batch.reversed()) {
        if (each.entry.fact() != null) {
          waiting.addFirst(new Waiting(each.entry, each.frame, null));
        }
      }
      rest(settings.retry().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** What waits, or a heartbeat when it is time; empty when the journal is closed. */
  private List<Waiting> next() throws IOException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        long left = beatAt + settings.heartbeat().toNanos() - nanos.getAsLong();
        if (left <= 0 && written.hasOpenCalls()) {
          inHand = List.of(beat());
          return inHand;
        }
        long wait = left <= 0 ? settings.heartbeat().toNanos() : left;
        long _ = work.awaitNanos(Math.min(wait, TimeUnit.SECONDS.toNanos(1)));
      }
      int times = sharing < BUSY ? 1 : LONGER;
      rest(beganAt + times * REST.toNanos() - nanos.getAsLong());
      if (closed && broken) {
        return List.of();
      }
      beganAt = nanos.getAsLong();
      inHand = List.copyOf(waiting);
      sharing = inHand.size();
      waiting.clear();
      return inHand;
    } catch (InterruptedException e) {
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** For so long, unless the journal is closed; whoever rests holds the lock. */
  private void rest(long nanosLeft) throws InterruptedException {
    long left = nanosLeft;
    while (left > 0 && !closed) {
      left = closing.awaitNanos(left);
    }
  }

  private boolean tryToWrite(List<Waiting> batch) {
    try {
      if (broken) {
        tail.next();
      }
      write(batch);
      if (broken) {
        LOG.log(System.Logger.Level.INFO, "journal: it can be written again");
        broken = false;
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      return false;
    }
    if (tail.end().offset() > settings.segmentBytes()) {
      try {
        tail.next();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "journal: no next file, the old one grows on", e);
      }
    }
    return true;
  }

  private void fail(Throwable e) {
    if (!broken) {
      LOG.log(
          System.Logger.Level.ERROR, "journal: it cannot be written; paid calls are refused", e);
    }
    broken = true;
  }

  private void write(List<Waiting> batch) throws IOException {
    int bytes = tail.write(batch.stream().map(Waiting::frame).toList());
    List<CallFact> facts =
        batch.stream().map(each -> each.entry.fact()).filter(Objects::nonNull).toList();
    written.add(tail.end(), bytes, facts);
  }

  // --- For the poster

  /** How far what is durable goes. */
  Segments.Place end() {
    return written.end();
  }

  /** Reads durable facts; none when there are none yet. */
  JournalReader.Batch read(Segments.Place from) throws IOException {
    Optional<JournalReader.Batch> recent = written.recent(from, settings.batchMost());
    return recent.isPresent() ? recent.get() : reader.read(from, written.end());
  }

  /** Waits until there is more than up to {@code place}; false when the journal is closed. */
  boolean awaitMoreThan(Segments.Place place) throws InterruptedException {
    return written.awaitMoreThan(place);
  }

  /** Lets {@link #awaitMoreThan} wait no longer. */
  void release() {
    written.release();
  }

  /** All up to {@code place} is posted: files that nobody needs any more are deleted. */
  void posted(Segments.Place place, long bytes) throws IOException {
    segments.posted(place);
    long needed = written.posted(place, bytes);
    for (long number : segments.numbers()) {
      if (number < needed) {
        segments.delete(number);
      }
    }
  }

  /** Writes what waits, then takes no more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    written.release();
    try {
      writer.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(tail);
    close(segments);
  }

  private static void close(Closeable each) {
    try {
      each.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "journal: it could not be closed", e);
    }
  }
}
