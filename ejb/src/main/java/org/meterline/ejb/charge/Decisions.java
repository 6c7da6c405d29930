package org.meterline.ejb.charge;

import java.util.List;
import java.util.UUID;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Stores decisions. Those that money follows in an unusual way are written at once; the others,
 * which say what every call of the tenant says, together a moment later.
 */
final class Decisions {
  private final TenantTransaction transaction;
  private final Later<DecisionRows.Stored> later = new Later<>("who pays", this::write);

  Decisions(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** Written when this returns. */
  void write(UUID tenant, DecisionRows.Stored decision) {
    write(tenant, List.of(decision));
  }

  /** Written with the next batch. While the database is away for long the youngest are lost. */
  void later(UUID tenant, DecisionRows.Stored decision) {
    later.add(tenant, decision.call(), decision);
  }

  /** Writes what waits. */
  void flush() {
    later.flush();
  }

  private void write(UUID tenant, List<DecisionRows.Stored> decisions) {
    transaction.write(
        tenant,
        connection -> {
          DecisionRows.write(connection, tenant, decisions);
          return true;
        });
  }
}
