package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Reads wallets within a transaction that has named its tenant. */
public final class WalletRows {
  private WalletRows() {}

  private static final String SELECT =
      """
      select w.tenant, w.id, w.payer, p.kind, p.name, w.name, w.balance, w.held, w.floor,
             w.frozen, w.currency, w.goodwill, w.owed, w.stopped
      from wallet w join payer p on p.tenant = w.tenant and p.id = w.payer
      """;

  /** One wallet, or all of the tenant's, by name. */
  public static List<Wallet> read(Connection connection, @Nullable UUID wallet)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            SELECT + (wallet == null ? "order by w.name_key, w.id" : "where w.id = ?"))) {
      if (wallet != null) {
        s.setObject(1, wallet);
      }
      return rows(s);
    }
  }

  /** Those of these wallets that there are, in no order. */
  public static List<Wallet> these(Connection connection, Collection<UUID> wallets)
      throws SQLException {
    try (var s = connection.prepareStatement(SELECT + "where w.id = any (?)")) {
      s.setArray(1, connection.createArrayOf("uuid", wallets.toArray()));
      return rows(s);
    }
  }

  /** Those of a stretch of the list. */
  static List<Wallet> rows(Connection connection, WalletPages.Query query) throws SQLException {
    try (var s = connection.prepareStatement(SELECT + query.sql())) {
      int at = 0;
      for (var value : query.values()) {
        s.setObject(++at, value);
      }
      return rows(s);
    }
  }

  /** A wallet with the other ones of its payer, if that is a customer, by name. */
  public static List<Wallet> withOthers(Connection connection, UUID wallet) throws SQLException {
    try (var s =
        connection.prepareStatement(
            SELECT
                + """
                where w.payer = (select m.payer from wallet m where m.id = ?)
                  and (p.kind = 'CUSTOMER' or w.id = ?)
                order by w.name_key, w.id
                """)) {
      s.setObject(1, wallet);
      s.setObject(2, wallet);
      return rows(s);
    }
  }

  /** The wallet from which the tenant pays for its own calls: the first that was opened. */
  public static Optional<Wallet> own(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            SELECT + "where p.kind = 'TENANT' order by w.created, w.id limit 1")) {
      return rows(s).stream().findFirst();
    }
  }

  /** The wallet that a payer opened first. */
  public static Optional<Wallet> firstOf(Connection connection, UUID payer) throws SQLException {
    try (var s =
        connection.prepareStatement(
            SELECT + "where w.payer = ? order by w.created, w.id limit 1")) {
      s.setObject(1, payer);
      return rows(s).stream().findFirst();
    }
  }

  /** What is in wallets' pockets: refundable first, then goodwill, the earliest expiry first. */
  public static Map<UUID, List<Pocket.Filled>> pockets(
      Connection connection, Collection<UUID> wallets) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select w.id, null, w.balance - w.goodwill, w.currency, 0 as rank, w.id
            from wallet w where w.id = any (?)
            union all
            select k.wallet, k.expires, k.balance, w.currency, 1, k.id
            from pocket k join wallet w on w.tenant = k.tenant and w.id = k.wallet
            where k.wallet = any (?) and k.balance > 0
            order by 5, 2, 6
            """)) {
      var ids = connection.createArrayOf("uuid", wallets.toArray());
      s.setArray(1, ids);
      s.setArray(2, ids);
      var pockets = new HashMap<UUID, List<Pocket.Filled>>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var expires = row.getObject(2, OffsetDateTime.class);
          pockets
              .computeIfAbsent(row.getObject(1, UUID.class), w -> new ArrayList<>())
              .add(
                  new Pocket.Filled(
                      expires == null
                          ? new Pocket.Refundable()
                          : new Pocket.Goodwill(expires.toInstant()),
                      Money.of(row.getLong(3), Currency.of(row.getString(4)))));
        }
      }
      return pockets;
    }
  }

  private static List<Wallet> rows(PreparedStatement s) throws SQLException {
    var wallets = new ArrayList<Wallet>();
    try (var row = s.executeQuery()) {
      while (row.next()) {
        var currency = Currency.of(row.getString(11));
        wallets.add(
            new Wallet(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                NewWallet.PayerKind.valueOf(row.getString(4)),
                row.getString(5),
                row.getString(6),
                Money.of(row.getLong(7), currency),
                Money.of(row.getLong(8), currency),
                Money.of(row.getLong(9), currency),
                row.getBoolean(10),
                Money.of(row.getLong(12), currency),
                Money.of(row.getLong(13), currency),
                row.getBoolean(14)));
      }
    }
    return wallets;
  }
}
