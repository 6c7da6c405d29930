package org.meterline.ejb.charge;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Names of the wallets that pay, whose they are and what decides on their tax, and which one is the
 * tenant's own. Kept in memory, so that admission asks the database about money alone.
 */
final class PayingWallets {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Known> known = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UUID, Optional<Known>> own = new ConcurrentHashMap<>();

  PayingWallets(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  private record Known(Payer payer, UUID owner, TaxPayer tax) {}

  /**
   * The wallet with its payer's name; one that does not exist has none. Many who ask for the same
   * at once cost one question.
   */
  Payer named(UUID tenant, UUID wallet) {
    return known(tenant, wallet).map(Known::payer).orElseGet(() -> new Payer(wallet, ""));
  }

  /** The wallet from which the tenant pays for its own calls. */
  Optional<Payer> own(UUID tenant) {
    return own.computeIfAbsent(tenant, this::readOwn).map(Known::payer);
  }

  /** Whose wallet it is; nobody's if there is none. */
  @Nullable UUID payer(UUID tenant, UUID wallet) {
    return known(tenant, wallet).map(Known::owner).orElse(null);
  }

  /** What decides on the tax of what the wallet pays. */
  TaxPayer tax(UUID tenant, UUID wallet) {
    return known(tenant, wallet).map(Known::tax).orElse(TaxPayer.ANYBODY);
  }

  /** Sees tenants' own wallets that were opened since. */
  void refresh() {
    own.keySet().forEach(tenant -> own.put(tenant, readOwn(tenant)));
  }

  /** Forgets names and countries, so that new ones are read. */
  void forgetNames() {
    known.clear();
  }

  private Optional<Known> known(UUID tenant, UUID wallet) {
    return Optional.ofNullable(
        known.computeIfAbsent(
            wallet,
            id -> read(tenant, c -> WalletRows.read(c, id).stream().findFirst()).orElse(null)));
  }

  private Optional<Known> readOwn(UUID tenant) {
    return read(tenant, WalletRows::own);
  }

  private Optional<Known> read(UUID tenant, BookTransaction.Work<Optional<Wallet>> wallet) {
    return transaction.read(
        tenant,
        c -> {
          var found = wallet.with(c);
          return found.isEmpty() ? Optional.empty() : Optional.of(paying(c, found.get()));
        });
  }

  private static Known paying(Connection connection, Wallet wallet) throws SQLException {
    return new Known(
        new Payer(wallet.id(), wallet.payerName()),
        wallet.payer(),
        new TaxBook(connection).payerOf(wallet.id()).orElse(TaxPayer.ANYBODY));
  }
}
