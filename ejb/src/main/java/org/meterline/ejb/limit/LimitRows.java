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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** A stored count of calls that were stopped. */
  record Stop(String code, String user, String destination, String reason) {}

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
          String currency = row.getString("currency");
          limits.add(
              new Limit(
                  row.getObject("id", UUID.class),
                  row.getBoolean("ceiling"),
                  row.getString("who"),
                  row.getString("destination"),
                  number(row, "calls"),
                  number(row, "at_once"),
                  currency == null ? null : Money.of(row.getLong("money"), Currency.of(currency))));
        }
      }
    }
    return limits;
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

  static Approvals approvals(Connection c) throws SQLException {
    Map<String, Boolean> decided = new HashMap<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select destination, state from destination_approval where state <> 'ASKED'");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        decided.put(row.getString(1), row.getString(2).equals("APPROVED"));
      }
    }
    return new Approvals(decided);
  }

  /** What this node had written of the hour. */
  static List<Usage.Row> own(Connection c, String node, Instant hour) throws SQLException {
    return usage(
        c,
        "select who, destination, currency, calls, live, settled, held from call_usage"
            + " where hour = ? and node = ?",
        List.of(time(hour), node));
  }

  /**
   * What the others used; of nodes that have written nothing since then, nothing is up any more.
   */
  static List<Usage.Row> others(Connection c, String node, Instant hour, Instant since)
      throws SQLException {
    return usage(
        c,
        "select who, destination, currency, calls, case when written < ? then 0 else live end,"
            + " settled, held from call_usage where hour = ? and node <> ?",
        List.of(time(since), time(hour), node));
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
          rows.add(
              new Usage.Row(
                  new Usage.Key(row.getString(1), row.getString(2), row.getString(3)),
                  row.getInt(4),
                  row.getInt(5),
                  row.getLong(6),
                  row.getLong(7)));
        }
      }
    }
    return rows;
  }

  static void write(Connection c, UUID tenant, String node, Usage.Hour used, Instant at)
      throws SQLException {
    if (used.rows().isEmpty()) {
      return;
    }
    try (PreparedStatement upsert =
        c.prepareStatement(
            "insert into call_usage (tenant, hour, node, who, destination, currency, calls, live,"
                + " settled, held, written) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant, hour, node, who, destination, currency) do update set"
                + " calls = excluded.calls, live = excluded.live, settled = excluded.settled,"
                + " held = excluded.held, written = excluded.written")) {
      for (Usage.Row row : used.rows()) {
        int i = 0;
        upsert.setObject(++i, tenant);
        upsert.setObject(++i, time(used.began()));
        upsert.setString(++i, node);
        upsert.setString(++i, row.key().user());
        upsert.setString(++i, row.key().destination());
        upsert.setString(++i, row.key().currency());
        upsert.setInt(++i, row.calls());
        upsert.setInt(++i, row.live());
        upsert.setLong(++i, row.settled());
        upsert.setLong(++i, row.held());
        upsert.setObject(++i, time(at));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** What is so old that nobody asks for it. */
  static void forget(Connection c, Instant before) throws SQLException {
    try (PreparedStatement delete = c.prepareStatement("delete from call_usage where hour < ?")) {
      delete.setObject(1, time(before));
      delete.executeUpdate();
    }
  }

  static void stopped(
      Connection c, UUID tenant, Instant hour, Stop stop, int calls, Instant at, UUID call)
      throws SQLException {
    try (PreparedStatement note =
        c.prepareStatement("select note_stop(?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      int i = 0;
      note.setObject(++i, tenant);
      note.setObject(++i, time(hour));
      note.setString(++i, stop.code());
      note.setString(++i, stop.user());
      note.setString(++i, stop.destination());
      note.setString(++i, stop.reason());
      note.setInt(++i, calls);
      note.setObject(++i, time(at));
      note.setObject(++i, call);
      note.execute();
    }
  }

  static void asked(Connection c, UUID tenant, String destination, String by, Instant at)
      throws SQLException {
    try (PreparedStatement ask = c.prepareStatement("select ask_destination(?, ?, ?, ?)")) {
      ask.setObject(1, tenant);
      ask.setString(2, destination);
      ask.setString(3, by);
      ask.setObject(4, time(at));
      ask.execute();
    }
  }
}
