package org.meterline.ejb.guard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.guard.Prefix;

/**
 * A source as it is stored.
 *
 * @param allowed never limited nor banned; else banned
 * @param by who wrote it down; null: the engine learned it
 * @param until null: for good
 */
public record GuardedSource(
    UUID id,
    Prefix source,
    boolean allowed,
    String why,
    @Nullable String by,
    Instant since,
    @Nullable Instant until) {
  Ban ban() {
    return new Ban(source, why, by, since, until);
  }

  /** Those of the operator that a transaction was named; the latest first. */
  static List<GuardedSource> all(Connection connection) throws SQLException {
    List<GuardedSource> all = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select id, source, allowed, why, made_by, since, until from guarded_source"
                    + " order by since desc, source");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        OffsetDateTime until = row.getObject("until", OffsetDateTime.class);
        all.add(
            new GuardedSource(
                row.getObject("id", UUID.class),
                Prefix.parse(row.getString("source")),
                row.getBoolean("allowed"),
                row.getString("why"),
                row.getString("made_by"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                until == null ? null : until.toInstant()));
      }
    }
    return all;
  }

  /** False if there is a row for the source already. */
  boolean insert(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into guarded_source (id, source, allowed, why, made_by, since, until)"
                + " values (?, ?, ?, ?, ?, ?, ?) on conflict (source) do nothing")) {
      insert.setObject(1, id);
      insert.setString(2, source.toString());
      insert.setBoolean(3, allowed);
      insert.setString(4, why);
      insert.setString(5, by);
      insert.setObject(6, since.atOffset(ZoneOffset.UTC));
      insert.setObject(7, until == null ? null : until.atOffset(ZoneOffset.UTC));
      return insert.executeUpdate() == 1;
    }
  }

  static void deleteOver(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from guarded_source where until <= ?")) {
      delete.setObject(1, now.atOffset(ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }
}
