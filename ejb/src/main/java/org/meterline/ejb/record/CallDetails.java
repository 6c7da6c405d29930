package org.meterline.ejb.record;

import java.util.List;
import org.meterline.billing.ledger.Charge;
import org.meterline.ejb.program.ProgramRun;
import org.meterline.telephony.call.LadderEntry;

/** Everything that is known of a call. */
public record CallDetails(
    CallSummary summary,
    List<CallLeg> legs,
    List<LadderEntry> ladder,
    List<Charge> charges,
    List<ProgramRun> programRuns) {
  public CallDetails {
    legs = List.copyOf(legs);
    ladder = List.copyOf(ladder);
    charges = List.copyOf(charges);
    programRuns = List.copyOf(programRuns);
  }
}
