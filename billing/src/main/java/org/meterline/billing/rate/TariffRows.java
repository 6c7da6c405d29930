package org.meterline.billing.rate;

import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/** Decks and their lines in the database, within a transaction that has named its tenant. */
public final class TariffRows {
  private TariffRows() {}

  /**
   * Reads a tariff from a row with the columns of {@code rate} and {@code currency} and {@code
   * rounding} of its deck.
   */
  public static Tariff read(ResultSet row) throws SQLException {
    return new Tariff(
        row.getObject("deck", UUID.class),
        row.getInt("line"),
        row.getString("prefix"),
        row.getString("destination"),
        Currency.of(row.getString("currency")),
        row.getBigDecimal("per_minute"),
        row.getBigDecimal("connect_fee"),
        row.getInt("initial_seconds"),
        row.getInt("increment_seconds"),
        row.getBoolean("blocked"),
        RoundingMode.valueOf(row.getString("rounding")));
  }

  /** The id of the retail deck in force: of those that are, the one that began last. */
  public static Optional<UUID> inForce(Connection connection, Instant at) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select id from rate_deck
            where relation = 'RETAIL' and valid_from <= ? and (valid_until is null or valid_until > ?)
            order by valid_from desc, version desc, id desc limit 1
            """)) {
      var when = OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
      s.setObject(1, when);
      s.setObject(2, when);
      try (var row = s.executeQuery()) {
        return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
      }
    }
  }

  /** Reads and compiles a deck. */
  public static @Nullable RateDeck deck(Connection connection, UUID id) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select r.*, d.currency, d.rounding
            from rate r join rate_deck d on d.tenant = r.tenant and d.id = r.deck
            where r.deck = ? order by r.line
            """)) {
      s.setFetchSize(5000);
      s.setObject(1, id);
      List<Tariff> tariffs = new ArrayList<>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          tariffs.add(read(row));
        }
      }
      return tariffs.isEmpty()
          ? null
          : RateDeck.compile(id, tariffs.getFirst().currency(), tariffs);
    }
  }

  /** Writes a new version of a deck; its id is in its tariffs. */
  public static void write(
      Connection connection, UUID tenant, String name, int version, Instant from, RateDeck deck)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into rate_deck (tenant, id, name, version, currency, rounding, valid_from)
            values (?, ?, ?, ?, ?, ?, ?)
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, deck.id());
      s.setString(3, name);
      s.setInt(4, version);
      s.setString(5, deck.currency().code());
      s.setString(6, deck.tariffs().getFirst().rounding().name());
      s.setObject(7, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
      s.executeUpdate();
    }
    try (var s =
        connection.prepareStatement(
            """
            insert into rate (tenant, deck, line, prefix, destination, per_minute, connect_fee,
              initial_seconds, increment_seconds, blocked)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      for (var tariff : deck.tariffs()) {
        s.setObject(1, tenant);
        s.setObject(2, deck.id());
        s.setInt(3, tariff.line());
        s.setString(4, tariff.prefix());
        s.setString(5, tariff.destination());
        s.setBigDecimal(6, tariff.perMinute());
        s.setBigDecimal(7, tariff.connectFee());
        s.setInt(8, tariff.initialSeconds());
        s.setInt(9, tariff.incrementSeconds());
        s.setBoolean(10, tariff.blocked());
        s.addBatch();
      }
      s.executeBatch();
    }
  }
}
