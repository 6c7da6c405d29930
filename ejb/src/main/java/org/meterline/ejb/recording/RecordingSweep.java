package org.meterline.ejb.recording;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
 * Erases recordings whose time is over: first they are marked, then this node's files go, then it
 * is written down that they are gone. What fails is done the next time.
 */
public final class RecordingSweep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordingSweep.class.getName());

  /** So many are read at once. */
  private static final int MOST = 1_000;

  private final DataSource source;
  private final TenantTransaction transaction;
  private final RecordingFiles files;
  private final String node;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("recording-sweep").factory());

  /**
   * @param source connections of the application's user, without a transaction manager
   */
  public RecordingSweep(DataSource source, RecordingFiles files, String node, InstantSource clock) {
    this.source = source;
    this.transaction = new TenantTransaction(source);
    this.files = files;
    this.node = node;
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
    try {
      books().forEach(book -> work.accept(book.tenant()));
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "recordings cannot be swept now: {0}", e.getMessage());
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
        each ->
            files
                .finish(each)
                .ifPresentOrElse(
                    found -> {
                      int _ = transaction.write(tenant, c -> RecordingRows.finish(c, found));
                      LOG.log(Level.INFO, "recording {0} was closed", each.id());
                    },
                    () -> LOG.log(Level.WARNING, "recording {0} has no file", each.id())));
  }

  void sweep(UUID tenant) {
    var now = clock.instant();
    int expired = transaction.write(tenant, c -> RecordingRows.expire(c, now));
    if (expired > 0) {
      LOG.log(Level.INFO, "{0} recordings of tenant {1} expired", expired, tenant);
    }
    each(
        tenant,
        (c, last) -> RecordingRows.marked(c, node, last, MOST),
        each -> {
          try {
            files.remove(each.path());
            int _ = transaction.write(tenant, c -> RecordingRows.removed(c, each.id(), now));
          } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.ERROR, "recording {0} cannot be erased: {1}", each.id(), e.getMessage());
          }
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
