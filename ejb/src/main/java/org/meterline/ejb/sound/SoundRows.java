package org.meterline.ejb.sound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.meterline.telephony.speech.OwnSounds;

/** The rows of one tenant's sounds, in a transaction that has named the tenant. */
public final class SoundRows {
  private static final String SEEN =
      "select s.name, s.sha256, s.bytes, s.millis, s.changed, s.changed_by,"
          + " (select count(*) from recording_rule r where r.sound = s.name) as rules,"
          + " exists (select from music_on_hold m where m.sound = s.name) as on_hold from sound s";

  private SoundRows() {}

  /** Digests by name: what calls have to know. */
  public static Map<String, String> versions(Connection c) throws SQLException {
    Map<String, String> versions = new HashMap<>();
    try (PreparedStatement select = c.prepareStatement("select name, sha256 from sound");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        versions.put(row.getString(1), row.getString(2));
      }
    }
    return versions;
  }

  /**
   * How long a sound is that is to be heard elsewhere; until the transaction ends it is neither
   * changed nor removed.
   */
  public static Optional<Duration> used(Connection c, String name) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement("select millis from sound where name = ? for share")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(Duration.ofMillis(row.getLong(1))) : Optional.empty();
      }
    }
  }

  /** By name. */
  static List<SoundSeen> all(Connection c) throws SQLException {
    try (PreparedStatement select = c.prepareStatement(SEEN + " order by s.name")) {
      return seen(select);
    }
  }

  /** One; until the transaction ends nobody else changes it, or has it heard anew. */
  static Optional<SoundSeen> locked(Connection c, String name) throws SQLException {
    try (PreparedStatement lock =
        c.prepareStatement("select from sound where name = ? for update")) {
      lock.setString(1, name);
      lock.execute();
    }
    try (PreparedStatement select = c.prepareStatement(SEEN + " where s.name = ?")) {
      select.setString(1, name);
      return seen(select).stream().findFirst();
    }
  }

  private static List<SoundSeen> seen(PreparedStatement select) throws SQLException {
    List<SoundSeen> all = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new SoundSeen(
                row.getString("name"),
                row.getString("sha256"),
                row.getInt("bytes"),
                Duration.ofMillis(row.getLong("millis")),
                row.getInt("rules"),
                row.getBoolean("on_hold"),
                row.getObject("changed", OffsetDateTime.class).toInstant(),
                row.getString("changed_by")));
      }
    }
    return all;
  }

  static Optional<OwnSounds.Content> content(Connection c, String name) throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement("select sha256, content from sound where name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new OwnSounds.Content(row.getString(1), row.getBytes(2)))
            : Optional.empty();
      }
    }
  }

  /** What there is beside one. */
  record Total(int files, long bytes) {}

  /** Whoever hands something in for the same tenant waits until the transaction ends. */
  static Total others(Connection c, UUID tenant, String name) throws SQLException {
    try (PreparedStatement lock =
        c.prepareStatement("select pg_advisory_xact_lock(hashtextextended('sounds ' || ?, 0))")) {
      lock.setString(1, tenant.toString());
      lock.execute();
    }
    try (PreparedStatement select =
        c.prepareStatement("select count(*), coalesce(sum(bytes), 0) from sound where name <> ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Total(row.getInt(1), row.getLong(2));
      }
    }
  }

  /** Writes one, new or in place of what was there. */
  public static void put(
      Connection c,
      UUID tenant,
      String name,
      String sha256,
      byte[] content,
      Duration length,
      Instant at,
      String by)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into sound (tenant, name, sha256, content, bytes, millis, changed, changed_by)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant, name) do update set"
                + " sha256 = excluded.sha256, content = excluded.content, bytes = excluded.bytes,"
                + " millis = excluded.millis, changed = excluded.changed, changed_by ="
                + " excluded.changed_by")) {
      insert.setObject(1, tenant);
      insert.setString(2, name);
      insert.setString(3, sha256);
      insert.setBytes(4, content);
      insert.setInt(5, content.length);
      insert.setLong(6, length.toMillis());
      insert.setObject(7, at.atOffset(ZoneOffset.UTC));
      insert.setString(8, by);
      insert.executeUpdate();
    }
  }

  static void delete(Connection c, String name) throws SQLException {
    try (PreparedStatement delete = c.prepareStatement("delete from sound where name = ?")) {
      delete.setString(1, name);
      delete.executeUpdate();
    }
  }
}
