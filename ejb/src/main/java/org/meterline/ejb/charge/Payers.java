package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.Domain;

/**
 * Whose call it is in the language of books. Answers from memory at once; safe for many threads.
 */
public interface Payers {
  /** The tenant that has the domain. */
  Optional<UUID> tenant(Domain domain);

  /** The country of the tenant that has the domain, ISO 3166; empty if nobody has it. */
  String country(Domain domain);

  /** Whether the tenant's calls are stopped, but for emergencies and what its support takes. */
  default boolean suspended(CallAuthority.Ask ask) {
    return false;
  }

  /** The wallet that is attached to an account. */
  Optional<UUID> walletOf(Domain domain, String user);

  /** Whose the calls of the tenant are that go over a trunk. */
  default Carriage carriage(UUID tenant, String trunk) {
    return new Carriage.Anybodys();
  }

  /** To whom the operator owes what calls over a trunk cost. */
  sealed interface Carriage {
    /** The trunk is the tenant's own: the operator owes nobody. */
    record Own() implements Carriage {}

    /** This carrier: a payer in the operator's book. */
    record Of(UUID carrier) implements Carriage {}

    /** It is not said: whoever is cheapest. */
    record Anybodys() implements Carriage {}
  }
}
