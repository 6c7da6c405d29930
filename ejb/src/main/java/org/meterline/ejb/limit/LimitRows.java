package org.meterline.ejb.limit;

import java.sql.Connection;
import java.sql.PreparedStatement;
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

/** The tables of limits, in a transaction of the tenant's. */
final class LimitRows {
  private LimitRows() {}

  /** What was stopped since then, the latest first. */
  static List<Limits.Stopped> stopped(Connection c, Instant since) throws SQLException {
    List<Limits.Stopped> all = new ArrayList<>();
    try (PreparedStatement select =
        c.prepareStatement(
            "select hour, code, who, destination, reason, calls, last_at, last_call"
                + " from limit_stop where last_at >= ? order by last_at desc limit 200")) {
      select.setObject(1, time(since));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          all.add(
              new Limits.Stopped(
                  instant(row, "hour"),
                  row.getString("code"),
                  row.getString("who"),
                  row.getString("destination"),
                  row.getString("reason"),
                  row.getInt("calls"),
                  instant(row, "last_at"),
                  row.getObject("last_call", UUID.class)));
        }
      }
    }
    return all;
  }

  static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** A tenant's, the operator's first. */
  static List<Limit> limits(Connection c, UUID tenant) throws SQLException {
    List<Limit> limits = new ArrayList<>();
    try (PreparedStatement select =
        c.prepareStatement(
            "select id, ceiling, who, destination, calls, at_once, money, currency from call_limit"
                + " where tenant = ? order by ceiling desc, who, destination")) {
      select.setObject(1, tenant);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          limits.add(limit(row));
        }
      }
    }
    return limits;
  }

  /** The limit that a row of the table is. */
  static Limit limit(ResultSet row) throws SQLException {
    String currency = row.getString("currency");
    return new Limit(
        row.getObject("id", UUID.class),
        row.getBoolean("ceiling"),
        row.getString("who"),
        row.getString("destination"),
        number(row, "calls"),
        number(row, "at_once"),
        currency == null ? null : Money.of(row.getLong("money"), Currency.of(currency)));
  }

  private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  /** Writes a limit, or what it says anew. */
  static void put(Connection c, UUID tenant, Limit limit, Instant at, String by)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into call_limit (tenant, id, ceiling, who, destination, calls, at_once, money,"
                + " currency, changed, changed_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant, ceiling, who, destination) do update set"
                + " calls = excluded.calls, at_once = excluded.at_once, money = excluded.money,"
                + " currency = excluded.currency, changed = excluded.changed,"
                + " changed_by = excluded.changed_by")) {
      int i = 0;
      Money money = limit.money();
      insert.setObject(++i, tenant);
      insert.setObject(++i, limit.id());
      insert.setBoolean(++i, limit.ceiling());
      insert.setString(++i, limit.who());
      insert.setString(++i, limit.destination());
      insert.setObject(++i, limit.calls(), Types.INTEGER);
      insert.setObject(++i, limit.atOnce(), Types.INTEGER);
      insert.setObject(++i, money == null ? null : money.units(), Types.BIGINT);
      insert.setString(++i, money == null ? null : money.currency().code());
      insert.setObject(++i, time(at));
      insert.setString(++i, by);
      insert.executeUpdate();
    }
  }

  static boolean delete(Connection c, UUID tenant, UUID id, boolean ceiling) throws SQLException {
    try (PreparedStatement delete =
        c.prepareStatement("delete from call_limit where tenant = ? and id = ? and ceiling = ?")) {
      delete.setObject(1, tenant);
      delete.setObject(2, id);
      delete.setBoolean(3, ceiling);
      return delete.executeUpdate() > 0;
    }
  }

  /** What this node had written of the hour. */
  static List<Usage.Row> own(Connection c, String node, Instant hour) throws SQLException {
    return usage(
        c,
        "select who, destination, currency, calls, live, settled, held from call_usage"
            + " where hour = ? and node = ?",
        List.of(time(hour), node));
  }

  /** What all nodes used; of those that have written nothing since then, nothing is up any more. */
  static List<Usage.Row> all(Connection c, Instant hour, Instant since) throws SQLException {
    return usage(
        c,
        "select who, destination, currency, calls, case when written < ? then 0 else live end as"
            + " live, settled, held from call_usage where hour = ?",
        List.of(time(since), time(hour)));
  }

  private static List<Usage.Row> usage(Connection c, String sql, List<Object> arguments)
      throws SQLException {
    List<Usage.Row> rows = new ArrayList<>();
    try (PreparedStatement select = c.prepareStatement(sql)) {
      for (int i = 0; i < arguments.size(); i++) {
        select.setObject(i + 1, arguments.get(i));
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(used(row));
        }
      }
    }
    return rows;
  }

  /** What a row says that somebody used. */
  static Usage.Row used(ResultSet row) throws SQLException {
    return new Usage.Row(
        new Usage.Key(
            row.getString("who"), row.getString("destination"), row.getString("currency")),
        row.getInt("calls"),
        row.getInt("live"),
        row.getLong("settled"),
        row.getLong("held"));
  }
}
