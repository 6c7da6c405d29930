package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that names the tenant first, so that row-level security shows and takes that
 * tenant's rows alone. The data source must leave transactions to its user (in WildFly: {@code
 * jta="false"}).
 */
public final class BookTransaction {
  private final DataSource source;

  public BookTransaction(DataSource source) {
    this.source = source;
  }

  /** What is done within it. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Reads and writes; commits when the work returns, undoes all when it throws. */
  public <T> T write(UUID tenant, Work<T> work) throws SQLException {
    return run(tenant, false, Connection.TRANSACTION_READ_COMMITTED, work);
  }

  /** Reads one state of the tenant's rows, however long it takes. */
  public <T> T read(UUID tenant, Work<T> work) throws SQLException {
    return run(tenant, true, Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  /**
   * Works for many tenants at once: none is named, so that no row is seen or taken but by functions
   * that say whose.
   */
  public <T> T across(Work<T> work) throws SQLException {
    return run(null, false, Connection.TRANSACTION_READ_COMMITTED, work);
  }

  private <T> T run(@Nullable UUID tenant, boolean readOnly, int isolation, Work<T> work)
      throws SQLException {
    try (var connection = source.getConnection()) {
      connection.setAutoCommit(false);
      int before = connection.getTransactionIsolation();
      connection.setTransactionIsolation(isolation);
      connection.setReadOnly(readOnly);
      try {
        try (var name =
            connection.prepareStatement("select set_config('meterline.tenant', ?, true)")) {
          name.setString(1, tenant == null ? "" : tenant.toString());
          name.execute();
        }
        var result = work.with(connection);
        connection.commit();
        return result;
      } catch (Throwable e) {
        try {
          connection.rollback();
        } catch (SQLException broken) {
          e.addSuppressed(broken);
        }
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setReadOnly(false);
          connection.setTransactionIsolation(before);
          connection.setAutoCommit(true);
        }
      }
    }
  }
}
