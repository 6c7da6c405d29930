package org.meterline.telephony.server;

import java.util.List;
import org.meterline.telephony.call.CallFact;

/** How the legs of a call ended. */
final class Ends {
  private Ends() {}

  /** The ends of a call's legs over trunks. */
  static List<CallFact.LegEnded> overTrunks(List<CallFact> call) {
    return call.stream()
        .filter(CallFact.LegEnded.class::isInstance)
        .map(CallFact.LegEnded.class::cast)
        .filter(leg -> leg.trunk() != null)
        .toList();
  }
}
