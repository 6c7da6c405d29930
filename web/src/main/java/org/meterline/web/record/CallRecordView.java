package org.meterline.web.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.ejb.record.CallDetails;
import org.meterline.ejb.record.RuledRecording;
import org.meterline.web.program.ProgramRunView;
import org.meterline.web.rest.MoneyView;

/**
 * The whole record of a call: the summary's fields and these.
 *
 * @param bought what the tenant paid the operator for it; empty for who is not of its finance
 * @param boughtRefunds what the operator gave back of that
 * @param boughtCharged the sum of what stands of what was paid
 * @param boughtRefunded the sum of what stands of what was given back; null of nothing
 * @param boughtFor what is left: what the call cost the tenant in the end
 * @param recordingRule what came of a rule that asked for a recording; null if none did
 */
record CallRecordView(
    @JsonUnwrapped CallSummaryView summary,
    List<CallViews.LegView> legs,
    List<CallViews.LadderView> ladder,
    List<ChargeView> charges,
    @Schema(description = "What the operator charged the tenant, for its finance alone")
        List<BoughtView> bought,
    @Schema(description = "What the operator gave back of it") List<BoughtView> boughtRefunds,
    @Schema(description = "The sum of what stands of the charges; null of none")
        @Nullable MoneyView boughtCharged,
    @Schema(description = "The sum of what stands of the refunds; null of none")
        @Nullable MoneyView boughtRefunded,
    @Schema(description = "What is left: the charges without the refunds; null of no charge")
        @Nullable MoneyView boughtFor,
    List<DecisionView> payerDecisions,
    List<ProgramRunView> programRuns,
    @Nullable RuledView recordingRule) {
  /**
   * What came of a rule that asked for a recording.
   *
   * @param because whose rule, for people
   * @param consent silent, announced, agreed, refused, unanswered or not-told
   * @param recordingId absent if it was not recorded
   * @param hindrance why not though all agreed, for example disk-full
   */
  record RuledView(
      UUID ruleId,
      String because,
      String consent,
      @Nullable UUID recordingId,
      @Nullable String hindrance) {
    static @Nullable RuledView of(@Nullable RuledRecording ruled) {
      return ruled == null
          ? null
          : new RuledView(
              ruled.rule(), ruled.because(), ruled.consent(), ruled.recording(), ruled.hindrance());
    }
  }

  /**
   * What was posted, or given back, for a leg; the transfer has the same id in the operator's book.
   */
  record BoughtView(UUID transferId, String text, Instant at, MoneyView amount, boolean takenBack) {
    static BoughtView of(BoughtCall call) {
      return new BoughtView(
          call.transfer(),
          call.description(),
          call.at(),
          MoneyView.of(call.amount()),
          call.takenBack());
    }
  }

  static CallRecordView of(CallDetails call) {
    return new CallRecordView(
        CallSummaryView.of(call.summary()),
        call.legs().stream().map(CallViews.LegView::of).toList(),
        call.ladder().stream().map(CallViews.LadderView::of).toList(),
        call.charges().stream().map(ChargeView::of).toList(),
        bought(call, false),
        bought(call, true),
        MoneyView.orNull(BoughtCall.charged(call.bought())),
        MoneyView.orNull(BoughtCall.refunded(call.bought())),
        MoneyView.orNull(BoughtCall.total(call.bought())),
        call.decisions().stream().map(DecisionView::of).toList(),
        call.programRuns().stream()
            .map(seen -> ProgramRunView.of(seen.run(), seen.standardError()))
            .toList(),
        RuledView.of(call.ruledRecording()));
  }

  private static List<BoughtView> bought(CallDetails call, boolean refunds) {
    return call.bought().stream().filter(b -> b.refund() == refunds).map(BoughtView::of).toList();
  }
}
