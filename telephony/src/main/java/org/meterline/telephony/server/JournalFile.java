package org.meterline.telephony.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.FactStore;

/**
 * The node's journal: an append-only file of facts. One thread writes what waits and syncs it once,
 * so that a thousand facts cost one sync as one does. When the disk does not take them, they wait
 * and are tried again, and calls that cost money are refused meanwhile.
 */
final class JournalFile implements FactStore, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(JournalFile.class.getName());

  private record Waiting(JournalEntry entry, @Nullable Consumer<Boolean> durable) {}

  private final JournalSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final JournalFormat format = new JournalFormat();
  private final Segments segments;
  private final String boot = UUID.randomUUID().toString();
  private final Recovery recovery = new Recovery();
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition grown = lock.newCondition();
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** The first file of each call that has no end yet: files from there on are kept. */
  private final Map<CallId, Long> openCalls = new HashMap<>();

  private Segments.Place durable;
  private long unposted;
  private boolean closed;
  private boolean released;
  private volatile boolean broken;

  // The writer's own.
  private FileChannel file;
  private long segment;
  private long offset;
  private long beatAt;

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
    Segments.Place posted = segments.posted();
    for (long found : segments.numbers()) {
      segments.scan(found, (entry, next) -> recovery.read(entry, found));
      long size = Files.size(segments.path(found));
      if (found == posted.segment()) {
        unposted += Math.max(0, size - posted.offset());
      } else if (found > posted.segment()) {
        unposted += size;
      }
      segment = found;
    }
    segment = Math.max(segment, posted.segment()) + 1;
    openCalls.putAll(recovery.segments());
    file = segments.create(segment);
    durable = new Segments.Place(segment, 0);
    write(List.of(new Waiting(beat(), null)));
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
    boolean taken;
    lock.lock();
    try {
      taken = !closed;
      if (taken) {
        waiting.add(new Waiting(entry, durable));
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
    return !broken && unposted() < settings.unpostedMost();
  }

  /** How many bytes are not yet posted. */
  long unposted() {
    lock.lock();
    try {
      return unposted;
    } finally {
      lock.unlock();
    }
  }

  private JournalEntry beat() {
    beatAt = nanos.getAsLong();
    return new JournalEntry(boot, beatAt, clock.instant(), null);
  }

  // --- The writer

  private void writeAll() {
    List<Waiting> batch = next();
    while (!batch.isEmpty()) {
      boolean ok = tryToWrite(batch);
      for (Waiting each : batch) {
        tell(each, ok);
      }
      if (!ok) {
        keep(batch);
      }
      batch = next();
    }
  }

  private static void tell(Waiting each, boolean ok) {
    if (each.durable != null) {
      try {
        each.durable.accept(ok);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "journal: nobody took its answer", e);
      }
    }
  }

  /** Puts back what could not be written, before what came meanwhile. */
  private void keep(List<Waiting> batch) {
    lock.lock();
    try {
      for (Waiting each : batch.reversed()) {
        if (each.entry.fact() != null) {
          waiting.addFirst(new Waiting(each.entry, null));
        }
      }
      long left = settings.retry().toNanos();
      while (left > 0 && !closed) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** What waits, or a heartbeat when it is time; empty when the journal is closed. */
  private List<Waiting> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        long left = beatAt + settings.heartbeat().toNanos() - nanos.getAsLong();
        if (left <= 0 && !openCalls.isEmpty()) {
          return List.of(new Waiting(beat(), null));
        }
        long wait = left <= 0 ? settings.heartbeat().toNanos() : left;
        long _ = work.awaitNanos(Math.min(wait, TimeUnit.SECONDS.toNanos(1)));
      }
      if (closed && broken) {
        return List.of();
      }
      List<Waiting> batch = new ArrayList<>(waiting);
      waiting.clear();
      return batch;
    } catch (InterruptedException e) {
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private boolean tryToWrite(List<Waiting> batch) {
    try {
      if (broken) {
        nextFile();
      }
      write(batch);
      if (broken) {
        LOG.log(System.Logger.Level.INFO, "journal: it can be written again");
        broken = false;
      }
      if (offset > settings.segmentBytes()) {
        nextFile();
      }
      return true;
    } catch (IOException e) {
      if (!broken) {
        LOG.log(
            System.Logger.Level.ERROR, "journal: it cannot be written; paid calls are refused", e);
      }
      broken = true;
      return false;
    }
  }

  /** A new file is begun when one is full, and when one failed: what is torn ends the old one. */
  private void nextFile() throws IOException {
    FileChannel next = segments.create(segment + 1);
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "journal: a file could not be closed", e);
    }
    file = next;
    segment++;
    offset = 0;
  }

  private void write(List<Waiting> batch) throws IOException {
    long from = offset;
    int bytes = 0;
    List<ByteBuffer> frames = new ArrayList<>(batch.size());
    for (Waiting each : batch) {
      ByteBuffer frame = encode(each.entry);
      frames.add(frame);
      bytes += frame.remaining();
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    frames.forEach(all::put);
    all.flip();
    long at = from;
    while (all.hasRemaining()) {
      at += file.write(all, at);
    }
    file.force(false);
    offset = at;
    lock.lock();
    try {
      unposted += bytes;
      durable = new Segments.Place(segment, at);
      for (Waiting each : batch) {
        remember(each.entry.fact());
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ByteBuffer encode(JournalEntry entry) throws IOException {
    try {
      return format.encode(entry);
    } catch (JsonProcessingException e) {
      throw new IOException("a fact has no JSON: " + entry.fact(), e);
    }
  }

  private void remember(@Nullable CallFact fact) {
    if (fact instanceof CallFact.Began) {
      openCalls.put(fact.call(), segment);
    } else if (fact instanceof CallFact.Ended) {
      openCalls.remove(fact.call());
    }
  }

  // --- For the poster

  /** Facts from a place on, and the place after them. */
  record Batch(List<CallFact> facts, Segments.Place next, long bytes) {}

  /** Reads durable facts; none when there are none yet. */
  Batch read(Segments.Place from) throws IOException {
    Segments.Place end = end();
    List<CallFact> facts = new ArrayList<>();
    long bytes = 0;
    Segments.Place at = from;
    for (long number : segments.numbers()) {
      if (number < from.segment() || number > end.segment()) {
        continue;
      }
      long offset = number == from.segment() ? from.offset() : 0;
      try (FileChannel reading = FileChannel.open(segments.path(number))) {
        long limit = number == end.segment() ? end.offset() : reading.size();
        at = new Segments.Place(number, offset);
        while (at.offset() < limit && facts.size() < settings.batchMost()) {
          JournalFormat.Read read = format.read(reading, at.offset());
          if (read.entry() == null) {
            bytes += limit - at.offset(); // torn: the scan at the start has kept a copy
            at = new Segments.Place(number, limit);
          } else {
            bytes += read.next() - at.offset();
            at = new Segments.Place(number, read.next());
            if (read.entry().fact() != null) {
              facts.add(read.entry().fact());
            }
          }
        }
      }
      if (facts.size() >= settings.batchMost()) {
        break;
      }
    }
    return new Batch(facts, at, bytes);
  }

  private Segments.Place end() {
    lock.lock();
    try {
      return durable;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is more than up to {@code place}; false when the journal is closed. */
  boolean awaitMoreThan(Segments.Place place) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (durable.equals(place) && !closed && !released) {
        grown.await();
      }
      return !closed && !released;
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #awaitMoreThan} wait no longer. */
  void release() {
    lock.lock();
    try {
      released = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** All up to {@code place} is posted: files that nobody needs any more are deleted. */
  void posted(Segments.Place place, long bytes) throws IOException {
    segments.posted(place);
    long needed;
    lock.lock();
    try {
      unposted = Math.max(0, unposted - bytes);
      needed = openCalls.values().stream().min(Long::compare).orElse(place.segment());
    } finally {
      lock.unlock();
    }
    for (long number : segments.numbers()) {
      if (number < Math.min(place.segment(), needed)) {
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
      grown.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join(TimeUnit.SECONDS.toMillis(10));
      file.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "journal: it could not be closed", e);
    }
  }
}
