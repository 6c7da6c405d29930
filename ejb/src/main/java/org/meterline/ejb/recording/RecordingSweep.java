package org.meterline.ejb.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Erases recordings whose time is over: first they are marked, then it is written down that their
 * files are gone while those that lie here go. Closes what nobody did whose it was. What fails is
 * told, and done the next time.
 */
public final class RecordingSweep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordingSweep.class.getName());

  /** So many are read at once. */
  private static final int MOST = 1_000;

  /** So long after its end nobody writes a recording any more, whichever node had it. */
  private static final Duration SETTLED = Duration.ofHours(1);

  private final DataSource source;
  private final TenantTransaction transaction;
  private final RecordingFiles files;
  private final String node;
  private final InstantSource clock;

  /** Others' files that are no recordings: tried once. */
  private final Set<UUID> hopeless = new HashSet<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("recording-sweep").factory());

  /**
   * @param source connections of the application's user, without a transaction manager
   */
  public RecordingSweep(DataSource source, RecordingFiles files, InstantSource clock) {
    this.source = source;
    this.transaction = new TenantTransaction(source);
    this.files = files;
    this.node = files.node();
    this.clock = clock;
  }

  /** At once it closes what an earlier run had no time for: nobody writes it any more. */
  public void start(Duration every) {
    timer.execute(() -> ofAll(this::finish));
    var _ =
        timer.scheduleWithFixedDelay(
            this::sweep, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Each tenant in turn. */
  void sweep() {
    ofAll(this::sweep);
  }

  private void ofAll(Consumer<UUID> work) {
    List<OperatorBook.Book> books = List.of();
    try {
      books = books();
    } catch (SQLException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "recordings cannot be swept now: {0}", e.toString());
    }
    for (OperatorBook.Book each : books) {
      try {
        work.accept(each.tenant());
      } catch (RuntimeException | Error e) {
        LOG.log(
            Level.WARNING,
            "recordings of tenant {0} cannot be swept now: {1}",
            each.tenant(),
            e.toString());
      }
    }
  }

  private List<OperatorBook.Book> books() throws SQLException {
    try (Connection connection = source.getConnection()) {
      return OperatorBook.all(connection);
    }
  }

  /** Some of a tenant's recordings, those that follow one. */
  private interface Next {
    List<RecordingSeen> after(Connection c, @Nullable UUID last) throws SQLException;
  }

  /** Those with which it fails keep none behind them from their turn. */
  private void each(UUID tenant, Next next, Consumer<RecordingSeen> work) {
    List<RecordingSeen> some = List.of();
    do {
      UUID last = some.isEmpty() ? null : some.getLast().id();
      some = transaction.read(tenant, c -> next.after(c, last));
      some.forEach(work);
    } while (some.size() == MOST);
  }

  void finish(UUID tenant) {
    each(
        tenant,
        (c, last) -> RecordingRows.unfinished(c, node, last, MOST),
        each -> {
          boolean _ = close(tenant, each);
        });
  }

  /** Whether there was anything to close. */
  private boolean close(UUID tenant, RecordingSeen recording) {
    var found = files.finish(recording);
    if (found.isEmpty()) {
      LOG.log(Level.WARNING, "recording {0} has no file", recording.id());
      return false;
    }
    int _ = transaction.write(tenant, c -> RecordingRows.finish(c, found.get()));
    LOG.log(Level.INFO, "recording {0} was closed", recording.id());
    return true;
  }

  /** What another name stands for and lies here: this node may have had it, or has it now. */
  private void closeOthers(UUID tenant, Instant now) {
    each(
        tenant,
        (c, last) -> RecordingRows.unfinished(c, null, last, MOST),
        each -> {
          try {
            var ended = each.ended();
            boolean settled = ended != null && !ended.plus(SETTLED).isAfter(now);
            boolean others = !each.node().equals(node) && !hopeless.contains(each.id());
            if (settled && others && files.has(each.path()) && !close(tenant, each)) {
              hopeless.add(each.id());
            }
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "recording {0} cannot be closed: {1}", each.id(), e.getMessage());
          }
        });
  }

  void sweep(UUID tenant) {
    var now = clock.instant();
    int expired = transaction.write(tenant, c -> RecordingRows.expire(c, now));
    if (expired > 0) {
      LOG.log(Level.INFO, "{0} recordings of tenant {1} expired", expired, tenant);
    }
    each(
        tenant,
        (c, last) -> RecordingRows.marked(c, last, MOST),
        each -> {
          try {
            // Also what another name stands for: this node may have had it.
            if (each.node().equals(node) || files.has(each.path())) {
              int _ = transaction.write(tenant, c -> erase(c, each, now));
            }
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "recording {0} cannot be erased: {1}", each.id(), e.getMessage());
          }
        });
    closeOthers(tenant, now);
  }

  /**
   * Written down first: what the database refuses leaves the file. Only a commit that fails after
   * that does not, and then its own node finds the file gone, and writes it down.
   */
  private int erase(Connection c, RecordingSeen recording, Instant now) throws SQLException {
    int written = RecordingRows.removed(c, recording.id(), now);
    try {
      boolean _ = files.remove(recording.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
