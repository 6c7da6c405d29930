package org.meterline.ejb.tenant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.meterline.telephony.call.Domain;

/** Reads the table of tenants, which belongs to no tenant. */
public final class Tenants {
  private Tenants() {}

  /** All of them, by alias. */
  public static List<Tenant> all(Connection connection) throws SQLException {
    List<Tenant> tenants = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select id, name, alias, domain, time_zone, country from tenants()");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        tenants.add(
            new Tenant(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("alias"),
                new Domain(row.getString("domain")),
                ZoneId.of(row.getString("time_zone")),
                row.getString("country")));
      }
    }
    return tenants;
  }
}
