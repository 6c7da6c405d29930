package org.meterline.ejb.phone;

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

/** Reads the registrations of phones in the tenant that the transaction has named. */
final class Registrations {
  private Registrations() {}

  static List<Registration> of(Connection connection, List<UUID> phones, Instant now)
      throws SQLException {
    List<Registration> found = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select phone, contact, source, transport, user_agent, expires from binding"
                + " where phone = any (?) and expires > ? order by phone, expires desc")) {
      select.setArray(1, connection.createArrayOf("uuid", phones.toArray()));
      select.setObject(2, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new Registration(
                  row.getObject("phone", UUID.class),
                  row.getString("contact"),
                  row.getString("source"),
                  row.getString("transport"),
                  row.getString("user_agent"),
                  row.getObject("expires", OffsetDateTime.class).toInstant()));
        }
      }
    }
    return found;
  }
}
