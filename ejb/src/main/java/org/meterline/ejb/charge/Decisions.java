package org.meterline.ejb.charge;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.ejb.charge.OpenLegs.Open;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallAuthority.Ask;

/**
 * Decisions to be kept with the call. Those of a leg's beginning go with the answer, so that the
 * engine's journal has them before the leg is set up and they are stored with the call's record.
 */
final class Decisions {
  private final TenantTransaction transaction;

  Decisions(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** Who pays for a leg from its beginning. */
  static CallAuthority.Decision of(Ask ask, PayerDecision decision) {
    return new CallAuthority.Decision(
        ask.at(), DecisionJson.of(decision, DecisionJson.names(decision)));
  }

  /**
   * Who pays from the end of what was held for a leg on. Written when this returns: whatever
   * becomes of this node, the books then know whose leg the second hold is.
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
    transaction.write(
        wanted.tenant(),
        connection -> {
          DecisionRows.write(connection, wanted.tenant(), List.of(stored));
          return true;
        });
  }

  /** Which leg a hold is a part of; empty if it was never told to anybody. */
  Optional<UUID> leg(UUID tenant, UUID segment) {
    return transaction.read(tenant, connection -> DecisionRows.leg(connection, segment));
  }
}
