package org.meterline.ejb.charge;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Bundle;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * The bundles of each tenant's payers that have seconds, kept in memory. A tenant's are read at its
 * first paid call; {@link #refresh} sees what was opened, filled, changed and used up. How much is
 * in them is asked of the books, not of here.
 */
public final class Bundles {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Map<UUID, List<Bundle>>> tenants =
      new ConcurrentHashMap<>();

  Bundles(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /**
   * Those of a payer that cover a number, in the order in which they pay. Blocks for the first call
   * of a tenant.
   *
   * @param number what the price was looked up by: nothing inside is covered
   */
  List<Bundle> covering(UUID tenant, @Nullable UUID payer, String number) {
    var known = tenants.get(tenant);
    var all = known != null ? known : tenants.computeIfAbsent(tenant, this::read);
    return payer == null ? List.of() : Bundle.covering(all.getOrDefault(payer, List.of()), number);
  }

  /** Reads what changed. Calls go on meanwhile with what was known. */
  public void refresh() {
    tenants.keySet().forEach(tenant -> tenants.put(tenant, read(tenant)));
  }

  private Map<UUID, List<Bundle>> read(UUID tenant) {
    return transaction.read(tenant, BundleRows::filled);
  }
}
