package org.meterline.ejb.location;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
                "select l.id, l.label, l.country, l.address, l.standard, l.version,"
                    + " array(select p.username"
                    + " from phone p where p.tenant = l.tenant and p.location = l.id"
                    + " order by p.username) as users from location l order by l.label");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        all.add(
            new Location(
                row.getObject("id", UUID.class),
                place(row),
                row.getBoolean("standard"),
                Arrays.asList((String[]) row.getArray("users").getArray()),
                row.getInt("version")));
      }
    }
    return all;
  }

  /** Writes a new location. */
  static void insert(Connection c, UUID tenant, UUID id, Locations.Draft draft)
      throws SQLException {
    makeWay(c, id, draft);
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into location (label, country, address, standard, tenant, id)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      set(insert, draft);
      insert.setObject(5, tenant);
      insert.setObject(6, id);
      insert.executeUpdate();
    }
    stand(c, id, draft.users());
  }

  /**
   * Writes a location in the place of the one of that id.
   *
   * @param read the version of that one; null: whichever it is
   * @return false when it was changed since, or is gone
   */
  static boolean update(Connection c, UUID id, Locations.Draft draft, @Nullable Integer read)
      throws SQLException {
    makeWay(c, id, draft);
    try (PreparedStatement update =
        c.prepareStatement(
            "update location set label = ?, country = ?, address = ?, standard = ?,"
                + " version = version + 1 where id = ? and version = coalesce(?, version)")) {
      set(update, draft);
      update.setObject(5, id);
      update.setObject(6, read, Types.INTEGER);
      if (update.executeUpdate() == 0) {
        return false;
      }
    }
    stand(c, id, draft.users());
    return true;
  }

  private static void makeWay(Connection c, UUID id, Locations.Draft draft) throws SQLException {
    // A change may touch any: two at once wait for each other in one order.
    try (PreparedStatement all =
        c.prepareStatement("select id from location order by id for no key update")) {
      all.execute();
    }
    if (draft.standard()) {
      try (PreparedStatement other =
          c.prepareStatement(
              "update location set standard = false, version = version + 1"
                  + " where standard and id <> ?")) {
        other.setObject(1, id);
        other.executeUpdate();
      }
    }
  }

  private static void set(PreparedStatement written, Locations.Draft draft) throws SQLException {
    written.setString(1, draft.place().label());
    written.setString(2, draft.place().country());
    written.setString(3, draft.place().address());
    written.setBoolean(4, draft.standard());
  }

  private static void stand(Connection c, UUID id, List<String> standing) throws SQLException {
    var users = c.createArrayOf("text", standing.toArray());
    try (PreparedStatement left =
        c.prepareStatement(
            "update location set version = version + 1 where id <> ?"
                + " and id in (select location from phone where username = any (?))")) {
      left.setObject(1, id);
      left.setArray(2, users);
      left.executeUpdate();
    }
    try (PreparedStatement update =
        c.prepareStatement(
            "update phone set location = case when username = any (?) then ?::uuid end,"
                + " version = version + 1"
                + " where (location = ?) is distinct from (username = any (?))"
                + " and (location = ? or username = any (?))")) {
      update.setArray(1, users);
      update.setObject(2, id);
      update.setObject(3, id);
      update.setArray(4, users);
      update.setObject(5, id);
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
