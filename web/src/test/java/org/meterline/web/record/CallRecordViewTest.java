package org.meterline.web.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.ejb.record.CallDetails;
import org.meterline.ejb.record.CallSummary;
import org.meterline.ejb.record.Direction;
import org.meterline.telephony.call.CallState;
import org.meterline.web.rest.MoneyView;

/** What a call cost the tenant at the operator. */
class CallRecordViewTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private static CallRecordView of(BoughtCall... bought) {
    var id = UUID.randomUUID();
    var summary =
        new CallSummary(
            id,
            CallState.ENDED,
            Direction.OUTGOING,
            "101",
            "030",
            null,
            AT,
            AT,
            AT,
            0,
            CallCost.NOTHING,
            200,
            null,
            null,
            null,
            null);
    return CallRecordView.of(
        new CallDetails(
            summary, List.of(), List.of(), List.of(), List.of(bought), List.of(), List.of(), null));
  }

  private static BoughtCall bought(String amount, boolean refund, boolean takenBack) {
    return new BoughtCall(UUID.randomUUID(), "Call", AT, eur(amount), refund, takenBack);
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  private static MoneyView shown(String amount) {
    return MoneyView.of(eur(amount));
  }

  @Test
  void whatWasChargedWhatWasGivenBackAndWhatIsLeft() {
    var call =
        of(
            bought("6.00", false, true),
            bought("4.00", true, true),
            bought("5.00", false, false),
            bought("3.00", true, false));
    assertEquals(
        List.of(shown("6.00"), shown("5.00")),
        call.bought().stream().map(CallRecordView.BoughtView::amount).toList());
    assertEquals(
        List.of(shown("4.00"), shown("3.00")),
        call.boughtRefunds().stream().map(CallRecordView.BoughtView::amount).toList());
    assertEquals(shown("5.00"), call.boughtCharged());
    assertEquals(shown("3.00"), call.boughtRefunded());
    assertEquals(shown("2.00"), call.boughtFor());
  }

  @Test
  void nothingGivenBackIsNoSum() {
    var call = of(bought("6.00", false, false));
    assertEquals(shown("6.00"), call.boughtCharged());
    assertNull(call.boughtRefunded());
    assertEquals(shown("6.00"), call.boughtFor());
    assertNull(of().boughtFor());
  }
}
