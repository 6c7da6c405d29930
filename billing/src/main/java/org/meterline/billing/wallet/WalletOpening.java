package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * A wallet to be opened once per key.
 *
 * @param key what the caller chose so that it happens once
 * @param wallet a fresh id, used if the key is new
 * @param floor zero, or minus the credit limit; its currency is the wallet's, and seconds are for
 *     bundles alone
 */
public record WalletOpening(
    UUID tenant, String key, UUID wallet, Whose whose, String name, Money floor) {

  /** Who pays from it. */
  public sealed interface Whose {}

  /** Somebody new who pays the tenant; the id is fresh, and used if the key is new. */
  public record Customer(UUID payer, String name) implements Whose {}

  /** The tenant itself, which has none yet. */
  public record Own(UUID payer, String name) implements Whose {}

  /** In the operator's book: a tenant, under its own id, who has none there yet. */
  public record Tenant(UUID payer, String name) implements Whose {}

  /**
   * In the operator's book: whom it will owe what calls cost, the first of that name; the id is
   * fresh, and used if the key is new.
   */
  public record Carrier(UUID payer, String name) implements Whose {}

  /** A customer, or the tenant itself, who has a wallet already. */
  public record Known(UUID payer) implements Whose {}

  /**
   * A third party who will pay for calls; the id is fresh, and used if the key is new.
   *
   * @param country whose tax it pays; null for the tenant's
   */
  public record Sponsor(UUID payer, String name, @Nullable String country) implements Whose {}

  /**
   * A customer who has a wallet already, and whose calls seconds will pay for.
   *
   * @param prefixes of the numbers that they cover, in any order
   */
  public record Bundle(UUID payer, Set<String> prefixes) implements Whose {
    public Bundle {
      prefixes = Set.copyOf(prefixes);
    }
  }

  /** What became of it. */
  public sealed interface Outcome {}

  /**
   * There it is.
   *
   * @param repeated it was opened by the same request before
   */
  public record Opened(UUID wallet, boolean repeated) implements Outcome {}

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
    /** Who was to be new has a wallet: the tenant itself may have more, by that payer. */
    HAS_WALLET
  }

  /** Opens it, in a transaction that has named the tenant. */
  public Outcome in(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select outcome, wallet from open_wallet_once(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setString(2, key);
      s.setObject(3, wallet);
      switch (whose) {
        case Customer(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.CUSTOMER.name(), payerName);
        case Own(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.TENANT.name(), payerName);
        case Tenant(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.CUSTOMER.name(), payerName);
        case Carrier(UUID payer, String payerName) ->
            payer(s, payer, NewWallet.PayerKind.CARRIER.name(), payerName);
        case Known(UUID payer) -> payer(s, payer, null, null);
        case Sponsor(UUID payer, String payerName, _) ->
            payer(s, payer, NewWallet.PayerKind.SPONSOR.name(), payerName);
        case Bundle(UUID payer, _) -> payer(s, payer, null, null);
      }
      s.setString(7, name);
      s.setString(8, floor.currency().code());
      s.setLong(9, floor.units());
      s.setString(10, also());
      try (var row = s.executeQuery()) {
        row.next();
        return outcome(row);
      }
    }
  }

  /** What the same request says again, besides what the wallet is. */
  private @Nullable String also() {
    return switch (whose) {
      case Customer c -> null;
      case Own o -> null;
      case Tenant(UUID payer, _) -> payer.toString();
      case Carrier c -> null;
      case Known k -> null;
      case Sponsor(_, _, String country) -> country;
      case Bundle(_, Set<String> prefixes) -> String.join(" ", new TreeSet<>(prefixes));
    };
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
      case "OPENED" -> new Opened(row.getObject(2, UUID.class), false);
      case "REPEATED" -> new Opened(row.getObject(2, UUID.class), true);
      case String why -> Refused.valueOf(why);
    };
  }
}
