package org.meterline.web.record;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.meterline.ejb.record.CallDetails;
import org.meterline.web.program.ProgramRunView;

/** The whole record of a call: the summary's fields and these. */
record CallRecordView(
    @JsonUnwrapped CallSummaryView summary,
    List<CallViews.LegView> legs,
    List<CallViews.LadderView> ladder,
    List<ChargeView> charges,
    List<DecisionView> payerDecisions,
    List<ProgramRunView> programRuns) {
  static CallRecordView of(CallDetails call) {
    return new CallRecordView(
        CallSummaryView.of(call.summary()),
        call.legs().stream().map(CallViews.LegView::of).toList(),
        call.ladder().stream().map(CallViews.LadderView::of).toList(),
        call.charges().stream().map(ChargeView::of).toList(),
        call.decisions().stream().map(DecisionView::of).toList(),
        call.programRuns().stream().map(ProgramRunView::of).toList());
  }
}
