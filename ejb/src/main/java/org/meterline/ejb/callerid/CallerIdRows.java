package org.meterline.ejb.callerid;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.E164;

/** The table of caller ids, in a transaction of the tenant's or the operator's. */
public final class CallerIdRows {
  /** A code may be entered so often. */
  static final int TRIES = 5;

  private static final String ALL =
      "select id, number, added, added_by, how, note, verified, verified_by, until, way, call,"
          + " expires, tries from caller_id where tenant = ?";

  private CallerIdRows() {}

  /** Those that may be shown, and until when; at all times, of the transaction's tenant. */
  public static Map<E164, Instant> verified(Connection c, UUID tenant) throws SQLException {
    Map<E164, Instant> verified = new HashMap<>();
    try (PreparedStatement select =
        c.prepareStatement(
            "select number, until from caller_id where tenant = ? and verified is not null")) {
      select.setObject(1, tenant);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Instant until = instant(row, "until");
          verified.put(new E164(row.getString("number")), until == null ? Instant.MAX : until);
        }
      }
    }
    return verified;
  }

  static List<CallerId> all(Connection c, UUID tenant) throws SQLException {
    List<CallerId> all = new ArrayList<>();
    try (PreparedStatement select = c.prepareStatement(ALL + " order by number")) {
      select.setObject(1, tenant);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          all.add(read(row));
        }
      }
    }
    return all;
  }

  static Optional<CallerId> find(Connection c, UUID tenant, UUID id) throws SQLException {
    try (PreparedStatement select = c.prepareStatement(ALL + " and id = ?")) {
      select.setObject(1, tenant);
      select.setObject(2, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static CallerId read(ResultSet row) throws SQLException {
    String how = row.getString("how");
    Instant expires = instant(row, "expires");
    return new CallerId(
        row.getObject("id", UUID.class),
        new E164(row.getString("number")),
        row.getObject("added", OffsetDateTime.class).toInstant(),
        row.getString("added_by"),
        how == null ? null : CallerId.How.valueOf(how),
        row.getString("note"),
        instant(row, "verified"),
        row.getString("verified_by"),
        instant(row, "until"),
        expires == null
            ? null
            : new CallerId.Pending(
                CallerId.Way.valueOf(row.getString("way")),
                row.getObject("call", UUID.class),
                expires,
                Math.max(0, TRIES - row.getInt("tries"))));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  /** False if the tenant has it on its list already. */
  static boolean add(Connection c, UUID tenant, UUID id, E164 number, Instant at, String by)
      throws SQLException {
    try (PreparedStatement insert =
        c.prepareStatement(
            "insert into caller_id (tenant, id, number, added, added_by) values (?, ?, ?, ?, ?)"
                + " on conflict (tenant, number) do nothing")) {
      insert.setObject(1, tenant);
      insert.setObject(2, id);
      insert.setString(3, number.number());
      insert.setObject(4, time(at));
      insert.setString(5, by);
      return insert.executeUpdate() == 1;
    }
  }

  /** Empty, or what is full: {@code soon}, {@code number} or {@code tenant}. */
  static String note(
      Connection c, UUID tenant, E164 number, CallerId.Way way, Instant at, CallerIdTerms terms)
      throws SQLException {
    try (PreparedStatement call =
        c.prepareStatement("select note_code(?, gen_random_uuid(), ?, ?, ?, ?, ?)")) {
      call.setObject(1, tenant);
      call.setString(2, number.number());
      call.setString(3, way.name());
      call.setObject(4, time(at));
      call.setInt(5, terms.ofNumber());
      call.setInt(6, terms.ofTenant());
      try (ResultSet row = call.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /** From now on this code is waited for, and no other. */
  static void await(
      Connection c,
      UUID tenant,
      UUID id,
      CodeHash code,
      CallerId.Way way,
      @Nullable UUID call,
      Instant expires)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update caller_id set salt = ?, code = ?, way = ?, call = ?, expires = ?, tries = 0"
                + " where tenant = ? and id = ?")) {
      update.setBytes(1, code.salt());
      update.setBytes(2, code.hash());
      update.setString(3, way.name());
      update.setObject(4, call);
      update.setObject(5, time(expires));
      update.setObject(6, tenant);
      update.setObject(7, id);
      update.executeUpdate();
    }
  }

  /** The code that is waited for, after one try more was counted; empty when none is. */
  static Optional<CodeHash> tried(Connection c, UUID tenant, UUID id, Instant at)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update caller_id set tries = tries + 1 where tenant = ? and id = ? and expires > ?"
                + " and tries < ? returning salt, code")) {
      update.setObject(1, tenant);
      update.setObject(2, id);
      update.setObject(3, time(at));
      update.setInt(4, TRIES);
      try (ResultSet row = update.executeQuery()) {
        return row.next()
            ? Optional.of(new CodeHash(row.getBytes(1), row.getBytes(2)))
            : Optional.empty();
      }
    }
  }

  /** It may be shown from now on; the way that its code went says how it was verified. */
  static void verify(
      Connection c, UUID tenant, UUID id, Instant at, String by, @Nullable Instant until)
      throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update caller_id set how = way, verified = ?, verified_by = ?, until = ?, salt = null,"
                + " code = null, expires = null where tenant = ? and id = ?")) {
      update.setObject(1, time(at));
      update.setString(2, by);
      update.setObject(3, time(until));
      update.setObject(4, tenant);
      update.setObject(5, id);
      update.executeUpdate();
    }
  }

  /** The operator says so. */
  static void vouch(
      Connection c, UUID tenant, UUID id, E164 number, String note, Instant at, String by)
      throws SQLException {
    try (PreparedStatement upsert =
        c.prepareStatement(
            "insert into caller_id (tenant, id, number, added, added_by, how, note, verified,"
                + " verified_by) values (?, ?, ?, ?, ?, 'OPERATOR', ?, ?, ?)"
                + " on conflict (tenant, number) do update set how = 'OPERATOR',"
                + " note = excluded.note, verified = excluded.verified,"
                + " verified_by = excluded.verified_by, until = null, salt = null, code = null,"
                + " expires = null")) {
      upsert.setObject(1, tenant);
      upsert.setObject(2, id);
      upsert.setString(3, number.number());
      upsert.setObject(4, time(at));
      upsert.setString(5, by);
      upsert.setString(6, note);
      upsert.setObject(7, time(at));
      upsert.setString(8, by);
      upsert.executeUpdate();
    }
  }

  static void remove(Connection c, UUID tenant, UUID id) throws SQLException {
    try (PreparedStatement delete =
        c.prepareStatement("delete from caller_id where tenant = ? and id = ?")) {
      delete.setObject(1, tenant);
      delete.setObject(2, id);
      delete.executeUpdate();
    }
  }

  /** The transaction's tenant's phones show it no more, unless it has the number itself. */
  static void forget(Connection c, E164 number) throws SQLException {
    try (PreparedStatement update =
        c.prepareStatement(
            "update phone p set caller_id = null, version = version + 1 where caller_id = ?"
                + " and not exists (select from number n where n.dialled = p.caller_id)")) {
      update.setString(1, number.number());
      update.executeUpdate();
    }
  }
}
