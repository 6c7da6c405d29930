package org.meterline.ejb.charge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.PayerDecision.Candidate;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;

/** Names of the wallets that could pay, and which one is the tenant's own; kept in memory. */
final class PayingWallets {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, OfTenant> tenants = new ConcurrentHashMap<>();

  PayingWallets(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  private record OfTenant(Map<UUID, Candidate> wallets, @Nullable Candidate own) {}

  /** The wallet with its payer's name; one that is not known yet is looked for once. */
  Candidate named(UUID tenant, UUID wallet) {
    var known = of(tenant).wallets().get(wallet);
    if (known == null) {
      known = reread(tenant).wallets().get(wallet);
    }
    return known == null ? new Candidate(wallet, "") : known;
  }

  /** The wallet from which the tenant pays for its own calls. */
  Optional<Candidate> own(UUID tenant) {
    return Optional.ofNullable(of(tenant).own());
  }

  void refresh() {
    tenants.keySet().forEach(this::reread);
  }

  private OfTenant of(UUID tenant) {
    var known = tenants.get(tenant);
    return known != null ? known : reread(tenant);
  }

  private OfTenant reread(UUID tenant) {
    var read =
        transaction.read(
            tenant,
            connection -> {
              var wallets = new HashMap<UUID, Candidate>();
              Candidate own = null;
              for (var wallet : WalletRows.read(connection, null)) {
                var candidate = new Candidate(wallet.id(), wallet.payerName());
                wallets.put(wallet.id(), candidate);
                if (own == null && wallet.payerKind() == PayerKind.TENANT) {
                  own = candidate;
                }
              }
              return new OfTenant(Map.copyOf(wallets), own);
            });
    tenants.put(tenant, read);
    return read;
  }
}
