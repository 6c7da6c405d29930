package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * What tenants' calls were charged by the operator, or that they were free, and what carriers are
 * owed for them, with where they went. In the operator's transaction; the database refuses any
 * other.
 */
final class CarriedLegs {
  private static final int AT_A_TIME = 5000;

  private CarriedLegs() {}

  /**
   * A leg.
   *
   * @param to E.164, or {@code extension} or {@code program}; empty if it went to no number
   * @param start when its price was agreed
   * @param charged to the tenant, before tax; null if nothing was to be
   * @param carrier who carried it; null if nobody is owed for it, and then there is no cost
   * @param free nothing was charged because it cost the tenant nothing by its deck
   */
  record Leg(
      String to,
      Instant start,
      long seconds,
      @Nullable Money charged,
      @Nullable Money cost,
      @Nullable UUID carrier,
      boolean free) {}

  /** Takes legs, one by one. */
  @FunctionalInterface
  interface Taker {
    void take(Leg leg) throws SQLException;
  }

  /** Who may have called: all tenants. */
  static List<UUID> tenants(Connection connection) throws SQLException {
    try (var s = connection.prepareStatement("select id from tenants()");
        var row = s.executeQuery()) {
      var tenants = new ArrayList<UUID>();
      while (row.next()) {
        tenants.add(row.getObject(1, UUID.class));
      }
      return tenants;
    }
  }

  /** Those of a tenant's calls that began from then until then; a page at a time in memory. */
  static void read(Connection connection, UUID tenant, Instant since, Instant until, Taker legs)
      throws SQLException {
    read(connection, tenant, since, until, AT_A_TIME, legs);
  }

  static void read(
      Connection connection, UUID tenant, Instant since, Instant until, int atATime, Taker legs)
      throws SQLException {
    try (var s = connection.prepareStatement("select * from carried_legs(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
      s.setObject(3, OffsetDateTime.ofInstant(until, ZoneOffset.UTC));
      s.setInt(5, atATime);
      UUID last = null;
      UUID before;
      do {
        before = last;
        s.setObject(4, last, Types.OTHER);
        try (var row = s.executeQuery()) {
          while (row.next()) {
            last = row.getObject("leg", UUID.class);
            if (row.getLong("seconds") > 0) {
              legs.take(leg(row));
            }
          }
        }
      } while (last != null && !last.equals(before));
    }
  }

  private static Leg leg(ResultSet row) throws SQLException {
    var number = row.getString("number");
    return new Leg(
        number == null ? "" : number,
        row.getObject("start", OffsetDateTime.class).toInstant(),
        row.getLong("seconds"),
        money(row, "charged", "currency"),
        money(row, "cost", "cost_currency"),
        row.getObject("carrier", UUID.class),
        row.getBoolean("free"));
  }

  private static @Nullable Money money(ResultSet row, String amount, String currency)
      throws SQLException {
    long units = row.getLong(amount);
    return row.wasNull() ? null : Money.of(units, Currency.of(row.getString(currency)));
  }
}
