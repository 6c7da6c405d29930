package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.payer.PayerDecision.Candidate;
import org.meterline.telephony.call.Domain;

/** Whose wallets there are to pay from. Answers from memory at once; safe for many threads. */
public interface Payers {
  /** The tenant that has the domain. */
  Optional<UUID> tenant(Domain domain);

  /** The wallet that is attached to an account. */
  Optional<Candidate> walletOf(Domain domain, String user);

  /** The tenant's own wallet: of a payer of kind {@code TENANT}. */
  Optional<Candidate> ownWallet(Domain domain);
}
