package org.meterline.ejb.switchboard;

import java.util.Optional;
import org.meterline.telephony.identity.Identities;

/** How this node stands. */
public interface Standing {
  Report report();

  /** The certificates that callers are signed with, as PEM, by the name in their address. */
  Optional<String> signingChain(String name);

  /**
   * What is told.
   *
   * @param started calls are taken, and the first one would be served without delay
   * @param ready the same, and as many as ever are carried
   * @param state for people: what the node is doing or waiting for
   * @param directoryFollowed whether changes of the tenants' data arrive now
   * @param relay what stands between calls' audio and far ends, and how it is
   * @param identity how callers are signed and verified
   */
  record Report(
      boolean started,
      boolean ready,
      String state,
      boolean directoryFollowed,
      int callsNow,
      String relay,
      Identities.State identity) {}
}
