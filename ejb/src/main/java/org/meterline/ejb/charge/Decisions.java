package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Stores decisions. Those that money follows in an unusual way are written at once; the others,
 * which say what every call of the tenant says, together a moment later.
 */
final class Decisions {
  private static final Logger LOG = System.getLogger(Decisions.class.getName());
  private static final int MOST = 20_000;
  private static final int BATCH = 1_000;

  private final TenantTransaction transaction;
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST);

  Decisions(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  private record Waiting(UUID tenant, DecisionRows.Stored decision) {}

  /** Written when this returns. */
  void write(UUID tenant, DecisionRows.Stored decision) {
    write(tenant, List.of(decision));
  }

  /** Written with the next batch. While the database is away for long the youngest are lost. */
  void later(UUID tenant, DecisionRows.Stored decision) {
    if (!waiting.offer(new Waiting(tenant, decision))) {
      LOG.log(Level.WARNING, "call {0}: who pays is not stored", decision.call());
    }
  }

  /** Writes what waits; one at a time, so that the last one returns when all is written. */
  synchronized void flush() {
    var batch = new ArrayList<Waiting>();
    while (waiting.drainTo(batch, BATCH) > 0) {
      var tenants =
          batch.stream()
              .collect(
                  Collectors.groupingBy(
                      Waiting::tenant, Collectors.mapping(Waiting::decision, Collectors.toList())));
      try {
        tenants.forEach(this::write);
      } catch (BooksUnavailable away) {
        // what was written is recognised when it comes again
        batch.forEach(w -> later(w.tenant(), w.decision()));
        throw away;
      }
      batch.clear();
    }
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
