package org.meterline.billing.tax;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a book deducts the tax in what its tenant buys: then that is an asset (1570), no expense.
 * Within a transaction that has named its tenant. What is changed holds for what is posted later;
 * what corrects something follows that.
 */
public final class InputTax {
  private final Connection connection;

  public InputTax(Connection connection) {
    this.connection = connection;
  }

  /** As it is said now; of a book that said nothing it is deducted. */
  public boolean deducted() throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select deducts from input_tax order by made desc limit 1");
        var row = s.executeQuery()) {
      return !row.next() || row.getBoolean(1);
    }
  }

  /**
   * Whose tax is deducted: the own country's, as another's is not the own tax office's; or none.
   */
  public Optional<String> country(UUID tenant) throws SQLException {
    try (var s = connection.prepareStatement("select country from tenant where id = ?")) {
      s.setObject(1, tenant);
      try (var row = s.executeQuery()) {
        return row.next() && deducted() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /**
   * Says it.
   *
   * @param by the subject of a token
   * @return false if there is no book
   */
  public boolean set(UUID tenant, boolean deducted, String by) throws SQLException {
    try (var s = connection.prepareStatement("select set_input_tax(?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setBoolean(2, deducted);
      s.setString(3, by);
      try (var row = s.executeQuery()) {
        return row.next() && !"NO_BOOK".equals(row.getString(1));
      }
    }
  }
}
