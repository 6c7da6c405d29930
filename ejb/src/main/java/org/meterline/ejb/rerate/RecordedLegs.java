package org.meterline.ejb.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rerate.RecordedLeg;

/** Where legs went and how long they were, from the records of calls. */
public final class RecordedLegs {
  // started seconds count whole; an answered leg that used no grant was charged for none
  private static final String SQL =
      """
      select id, case when destination ~ '^[+]?[0-9]+$' then destination end as number,
             case when answered is null then 0 else ceil(charged_millis / 1000.0) end as seconds,
             ended
      from call_leg where call = any (?)
      """;

  private RecordedLegs() {}

  /** By leg of these calls; absent for what has no record. */
  public static Map<UUID, RecordedLeg> of(Connection connection, Collection<UUID> calls)
      throws SQLException {
    try (var s = connection.prepareStatement(SQL)) {
      s.setArray(1, connection.createArrayOf("uuid", calls.toArray()));
      var found = new HashMap<UUID, RecordedLeg>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getObject("id", UUID.class),
              new RecordedLeg(
                  row.getString("number"),
                  row.getLong("seconds"),
                  instant(row.getObject("ended", OffsetDateTime.class))));
        }
      }
      return found;
    }
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
