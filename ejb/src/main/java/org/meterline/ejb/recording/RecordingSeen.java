package org.meterline.ejb.recording;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recording, or the line that says that it was erased.
 *
 * @param whole of the whole call; else of the leg
 * @param callee who or what the call went to
 * @param reason why it ended; null while it runs
 * @param deletedBy an email, or {@code retention}
 * @param rule that asked for it; null if a person or a program did
 * @param because whose rule, for people
 * @param consent how those who talk agreed; see {@link org.meterline.ejb.record.RuledRecording}
 */
public record RecordingSeen(
    UUID id,
    UUID call,
    UUID leg,
    boolean whole,
    String askedBy,
    int channels,
    String caller,
    @Nullable String callee,
    Instant began,
    @Nullable Instant ended,
    @Nullable String reason,
    long millis,
    long maskedMillis,
    long lostMillis,
    long bytes,
    @Nullable String sha256,
    Instant expires,
    @Nullable Instant deleted,
    @Nullable String deletedBy,
    String path,
    String node,
    @Nullable UUID rule,
    @Nullable String because,
    @Nullable String consent) {
  static final String COLUMNS =
      "r.id, r.call, r.leg, r.whole, r.asked_by, r.channels, c.caller, c.callee, r.began, r.ended,"
          + " r.reason, r.millis, r.masked_millis, r.lost_millis, r.bytes, r.sha256, r.expires,"
          + " r.deleted, r.deleted_by, r.path, c.node, r.rule, r.because, r.consent";

  static RecordingSeen of(ResultSet row) throws SQLException {
    return new RecordingSeen(
        row.getObject("id", UUID.class),
        row.getObject("call", UUID.class),
        row.getObject("leg", UUID.class),
        row.getBoolean("whole"),
        row.getString("asked_by"),
        row.getInt("channels"),
        row.getString("caller"),
        row.getString("callee"),
        row.getObject("began", OffsetDateTime.class).toInstant(),
        instant(row, "ended"),
        row.getString("reason"),
        row.getLong("millis"),
        row.getLong("masked_millis"),
        row.getLong("lost_millis"),
        row.getLong("bytes"),
        row.getString("sha256"),
        row.getObject("expires", OffsetDateTime.class).toInstant(),
        instant(row, "deleted"),
        row.getString("deleted_by"),
        row.getString("path"),
        row.getString("node"),
        row.getObject("rule", UUID.class),
        row.getString("because"),
        row.getString("consent"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /** Whether there is something to be heard. */
  public boolean audible() {
    return deleted == null && ended != null && bytes > 0;
  }
}
