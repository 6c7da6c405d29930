package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * A money wallet to be opened once per key.
 *
 * @param key what the caller chose so that it happens once
 * @param wallet a fresh id, used if the key is new
 * @param floor zero, or minus the credit limit; its currency is the wallet's
 */
public record WalletOpening(
    UUID tenant, String key, UUID wallet, Whose whose, String name, Money floor) {

  /** Who pays from it. */
  public sealed interface Whose {}

  /** Somebody new who pays the tenant; the id is fresh, and used if the key is new. */
  public record Customer(UUID payer, String name) implements Whose {}

  /** The tenant itself, which has none yet. */
  public record Own(UUID payer, String name) implements Whose {}

  /** A customer, or the tenant itself, who has a wallet already. */
  public record Known(UUID payer) implements Whose {}

  /** What became of it. */
  public sealed interface Outcome {}

  /** Opened now, or by the same request before. */
  public record Opened(UUID wallet) implements Outcome {}

  /** Why nothing was opened. */
  public enum Refused implements Outcome {
    /** The key was used for something else. */
    DUPLICATE,
    /** The book does not keep that currency. */
    CURRENCY,
    /** The tenant has no such payer. */
    NO_PAYER,
    /** A sponsor and a carrier have one wallet each. */
    ONE_WALLET,
    /** The tenant itself has a wallet: that payer may have more. */
    HAS_WALLET
  }

  /** Opens it, in a transaction that has named the tenant. */
  public Outcome in(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select outcome, wallet from open_wallet_once(?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setString(2, key);
      s.setObject(3, wallet);
      switch (whose) {
        case Customer(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.CUSTOMER.name(), payerName);
        case Own(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.TENANT.name(), payerName);
        case Known(UUID payer) -> payer(s, payer, null, null);
      }
      s.setString(7, name);
      s.setString(8, floor.currency().code());
      s.setLong(9, floor.units());
      try (var row = s.executeQuery()) {
        row.next();
        return outcome(row);
      }
    }
  }

  private static void payer(
      PreparedStatement s, UUID id, @Nullable String kind, @Nullable String name)
      throws SQLException {
    s.setObject(4, id);
    s.setString(5, kind);
    s.setString(6, name);
  }

  private static Outcome outcome(ResultSet row) throws SQLException {
    return switch (row.getString(1)) {
      case "OPENED", "REPEATED" -> new Opened(row.getObject(2, UUID.class));
      case String why -> Refused.valueOf(why);
    };
  }
}
