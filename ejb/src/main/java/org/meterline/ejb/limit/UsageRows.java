package org.meterline.ejb.limit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.meterline.ejb.database.ManyRows;

/**
 * What a node stores and reads of the limits of many tenants at once, each kind in one statement:
 * in a transaction that names no tenant, or the only one.
 */
final class UsageRows {
  private static final Comparator<Stops.Stop> ORDER =
      Comparator.comparing(Stops.Stop::code)
          .thenComparing(Stops.Stop::user)
          .thenComparing(Stops.Stop::destination)
          .thenComparing(Stops.Stop::reason);

  private final Connection connection;
  private final String node;
  private final Instant at;

  UsageRows(Connection connection, String node, Instant at) {
    this.connection = connection;
    this.node = node;
    this.at = at;
  }

  /** What one tenant has new. */
  record News(Usage.Hour used, Stops.News stops) {}

  /**
   * What holds for one tenant.
   *
   * @param elsewhere what the other nodes used
   */
  record Standing(List<Limit> limits, Approvals approvals, List<Usage.Row> elsewhere) {}

  /** Stores it, in one order: other nodes store of the same tenants, and wait for each other. */
  void write(SortedMap<UUID, News> news) throws SQLException {
    ManyRows used =
        new ManyRows(
            "select write_usage(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "uuid",
            "timestamptz",
            "text",
            "text",
            "text",
            "text",
            "integer",
            "integer",
            "bigint",
            "bigint",
            "timestamptz");
    ManyRows stopped =
        new ManyRows(
            "select note_stop(t, h, c, w, d, r, n, l, i) from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " as q (t, h, c, w, d, r, n, l, i)",
            "uuid",
            "timestamptz",
            "text",
            "text",
            "text",
            "text",
            "integer",
            "timestamptz",
            "uuid");
    ManyRows asked =
        new ManyRows(
            "select ask_destination(t, d, w, a) from unnest(?, ?, ?, ?) as q (t, d, w, a)",
            "uuid",
            "text",
            "text",
            "timestamptz");
    news.forEach(
        (tenant, of) -> {
          add(used, tenant, of.used());
          add(stopped, tenant, of.stops().stopped());
          of.stops().asked().entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .forEach(one -> asked.add(tenant, one.getKey(), one.getValue(), at));
        });
    used.write(connection, null);
    stopped.write(connection, null);
    asked.write(connection, null);
  }

  private void add(ManyRows rows, UUID tenant, Usage.Hour used) {
    for (Usage.Row row : used.rows()) {
      rows.add(
          tenant,
          used.began(),
          node,
          row.key().user(),
          row.key().destination(),
          row.key().currency(),
          row.calls(),
          row.live(),
          row.settled(),
          row.held(),
          at);
    }
  }

  private void add(ManyRows rows, UUID tenant, Map<Stops.Stop, Stops.Count> stopped) {
    stopped.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ORDER))
        .forEach(
            each -> {
              Stops.Stop stop = each.getKey();
              rows.add(
                  tenant,
                  Usage.hourOf(at),
                  stop.code(),
                  stop.user(),
                  stop.destination(),
                  stop.reason(),
                  each.getValue().calls(),
                  at,
                  each.getValue().last());
            });
  }

  /** Deletes what is so old that nobody asks for it. */
  void forget(Collection<UUID> tenants, Instant before) throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement("select forget_usage(?, ?)")) {
      forget.setArray(1, array(tenants));
      forget.setObject(2, LimitRows.time(before));
      forget.execute();
    }
  }

  /** What holds for these tenants, each of which is in the answer. */
  Map<UUID, Standing> read(Collection<UUID> tenants) throws SQLException {
    Map<UUID, List<Limit>> limits = limits(tenants);
    Map<UUID, Map<String, Boolean>> approvals = approvals(tenants);
    Map<UUID, List<Usage.Row>> elsewhere = elsewhere(tenants);
    Map<UUID, Standing> standings = new HashMap<>();
    for (UUID tenant : tenants) {
      standings.put(
          tenant,
          new Standing(
              List.copyOf(limits.getOrDefault(tenant, List.of())),
              new Approvals(approvals.getOrDefault(tenant, Map.of())),
              List.copyOf(elsewhere.getOrDefault(tenant, List.of()))));
    }
    return standings;
  }

  private Map<UUID, List<Limit>> limits(Collection<UUID> tenants) throws SQLException {
    Map<UUID, List<Limit>> limits = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement("select * from limits_of(?)")) {
      select.setArray(1, array(tenants));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          of(limits, row).add(LimitRows.limit(row));
        }
      }
    }
    return limits;
  }

  private Map<UUID, Map<String, Boolean>> approvals(Collection<UUID> tenants) throws SQLException {
    Map<UUID, Map<String, Boolean>> decided = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement("select tenant, destination, state from approvals_of(?)")) {
      select.setArray(1, array(tenants));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          decided
              .computeIfAbsent(row.getObject("tenant", UUID.class), tenant -> new HashMap<>())
              .put(row.getString("destination"), row.getString("state").equals("APPROVED"));
        }
      }
    }
    return decided;
  }

  private Map<UUID, List<Usage.Row>> elsewhere(Collection<UUID> tenants) throws SQLException {
    Map<UUID, List<Usage.Row>> used = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement("select * from usage_elsewhere(?, ?, ?, ?)")) {
      select.setArray(1, array(tenants));
      select.setString(2, node);
      select.setObject(3, LimitRows.time(Usage.hourOf(at)));
      select.setObject(4, LimitRows.time(at.minus(FraudLimits.GONE)));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          of(used, row).add(LimitRows.used(row));
        }
      }
    }
    return used;
  }

  private static <T> List<T> of(Map<UUID, List<T>> lists, ResultSet row) throws SQLException {
    return lists.computeIfAbsent(row.getObject("tenant", UUID.class), tenant -> new ArrayList<>());
  }

  private Array array(Collection<UUID> tenants) throws SQLException {
    return connection.createArrayOf("uuid", tenants.toArray());
  }
}
