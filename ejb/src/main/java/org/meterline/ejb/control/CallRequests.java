package org.meterline.ejb.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was asked for, by key. */
final class CallRequests {
  private static final String INSERT =
      "insert into call_request (tenant, key, hash, call, node, made, made_by)"
          + " values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing";
  private static final String SELECT =
      "select q.hash, q.call, q.node, exists (select from call_record r"
          + " where r.tenant = q.tenant and r.id = q.call)"
          + " from call_request q where q.tenant = ? and q.key = ?";

  private CallRequests() {}

  /**
   * A request.
   *
   * @param hash of what is asked for, in hexadecimal
   * @param call the id of the call that it begins, if it is the first with this key
   * @param by the subject of who asks
   */
  record Asked(String key, String hash, UUID call, String node, Instant at, String by) {}

  /**
   * The first request with the key.
   *
   * @param same whether it asked for the same
   * @param recorded whether the call's record has begun
   */
  record Stored(boolean same, UUID call, String node, boolean recorded) {}

  /** Writes the request down, unless one has its key. */
  static Stored put(Connection connection, UUID tenant, Asked asked) throws SQLException {
    try (var insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, tenant);
      insert.setString(2, asked.key());
      insert.setString(3, asked.hash());
      insert.setObject(4, asked.call());
      insert.setString(5, asked.node());
      insert.setObject(6, OffsetDateTime.ofInstant(asked.at(), ZoneOffset.UTC));
      insert.setString(7, asked.by());
      insert.executeUpdate();
    }
    try (var select = connection.prepareStatement(SELECT)) {
      select.setObject(1, tenant);
      select.setString(2, asked.key());
      try (var row = select.executeQuery()) {
        row.next();
        return new Stored(
            asked.hash().equals(row.getString(1)),
            row.getObject(2, UUID.class),
            row.getString(3),
            row.getBoolean(4));
      }
    }
  }

  static String hash(Originating.Wish wish) {
    var text = new StringBuilder();
    add(text, wish.first());
    add(text, wish.then());
    add(text, wish.account());
    new TreeMap<>(wish.variables())
        .forEach(
            (name, value) -> {
              add(text, name);
              add(text, value);
            });
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(hash.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(StringBuilder text, Originating.@Nullable Party party) {
    add(text, party == null ? null : party.to());
    add(text, party == null ? null : party.callerId());
    add(text, party == null ? null : Integer.toString(party.ringSeconds()));
  }

  /** With its length, so that no two rows of values look the same. */
  private static void add(StringBuilder text, @Nullable String value) {
    if (value == null) {
      text.append('-');
    } else {
      text.append(value.length()).append(':').append(value);
    }
  }
}
