package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.meterline.billing.wallet.BooksUnavailable;

/**
 * What is stored a moment later, many at once, so that no call waits for it. While the database is
 * away for long the youngest are lost.
 */
final class Later<T> {
  private static final Logger LOG = System.getLogger(Later.class.getName());
  private static final int MOST = 20_000;
  private static final int BATCH = 1_000;

  private final String what;
  private final Write<T> write;
  private final LinkedBlockingQueue<Waiting<T>> waiting = new LinkedBlockingQueue<>(MOST);

  /**
   * @param what is lost, for the log
   * @param write must recognise what it has written before
   */
  Later(String what, Write<T> write) {
    this.what = what;
    this.write = write;
  }

  /** Writes some of one tenant. */
  @FunctionalInterface
  interface Write<T> {
    void all(UUID tenant, List<T> some);
  }

  private record Waiting<T>(UUID tenant, UUID call, T one) {}

  /** Written with the next batch. */
  void add(UUID tenant, UUID call, T one) {
    if (!waiting.offer(new Waiting<>(tenant, call, one))) {
      LOG.log(Level.WARNING, "call {0}: {1} is not stored", call, what);
    }
  }

  /** Takes back what was not written yet. */
  void drop(Predicate<T> those) {
    waiting.removeIf(w -> those.test(w.one()));
  }

  /** Writes what waits; one at a time, so that the last one returns when all is written. */
  synchronized void flush() {
    var batch = new ArrayList<Waiting<T>>();
    while (waiting.drainTo(batch, BATCH) > 0) {
      var tenants =
          batch.stream()
              .collect(
                  Collectors.groupingBy(
                      Waiting::tenant, Collectors.mapping(Waiting::one, Collectors.toList())));
      try {
        tenants.forEach(write::all);
      } catch (BooksUnavailable away) {
        // what was written is recognised when it comes again
        batch.forEach(w -> add(w.tenant(), w.call(), w.one()));
        throw away;
      }
      batch.clear();
    }
  }
}
