package org.meterline.ejb.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Where legs went, from the records of calls. */
final class DialledNumbers {
  private DialledNumbers() {}

  /** By leg of these calls; absent for what has no record, or no number. */
  static Map<UUID, String> of(Connection connection, Collection<UUID> calls) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select id, destination from call_leg"
                + " where call = any (?) and destination ~ '^[+]?[0-9]+$'")) {
      s.setArray(1, connection.createArrayOf("uuid", calls.toArray()));
      var found = new HashMap<UUID, String>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.put(row.getObject(1, UUID.class), row.getString(2));
        }
      }
      return found;
    }
  }
}
