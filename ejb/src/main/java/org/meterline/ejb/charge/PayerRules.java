package org.meterline.ejb.charge;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.payer.Offer;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Each tenant's rule of who pays and what sponsors offer, kept in memory. A tenant's are read at
 * its first call; {@link #refresh} sees what changed.
 */
public final class PayerRules {
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Known> tenants = new ConcurrentHashMap<>();

  PayerRules(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** A rule, and the offers that it asks for. */
  record Known(PayerRule rule, List<Offer> offers) {
    Known {
      offers = List.copyOf(offers);
    }
  }

  /** Blocks for the first call of a tenant. */
  Known of(UUID tenant) {
    var known = tenants.get(tenant);
    return known != null ? known : tenants.computeIfAbsent(tenant, this::read);
  }

  /** Reads what changed. Deciding goes on meanwhile with what was known. */
  public void refresh() {
    tenants.keySet().forEach(this::refresh);
  }

  /** Reads what changed for a tenant. */
  public void refresh(UUID tenant) {
    tenants.put(tenant, read(tenant));
  }

  private Known read(UUID tenant) {
    return transaction.read(
        tenant,
        connection -> {
          var rule =
              SponsorRows.rule(connection).map(SponsorRows.InForce::rule).orElse(PayerRule.DEFAULT);
          return new Known(rule, rule.asksSponsors() ? SponsorRows.asked(connection) : List.of());
        });
  }
}
