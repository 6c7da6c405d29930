package org.meterline.ejb.charge;

import java.util.List;
import java.util.UUID;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.ejb.charge.OpenLegs.Open;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Ask;

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

  /**
   * Who pays for a leg from its beginning. Where sponsors are asked it is written when this
   * returns; else with the next batch: while the database is away for long the youngest are lost.
   */
  void note(Ask ask, UUID tenant, PayerDecision decision) {
    var leg = ask.leg().value();
    var stored =
        new DecisionRows.Stored(
            leg,
            ask.call().value(),
            leg,
            1,
            0,
            ask.at(),
            DecisionJson.of(decision, DecisionJson.names(decision)));
    if (decision.rule().asksSponsors()) {
      write(tenant, List.of(stored));
    } else {
      later.add(tenant, stored.call(), stored);
    }
  }

  /**
   * Who pays from the end of what was held for a leg on. Written when this returns.
   *
   * @param wanted what was placed for who takes over
   * @param pays for people
   */
  void handedOver(
      UUID leg, Open before, LegHolds.Wanted wanted, PayerDecision decision, String pays) {
    var stored =
        new DecisionRows.Stored(
            wanted.id(),
            wanted.call(),
            leg,
            before.segment() + 1,
            before.until(),
            wanted.priceStart(),
            DecisionJson.of(decision, pays));
    write(wanted.tenant(), List.of(stored));
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
