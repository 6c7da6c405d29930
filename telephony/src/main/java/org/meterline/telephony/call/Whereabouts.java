package org.meterline.telephony.call;

import java.util.List;

/**
 * Where an account's phones are (the location service of RFC 3261, section 10). Answers from memory
 * at once. Implemented by {@code telephony.registrar}.
 */
@FunctionalInterface
public interface Whereabouts {
  /** What to ring to reach the account; empty when no phone is registered. */
  List<Signalling.Target> of(Domain domain, String user);
}
