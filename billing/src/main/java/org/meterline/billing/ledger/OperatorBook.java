package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.money.Currency;

/** The operator's book beside the tenants', and what passes between them. */
public final class OperatorBook {
  /** The operator's own id: there is one in each Meterline. */
  public static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");

  private final DataSource source;

  /**
   * @param source connections of the application's user, in autocommit, outside any tenant's
   *     transaction
   */
  public OperatorBook(DataSource source) {
    this.source = source;
  }

  /** One of all the books. */
  public record Book(
      UUID tenant, String alias, Currency currency, ZoneId zone, boolean operators) {}

  /** Opens it; false when it is there already. */
  public boolean open(String name, ZoneId zone, String country, Currency currency)
      throws SQLException {
    try (var connection = source.getConnection();
        var s = connection.prepareStatement("select open_operator_book(?, ?, ?, ?, ?)")) {
      s.setObject(1, ID);
      s.setString(2, name);
      s.setString(3, zone.getId());
      s.setString(4, country);
      s.setString(5, currency.code());
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Posts both halves in one commit, or neither. */
  public Passage.Outcome pass(Passage passage) throws SQLException {
    try (var connection = source.getConnection();
        var s = connection.prepareStatement("select pass_between(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, passage.id());
      s.setObject(2, passage.from());
      s.setString(3, passage.fromAccount());
      s.setObject(4, passage.to());
      s.setString(5, passage.toAccount());
      s.setString(6, passage.amount().currency().code());
      s.setLong(7, passage.amount().units());
      s.setString(8, passage.description());
      s.setString(9, passage.by());
      s.setObject(10, OffsetDateTime.ofInstant(passage.at(), ZoneOffset.UTC));
      try (var row = s.executeQuery()) {
        row.next();
        return Passage.Outcome.valueOf(row.getString(1));
      }
    }
  }

  /** Every book of this Meterline. */
  public static List<Book> all(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select tenant, alias, currency, time_zone, operator from all_books()");
        var row = s.executeQuery()) {
      var books = new ArrayList<Book>();
      while (row.next()) {
        books.add(
            new Book(
                row.getObject(1, UUID.class),
                row.getString(2),
                Currency.of(row.getString(3)),
                ZoneId.of(row.getString(4)),
                row.getBoolean(5)));
      }
      return books;
    }
  }
}
