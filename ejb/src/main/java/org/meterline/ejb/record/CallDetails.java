package org.meterline.ejb.record;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.ejb.program.ProgramRun;
import org.meterline.telephony.call.LadderEntry;

/**
 * Everything that is known of a call.
 *
 * @param bought what the tenant paid the operator; for finance alone
 * @param ruledRecording what came of a rule that asked for a recording; null if none did
 * @param decisions who paid for its legs, and why; not for a payer's eyes
 */
public record CallDetails(
    CallSummary summary,
    List<Leg> legs,
    List<LadderEntry> ladder,
    List<Charge> charges,
    List<BoughtCall> bought,
    List<DecisionRows.Stored> decisions,
    List<Run> programRuns,
    @Nullable RuledRecording ruledRecording) {
  public CallDetails {
    legs = List.copyOf(legs);
    ladder = List.copyOf(ladder);
    charges = List.copyOf(charges);
    bought = List.copyOf(bought);
    decisions = List.copyOf(decisions);
    programRuns = List.copyOf(programRuns);
  }

  /**
   * A leg.
   *
   * @param payer as who reads it may know; the leg itself tells it to everybody
   */
  public record Leg(CallLeg leg, @Nullable String payer) {}

  /**
   * A run of a program.
   *
   * @param standardError if who reads it may; the run itself tells it to everybody
   */
  public record Run(ProgramRun run, @Nullable String standardError) {}
}
