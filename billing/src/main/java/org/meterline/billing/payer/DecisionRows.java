package org.meterline.billing.payer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Stored decisions, within a transaction that has named its tenant. */
public final class DecisionRows {
  private DecisionRows() {}

  /**
   * A decision about a leg, or about a part of it after it was handed over.
   *
   * @param id the leg's or the segment's: see {@link Segment}
   * @param after seconds of the leg when the segment begins
   * @param decision JSON
   */
  public record Stored(
      UUID id, UUID call, UUID leg, int segment, long after, Instant made, String decision) {}

  /** Writes decisions; one that is there stays as it is. */
  public static void write(Connection connection, UUID tenant, List<Stored> decisions)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into payer_decision (tenant, id, call, leg, segment, after_seconds, made, decision)
            select ?, id, call, leg, segment, after, made, decision::jsonb
            from unnest(?, ?, ?, ?, ?, ?, ?)
              as d (id, call, leg, segment, after, made, decision)
            on conflict do nothing
            """)) {
      s.setObject(1, tenant);
      column(s, 2, "uuid", decisions, Stored::id);
      column(s, 3, "uuid", decisions, Stored::call);
      column(s, 4, "uuid", decisions, Stored::leg);
      column(s, 5, "smallint", decisions, Stored::segment);
      column(s, 6, "bigint", decisions, Stored::after);
      column(s, 7, "timestamptz", decisions, d -> d.made().toString());
      column(s, 8, "text", decisions, Stored::decision);
      s.executeUpdate();
    }
  }

  private static void column(
      PreparedStatement s,
      int index,
      String type,
      List<Stored> rows,
      Function<Stored, Object> value)
      throws SQLException {
    s.setArray(index, s.getConnection().createArrayOf(type, rows.stream().map(value).toArray()));
  }

  /** Which leg a segment is of, if it was decided on. */
  public static Optional<UUID> leg(Connection connection, UUID segment) throws SQLException {
    try (var s = connection.prepareStatement("select leg from payer_decision where id = ?")) {
      s.setObject(1, segment);
      try (var row = s.executeQuery()) {
        return row.next() ? Optional.of(row.getObject("leg", UUID.class)) : Optional.empty();
      }
    }
  }

  /** A call's decisions, in the order in which they were made. */
  public static List<Stored> of(Connection connection, UUID call) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select id, call, leg, segment, after_seconds, made, decision::text
            from payer_decision where call = ? order by made, segment, id
            """)) {
      s.setObject(1, call);
      var found = new ArrayList<Stored>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new Stored(
                  row.getObject(1, UUID.class),
                  row.getObject(2, UUID.class),
                  row.getObject(3, UUID.class),
                  row.getInt(4),
                  row.getLong(5),
                  row.getObject(6, OffsetDateTime.class).toInstant(),
                  row.getString(7)));
        }
      }
      return found;
    }
  }
}
