package org.meterline.ejb.rerate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rerate.ReRating;
import org.meterline.billing.rerate.ReRatingBook;
import org.meterline.billing.rerate.ReRatingRun;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Posts what was approved, aside from who asked. Every node looks for it; one at a time posts. What
 * a node that went down has left is taken up by the next.
 */
public final class ReRatingDesk implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ReRatingDesk.class.getName());

  private final DataSource source;
  private final TenantTransaction transaction;
  private final ReRatingRun run;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("re-rating").factory());

  /**
   * @param source connections of the application's user, in autocommit, not the container's
   *     transactions'
   */
  public ReRatingDesk(DataSource source) {
    this.source = source;
    transaction = new TenantTransaction(source);
    run =
        new ReRatingRun(new BookTransaction(source), new PostgresWallets(source), RecordedLegs::of);
  }

  /** Begins to look for what was left; each time after a pause. */
  public void start(Duration every) {
    var _ =
        timer.scheduleWithFixedDelay(
            this::postAll, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  TenantTransaction transaction() {
    return transaction;
  }

  ReRating.DryRun rehearse(UUID tenant, ReRating.Asked asked) throws SQLException {
    return run.rehearse(tenant, asked);
  }

  /** Posts what was approved of a tenant, soon. */
  void soon(UUID tenant) {
    try {
      timer.execute(() -> post(tenant));
    } catch (RejectedExecutionException down) {
      LOG.log(Level.INFO, "going down: a re-rating is posted by the next node");
    }
  }

  private void postAll() {
    try (var connection = source.getConnection()) {
      OperatorBook.all(connection).forEach(book -> post(book.tenant()));
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "cannot look for re-ratings: {0}", e.getMessage());
    }
  }

  /** Posts what was approved of a tenant; what fails is tried again later. */
  void post(UUID tenant) {
    try {
      for (var asked : transaction.read(tenant, ReRatingBook::unfinished)) {
        alone(tenant, asked);
      }
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "a re-rating of " + tenant + " is not posted to the end", e);
    }
  }

  /** Unless another node is at it. */
  private void alone(UUID tenant, ReRating.Asked asked) throws SQLException {
    try (var connection = source.getConnection()) {
      if (!locked(connection, "select pg_try_advisory_lock(hashtextextended(?, 11))", asked.id())) {
        return;
      }
      try {
        run.post(tenant, asked);
        LOG.log(Level.INFO, "re-rating {0} was posted", asked.id());
      } finally {
        locked(connection, "select pg_advisory_unlock(hashtextextended(?, 11))", asked.id());
      }
    }
  }

  private static boolean locked(Connection connection, String sql, UUID id) throws SQLException {
    try (var s = connection.prepareStatement(sql)) {
      s.setString(1, id.toString());
      try (var row = s.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
