package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.Refusal;

/** What no wallet can hold is no outage: calling again does not help. */
class OutOfRangeTest {
  @Test
  void aCallIsToldThatAnAmountDoesNotFit() {
    var no = new HoldOutcome.NotHeld(2, Part.CARRIER, Refusal.OVERFLOW);
    for (var why : List.of(Refusals.of(no).why(), Refusals.wholesale(no).why())) {
      assertEquals("amount-out-of-range", why.code());
      assertEquals(500, why.sipStatus());
      assertFalse(why.retry());
    }
  }
}
