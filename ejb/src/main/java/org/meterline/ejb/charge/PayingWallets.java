package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.payer.PayerDecision.Candidate;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Names of the wallets that pay, and which one is the tenant's own. Kept in memory, so that
 * admission asks the database about money alone.
 */
final class PayingWallets {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Candidate> named = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UUID, Optional<Candidate>> own = new ConcurrentHashMap<>();

  PayingWallets(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** The wallet with its payer's name; one that does not exist has none. */
  Candidate named(UUID tenant, UUID wallet) {
    var known = named.get(wallet);
    if (known != null) {
      return known;
    }
    var read = transaction.read(tenant, c -> WalletRows.read(c, wallet)).stream().findFirst();
    if (read.isEmpty()) {
      return new Candidate(wallet, "");
    }
    var candidate = new Candidate(wallet, read.get().payerName());
    named.put(wallet, candidate);
    return candidate;
  }

  /** The wallet from which the tenant pays for its own calls. */
  Optional<Candidate> own(UUID tenant) {
    var known = own.get(tenant);
    return known != null ? known : readOwn(tenant);
  }

  /** Sees tenants' own wallets that were opened since. */
  void refresh() {
    own.keySet().forEach(this::readOwn);
  }

  /** Forgets names, so that a payer's new one is read. */
  void forgetNames() {
    named.clear();
  }

  private Optional<Candidate> readOwn(UUID tenant) {
    Optional<Candidate> read =
        transaction
            .read(tenant, WalletRows::own)
            .map(wallet -> new Candidate(wallet.id(), wallet.payerName()));
    own.put(tenant, read);
    return read;
  }
}
