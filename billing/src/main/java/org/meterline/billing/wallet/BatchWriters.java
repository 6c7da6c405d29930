package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.meterline.billing.wallet.BatchWriter.Kind;

/**
 * The threads that post for legs. One does it all, since a batch shared by many costs least. In a
 * crowd there are two, each with wallets of its own as far as that parts the work, so that they do
 * not wait for each other's locks.
 */
final class BatchWriters implements AutoCloseable {
  /** How long after a crowd was seen there are two. */
  private static final long CROWDED = Duration.ofSeconds(1).toNanos();

  /** Legs whose wallets are remembered; of one that is not, any writer posts. */
  private static final int REMEMBERED = 100_000;

  private final List<BatchWriter> writers;
  private final Map<UUID, UUID> wallets = Collections.synchronizedMap(new Remembered());
  private final LongSupplier nanos;
  private volatile long crowdedUntil;

  /**
   * @param nanos a monotonic clock
   */
  BatchWriters(LongSupplier nanos) {
    this.nanos = nanos;
    crowdedUntil = nanos.getAsLong();
    writers = List.of(new BatchWriter("wallets-0", nanos), new BatchWriter("wallets-1", nanos));
  }

  private static final class Remembered extends LinkedHashMap<UUID, UUID> {
    @Override
    protected boolean removeEldestEntry(Map.Entry<UUID, UUID> eldest) {
      return size() > REMEMBERED;
    }
  }

  /** That the leg will be extended and ended beside this wallet. */
  void remember(UUID leg, UUID wallet) {
    wallets.put(leg, wallet);
  }

  void forget(UUID leg) {
    wallets.remove(leg);
  }

  <R, O> List<O> ask(UUID leg, Kind kind, List<R> requests, Function<List<R>, List<O>> call) {
    long now = nanos.getAsLong();
    if (waiting() >= BatchWriter.CROWD) {
      crowdedUntil = now + CROWDED;
    }
    boolean crowded = crowdedUntil - now > 0;
    int beside = wallets.getOrDefault(leg, leg).hashCode();
    var writer = crowded ? inCrowd(Math.floorMod(beside, writers.size())) : writers.getFirst();
    return writer.ask(kind, requests, call);
  }

  /**
   * The wallet's own, unless the other one has little to do, as when all ask for the same wallet:
   * it then prepares a batch while the first one's is committed.
   */
  private BatchWriter inCrowd(int number) {
    var own = writers.get(number);
    var other = writers.get(writers.size() - 1 - number);
    return own.unanswered() > 2 * other.unanswered() + BatchWriter.CROWD ? other : own;
  }

  /** How many requests wait. */
  int waiting() {
    return writers.stream().mapToInt(BatchWriter::waiting).sum();
  }

  /** Ends the writers; what still waits fails as unavailable. */
  @Override
  public void close() {
    writers.forEach(BatchWriter::close);
  }
}
