package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Names of the wallets that pay, and which one is the tenant's own. Kept in memory, so that
 * admission asks the database about money alone.
 */
final class PayingWallets {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Payer> named = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UUID, UUID> payers = new ConcurrentHashMap<>(); // never changes
  private final ConcurrentHashMap<UUID, Optional<Payer>> own = new ConcurrentHashMap<>();

  PayingWallets(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * The wallet with its payer's name; one that does not exist has none. Many who ask for the same
   * at once cost one question.
   */
  Payer named(UUID tenant, UUID wallet) {
    var known =
        named.computeIfAbsent(
            wallet,
            id ->
                transaction.read(tenant, c -> WalletRows.read(c, id)).stream()
                    .findFirst()
                    .map(this::paying)
                    .orElse(null));
    return known == null ? new Payer(wallet, "") : known;
  }

  /** The wallet from which the tenant pays for its own calls. */
  Optional<Payer> own(UUID tenant) {
    return own.computeIfAbsent(tenant, this::readOwn);
  }

  /** Whose wallet it is, so far as it was named; nobody's otherwise. */
  @Nullable UUID payer(UUID tenant, UUID wallet) {
    if (!payers.containsKey(wallet)) {
      var _ = named(tenant, wallet);
    }
    return payers.get(wallet);
  }

  /** Sees tenants' own wallets that were opened since. */
  void refresh() {
    own.keySet().forEach(tenant -> own.put(tenant, readOwn(tenant)));
  }

  /** Forgets names, so that a payer's new one is read. */
  void forgetNames() {
    named.clear();
  }

  private Optional<Payer> readOwn(UUID tenant) {
    return transaction.read(tenant, WalletRows::own).map(this::paying);
  }

  private Payer paying(Wallet wallet) {
    payers.put(wallet.id(), wallet.payer());
    return new Payer(wallet.id(), wallet.payerName());
  }
}
