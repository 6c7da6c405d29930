package org.meterline.billing.payer;

import java.util.Optional;
import java.util.UUID;

/**
 * Who pays for a leg, and why. Stored with the call.
 *
 * <p>The rule so far: the caller's own wallet, else the tenant's.
 */
public sealed interface PayerDecision {

  /** For people. */
  String why();

  /** This wallet pays. */
  record Pays(UUID wallet, String payer, String why) implements PayerDecision {}

  /** Nobody does: what has a price is refused. */
  record Nobody(String why) implements PayerDecision {}

  /**
   * A wallet that could pay.
   *
   * @param payer its payer's name as the record shows it
   */
  record Candidate(UUID wallet, String payer) {}

  /** Decides. */
  static PayerDecision decide(Optional<Candidate> caller, Optional<Candidate> tenant) {
    if (caller.isPresent()) {
      var own = caller.get();
      return new Pays(own.wallet(), own.payer(), "The caller's own wallet pays.");
    }
    if (tenant.isPresent()) {
      var own = tenant.get();
      return new Pays(own.wallet(), own.payer(), "The caller has no wallet: the tenant pays.");
    }
    return new Nobody("Neither the caller nor the tenant has a wallet.");
  }
}
