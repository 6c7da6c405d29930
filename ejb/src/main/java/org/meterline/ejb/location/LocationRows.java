package org.meterline.ejb.location;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.meterline.telephony.call.Place;

/** The table of locations, in a transaction of the tenant's. */
public final class LocationRows {
  private LocationRows() {}

  /** By user, the places of phones that have one of their own. */
  public static Map<String, Place> ofPhones(Connection c) throws SQLException {
    Map<String, Place> places = new HashMap<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select p.username, l.label, l.country, l.address from phone p join location l"
                    + " on l.tenant = p.tenant and l.id = p.location");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        places.put(row.getString("username"), place(row));
      }
    }
    return places;
  }

  /** Where all else is, if the tenant has said so. */
  public static Optional<Place> home(Connection c) throws SQLException {
    try (PreparedStatement select =
            c.prepareStatement("select label, country, address from location where standard");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(place(row)) : Optional.empty();
    }
  }

  private static Place place(ResultSet row) throws SQLException {
    return new Place(row.getString("label"), row.getString("country"), row.getString("address"));
  }

  /** By label. */
  static List<Location> all(Connection c) throws SQLException {
    List<Location> all = new ArrayList<>();
    try (PreparedStatement select =
            c.prepareStatement(
                "select l.id, l.label, l.country, l.address, l.standard, array(select p.username"
                    + " from phone p where p.tenant = l.tenant and p.location = l.id"
                    + " order by p.username) as users from location l order by l.label");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new Location(
                row.getObject("id", UUID.class),
                place(row),
                row.getBoolean("standard"),
                Arrays.asList((String[]) row.getArray("users").getArray())));
      }
    }
    return all;
  }

  static void put(Connection c, UUID tenant, Location location) throws SQLException {
    if (location.standard()) {
      try (PreparedStatement other =
          c.prepareStatement("update location set standard = false where standard and id <> ?")) {
        other.setObject(1, location.id());
        other.executeUpdate();
      }
    }
    try (PreparedStatement upsert =
        c.prepareStatement(
            "insert into location (tenant, id, label, country, address, standard)"
                + " values (?, ?, ?, ?, ?, ?) on conflict (tenant, id) do update set"
                + " label = excluded.label, country = excluded.country, address = excluded.address,"
                + " standard = excluded.standard")) {
      upsert.setObject(1, tenant);
      upsert.setObject(2, location.id());
      upsert.setString(3, location.place().label());
      upsert.setString(4, location.place().country());
      upsert.setString(5, location.place().address());
      upsert.setBoolean(6, location.standard());
      upsert.executeUpdate();
    }
    stand(c, location);
  }

  private static void stand(Connection c, Location location) throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update phone set location = case when username = any (?) then ?::uuid end,"
                + " version = version + 1"
                + " where (location = ?) is distinct from (username = any (?))"
                + " and (location = ? or username = any (?))")) {
      var users = c.createArrayOf("text", location.users().toArray());
      update.setArray(1, users);
      update.setObject(2, location.id());
      update.setObject(3, location.id());
      update.setArray(4, users);
      update.setObject(5, location.id());
      update.setArray(6, users);
      update.executeUpdate();
    }
  }

  static void delete(Connection c, UUID id) throws SQLException {
    try (PreparedStatement delete = c.prepareStatement("delete from location where id = ?")) {
      delete.setObject(1, id);
      delete.executeUpdate();
    }
  }
}
