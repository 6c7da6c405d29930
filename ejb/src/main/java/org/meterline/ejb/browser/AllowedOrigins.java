package org.meterline.ejb.browser;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** The web sites whose pages may connect as phones of the tenant. */
@Stateless
@InTenant
public class AllowedOrigins {
  private static final Pattern ORIGIN =
      Pattern.compile("https?://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[1-9][0-9]{0,4})?");

  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected AllowedOrigins() {
    this(null);
  }

  @Inject
  public AllowedOrigins(EntityManager entities) {
    this.entities = entities;
  }

  /** In order of the alphabet. */
  public List<String> list(Caller caller) {
    caller.mustBe(ADMIN);
    return entities.unwrap(Session.class).doReturningWork(AllowedOrigins::read);
  }

  /** These and no others, from now on. */
  public List<String> replace(Caller caller, List<String> origins) {
    caller.mustBe(ADMIN);
    List<String> wanted =
        origins.stream().map(o -> o.strip().toLowerCase(Locale.ROOT)).distinct().toList();
    for (String origin : wanted) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw Refused.invalid(
            "origins", "must be as browsers send them, for example https://shop.example");
      }
    }
    return entities
        .unwrap(Session.class)
        .doReturningWork(
            connection -> {
              write(connection, caller, wanted);
              return read(connection);
            });
  }

  private static List<String> read(Connection connection) throws SQLException {
    List<String> origins = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement("select origin from allowed_origin order by origin");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        origins.add(row.getString(1));
      }
    }
    return origins;
  }

  private static void write(Connection connection, Caller caller, List<String> origins)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("delete from allowed_origin where origin <> all (?)");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into allowed_origin (tenant, origin) select ?, unnest(?::text[])"
                    + " on conflict do nothing")) {
      var array = connection.createArrayOf("text", origins.toArray());
      delete.setArray(1, array);
      delete.executeUpdate();
      insert.setObject(1, caller.tenant().id());
      insert.setArray(2, array);
      insert.executeUpdate();
    }
  }
}
