package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;

/** The currencies of a book. Within a transaction that has named its tenant. */
public final class BookCurrencies {
  private BookCurrencies() {}

  /** What the book keeps, its own one first, then by code. */
  public static List<Currency> kept(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select a.currency, b.currency = a.currency as own
                from account a join book b on b.tenant = a.tenant
                where a.code = '2100' and a.currency <> 'SEC' order by own desc, a.currency
                """);
        var row = s.executeQuery()) {
      var kept = new ArrayList<Currency>();
      while (row.next()) {
        kept.add(Currency.of(row.getString(1)));
      }
      return kept;
    }
  }

  /**
   * Opens the book's chart once more in a currency, for good.
   *
   * @return false if it is kept already
   * @throws IllegalArgumentException when it is no money, or the tenant has no book
   */
  public static boolean open(Connection connection, UUID tenant, Currency currency)
      throws SQLException {
    try (var s = connection.prepareStatement("select open_currency(?, ?)")) {
      s.setObject(1, tenant);
      s.setString(2, currency.code());
      try (var row = s.executeQuery()) {
        row.next();
        return switch (row.getString(1)) {
          case "OPENED" -> true;
          case "REPEATED" -> false;
          default -> throw new IllegalArgumentException("no book can be opened in " + currency);
        };
      }
    }
  }
}
