package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import org.meterline.telephony.call.Domain;

/**
 * Whose call it is in the language of books. Answers from memory at once; safe for many threads.
 */
public interface Payers {
  /** The tenant that has the domain. */
  Optional<UUID> tenant(Domain domain);

  /** The wallet that is attached to an account. */
  Optional<UUID> walletOf(Domain domain, String user);
}
