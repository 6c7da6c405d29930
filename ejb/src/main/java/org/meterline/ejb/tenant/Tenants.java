package org.meterline.ejb.tenant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.telephony.call.Domain;

/** Reads the table of tenants, which belongs to no tenant. */
public final class Tenants {
  private Tenants() {}

  /** All of them, by alias; the operator is none. */
  public static List<Tenant> all(Connection connection) throws SQLException {
    List<Tenant> tenants = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "select id, name, alias, domain, time_zone, country, suspended, support from tenants()");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        tenants.add(tenant(row));
      }
    }
    return tenants;
  }

  /**
   * The operator, once it has a book: its people sign in as a tenant's do, but its domain does not
   * resolve and no phone is in it. Names it to the transaction.
   */
  public static Optional<Tenant> operator(Connection connection) throws SQLException {
    CurrentTenant.name(connection, OperatorBook.ID);
    try (PreparedStatement select =
            connection.prepareStatement(
                "select id, name, alias, domain, time_zone, country, suspended, support"
                    + " from tenant where operator");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(tenant(row)) : Optional.empty();
    }
  }

  /**
   * Stops a tenant's calls, or lets them be again; in a transaction of the operator.
   *
   * @param support the user whom calls from outside reach all the same; null for nobody
   * @return whether there is such a tenant
   */
  public static boolean suspend(
      Connection connection, UUID tenant, boolean suspended, @Nullable String support)
      throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("select suspend_tenant(?, ?, ?)")) {
      call.setObject(1, tenant);
      call.setBoolean(2, suspended);
      call.setString(3, support);
      try (ResultSet row = call.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Tenant tenant(ResultSet row) throws SQLException {
    return new Tenant(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("alias"),
        new Domain(row.getString("domain")),
        ZoneId.of(row.getString("time_zone")),
        row.getString("country"),
        row.getBoolean("suspended"),
        row.getString("support"));
  }
}
