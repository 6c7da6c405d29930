package org.meterline.ejb.tenant;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.billing.wallet.BooksUnavailable;

/**
 * A plain JDBC transaction in which row-level security shows one tenant's rows alone. For a data
 * source that leaves transactions to its user (in WildFly: {@code jta="false"}).
 */
public final class TenantTransaction {
  private final BookTransaction transaction;

  public TenantTransaction(DataSource source) {
    transaction = new BookTransaction(source);
  }

  /**
   * Reads and writes; commits when the work returns, undoes all when it throws.
   *
   * @throws BooksUnavailable instead of any {@link SQLException}
   */
  public <T> T write(UUID tenant, BookTransaction.Work<T> work) {
    try {
      return transaction.write(tenant, work);
    } catch (SQLException e) {
      throw new BooksUnavailable("the database refused: " + e.getMessage(), e);
    }
  }

  /**
   * The same for many tenants at once, by functions that say whose rows they see and take.
   *
   * @throws BooksRefused if it is what some tenant's row says that is refused
   * @throws BooksUnavailable instead of any other {@link SQLException}
   */
  public <T> T across(BookTransaction.Work<T> work) {
    try {
      return transaction.across(work);
    } catch (SQLException e) {
      if (BooksRefused.isWhy(e)) {
        throw new BooksRefused("the database refused a row: " + e.getMessage(), e);
      }
      throw new BooksUnavailable("the database refused: " + e.getMessage(), e);
    }
  }

  /**
   * Reads one state of the tenant's rows, however long it takes.
   *
   * @throws BooksUnavailable instead of any {@link SQLException}
   */
  public <T> T read(UUID tenant, BookTransaction.Work<T> work) {
    try {
      return transaction.read(tenant, work);
    } catch (SQLException e) {
      throw new BooksUnavailable("the database refused: " + e.getMessage(), e);
    }
  }
}
