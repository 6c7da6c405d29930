package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which destinations bundles cover. Within a transaction that has named its tenant. */
public final class BundleRows {
  private static final Pattern PREFIX = Pattern.compile("[1-9][0-9]{0,14}");

  private BundleRows() {}

  /** Whether it is the beginning of a number of E.164: 1 to 15 digits, the first not 0. */
  public static boolean isPrefix(String text) {
    return PREFIX.matcher(text).matches();
  }

  /** The prefixes of these wallets, in their order; wallets without any are absent. */
  public static Map<UUID, List<String>> prefixes(Connection connection, Collection<UUID> wallets)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select wallet, prefix from bundle_prefix where wallet = any (?)
            order by wallet, prefix collate "C"
            """)) {
      s.setArray(1, connection.createArrayOf("uuid", wallets.toArray()));
      var found = new HashMap<UUID, List<String>>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getObject(1, UUID.class), w -> new ArrayList<>())
              .add(row.getString(2));
        }
      }
      return found;
    }
  }

  /**
   * Sets what a bundle covers, for legs that begin from then on.
   *
   * @param prefixes as {@link #isPrefix} has them
   * @param by the subject of a token, no name
   */
  public static void cover(
      Connection connection,
      UUID tenant,
      UUID wallet,
      Collection<String> prefixes,
      String by,
      Instant at)
      throws SQLException {
    var array = connection.createArrayOf("text", prefixes.toArray());
    try (var s =
        connection.prepareStatement(
            "delete from bundle_prefix where wallet = ? and prefix <> all (?)")) {
      s.setObject(1, wallet);
      s.setArray(2, array);
      s.executeUpdate();
    }
    try (var s =
        connection.prepareStatement(
            """
            insert into bundle_prefix (tenant, wallet, prefix, added, added_by)
            select ?, ?, q.prefix, ?, ? from unnest(?) as q (prefix) on conflict do nothing
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, wallet);
      s.setObject(3, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
      s.setString(4, by);
      s.setArray(5, array);
      s.executeUpdate();
    }
  }

  /** The bundles that have seconds and cover something, by the payer whose they are. */
  public static Map<UUID, List<Bundle>> filled(Connection connection) throws SQLException {
    return filled(connection, null);
  }

  /** Those of one payer. */
  public static List<Bundle> filledOf(Connection connection, UUID payer) throws SQLException {
    return filled(connection, payer).getOrDefault(payer, List.of());
  }

  private static Map<UUID, List<Bundle>> filled(Connection connection, @Nullable UUID payer)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select w.payer, w.id, w.goodwill_until, array_agg(b.prefix), w.name
            from bundle_prefix b join wallet w on w.tenant = b.tenant and w.id = b.wallet
              join payer p on p.tenant = w.tenant and p.id = w.payer
            where w.currency = 'SEC' and w.balance > 0 and not w.frozen and p.kind = 'CUSTOMER'
              and w.payer = coalesce(?, w.payer)
            group by w.payer, w.id, w.goodwill_until, w.name
            """)) {
      s.setObject(1, payer, Types.OTHER);
      var found = new HashMap<UUID, List<Bundle>>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var expires = row.getObject(3, OffsetDateTime.class);
          found
              .computeIfAbsent(row.getObject(1, UUID.class), p -> new ArrayList<>())
              .add(
                  new Bundle(
                      row.getObject(2, UUID.class),
                      row.getString(5),
                      Arrays.asList((String[]) row.getArray(4).getArray()),
                      expires == null ? null : expires.toInstant()));
        }
      }
      return found;
    }
  }
}
