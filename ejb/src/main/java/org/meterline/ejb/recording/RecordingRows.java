package org.meterline.ejb.recording;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.recording.Recorded;

/** The rows of one tenant's recordings, in a transaction that has named the tenant. */
public final class RecordingRows {
  private static final String FROM =
      "select "
          + RecordingSeen.COLUMNS
          + " from recording r join call_record c on c.tenant = r.tenant and c.id = r.call";
  private static final String OF_WALLET =
      " and (?::uuid is null or c.caller_wallet = ? or c.callee_wallet = ?)";

  private RecordingRows() {}

  /**
   * Which recordings.
   *
   * @param call of this call alone
   * @param with a part of a caller's or callee's number or name
   * @param from begun then or later; {@code until}, before then
   */
  public record Wanted(
      @Nullable UUID call, @Nullable String with, @Nullable Instant from, @Nullable Instant until) {
    public static final Wanted ALL = new Wanted(null, null, null, null);
  }

  /** Somebody heard it. */
  public record Download(Instant at, String email) {}

  static List<RecordingSeen> list(
      Connection c, Wanted wanted, @Nullable UUID wallet, @Nullable UUID before, int rows)
      throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            FROM
                + " where (?::uuid is null or r.call = ?) and (?::uuid is null or r.id < ?)"
                + " and (?::text is null or strpos(lower(c.caller), ?) > 0"
                + " or strpos(lower(coalesce(c.callee, c.dialled)), ?) > 0)"
                + " and (?::timestamptz is null or r.began >= ?)"
                + " and (?::timestamptz is null or r.began < ?)"
                + OF_WALLET
                + " order by r.id desc limit ?")) {
      String with = wanted.with() == null ? null : wanted.with().toLowerCase(Locale.ROOT);
      int at = 0;
      at = set(select, at, 2, wanted.call());
      at = set(select, at, 2, before);
      at = set(select, at, 3, with);
      at = set(select, at, 2, time(wanted.from()));
      at = set(select, at, 2, time(wanted.until()));
      at = set(select, at, 3, wallet);
      select.setInt(at + 1, rows);
      return seen(select);
    }
  }

  static Optional<RecordingSeen> find(Connection c, UUID id, @Nullable UUID wallet)
      throws SQLException {
    try (PreparedStatement select = c.prepareStatement(FROM + " where r.id = ?" + OF_WALLET)) {
      int at = set(select, 0, 1, id);
      var _ = set(select, at, 3, wallet);
      return seen(select).stream().findFirst();
    }
  }

  private static int set(PreparedStatement s, int at, int times, @Nullable Object value)
      throws SQLException {
    for (int i = 1; i <= times; i++) {
      s.setObject(at + i, value);
    }
    return at + times;
  }

  private static List<RecordingSeen> seen(PreparedStatement select) throws SQLException {
    List<RecordingSeen> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.add(RecordingSeen.of(row));
      }
    }
    return found;
  }

  static int heard(
      Connection c, UUID tenant, UUID id, UUID recording, Instant at, String subject, String email)
      throws SQLException {
    return update(
        c,
        "insert into recording_download (tenant, id, recording, at, subject, email)"
            + " values (?, ?, ?, ?, ?, ?)",
        tenant,
        id,
        recording,
        offset(at),
        subject,
        email);
  }

  /** Whether it is noted that somebody has heard it since then. */
  static boolean hears(Connection c, UUID recording, String subject, Instant since)
      throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            "select exists (select from recording_download where recording = ? and at > ?"
                + " and subject = ?)")) {
      select.setObject(1, recording);
      select.setObject(2, offset(since));
      select.setString(3, subject);
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  static List<Download> downloads(Connection c, UUID recording) throws SQLException {
    List<Download> found = new ArrayList<>();
    try (PreparedStatement select =
        c.prepareStatement(
            "select at, email from recording_download where recording = ?"
                + " order by at desc limit 100")) {
      select.setObject(1, recording);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Download(row.getObject(1, OffsetDateTime.class).toInstant(), row.getString(2)));
        }
      }
    }
    return found;
  }

  static int delete(Connection c, UUID id, Instant at, String by) throws SQLException {
    return update(
        c,
        "update recording set deleted = ?, deleted_by = ? where id = ? and deleted is null",
        offset(at),
        by,
        id);
  }

  static RecordingTerms.InForce terms(Connection c) throws SQLException {
    try (PreparedStatement select =
            c.prepareStatement(
                "select retention_days, members_hear_own, supervision_tone, version"
                    + " from recording_terms");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? new RecordingTerms.InForce(
              new RecordingTerms(row.getInt(1), row.getBoolean(2), row.getBoolean(3)),
              row.getInt(4))
          : new RecordingTerms.InForce(RecordingTerms.USUAL, 0);
    }
  }

  /**
   * Keeps terms in the place of those before.
   *
   * @param read the version of those, 0 for the usual ones; null: whichever they are
   * @return false when others were kept since
   */
  static boolean keep(Connection c, UUID tenant, RecordingTerms terms, @Nullable Integer read)
      throws SQLException {
    int kept =
        update(
            c,
            "insert into recording_terms as t"
                + " (tenant, retention_days, members_hear_own, supervision_tone)"
                + " values (?, ?, ?, ?) on conflict (tenant) do update set retention_days ="
                + " excluded.retention_days, members_hear_own = excluded.members_hear_own,"
                + " supervision_tone = excluded.supervision_tone, version = t.version + 1"
                + " where t.version = coalesce(?::integer, t.version)",
            tenant,
            terms.retentionDays(),
            terms.membersHearOwn(),
            terms.supervisionTone(),
            read);
    if (kept == 0) {
      return false;
    }
    update(
        c,
        "update recording set expires = began + make_interval(days => ?) where deleted is null",
        terms.retentionDays());
    return true;
  }

  // --- Those whose file nobody waited for

  /**
   * Those that ended without the digest of their file, the next after that one.
   *
   * @param node whose calls' they are; null: any's
   */
  static List<RecordingSeen> unfinished(
      Connection c, @Nullable String node, @Nullable UUID after, int most) throws SQLException {
    return ofNode(
        c,
        "r.ended is not null and r.sha256 is null and r.deleted is null and r.reason <> 'lost'",
        node,
        after,
        most);
  }

  static int finish(Connection c, Recorded found) throws SQLException {
    return update(
        c,
        "update recording set millis = ?, bytes = ?, sha256 = ? where id = ? and sha256 is null",
        found.length().toMillis(),
        found.bytes(),
        found.sha256(),
        found.id());
  }

  // --- The sweep

  /** Marks those whose time is over. */
  static int expire(Connection c, Instant now) throws SQLException {
    return update(
        c,
        "update recording set deleted = ?, deleted_by = 'retention'"
            + " where expires <= ? and ended is not null and deleted is null",
        offset(now),
        offset(now));
  }

  /** Those that are marked and still have a file on some node, the next after that one. */
  static List<RecordingSeen> marked(Connection c, @Nullable UUID after, int most)
      throws SQLException {
    return ofNode(c, "r.deleted is not null and r.removed is null", null, after, most);
  }

  /**
   * @param node null: of any
   */
  private static List<RecordingSeen> ofNode(
      Connection c, String which, @Nullable String node, @Nullable UUID after, int most)
      throws SQLException {
    try (PreparedStatement select =
        c.prepareStatement(
            FROM
                + " where "
                + which
                + " and (?::text is null or c.node = ?) and (?::uuid is null or r.id > ?)"
                + " order by r.id limit ?")) {
      int at = set(select, 0, 2, node);
      at = set(select, at, 2, after);
      select.setInt(at + 1, most);
      return seen(select);
    }
  }

  static int removed(Connection c, UUID id, Instant at) throws SQLException {
    return update(c, "update recording set removed = ? where id = ?", offset(at), id);
  }

  static int update(Connection c, String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement update = c.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      return update.executeUpdate();
    }
  }

  static OffsetDateTime offset(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : offset(at);
  }
}
