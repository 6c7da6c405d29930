package org.meterline.web.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.ledger.Journals;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.refusal.Refused.Violation;
import org.meterline.web.ledger.JournalsResource.LineBody;
import org.meterline.web.rest.MoneyBody;

/** Of several lines a refusal names the one that is wrong. */
class JournalBodyTest {
  @Test
  void aLineIsReadWithItsAccountAndItsAmount() {
    Journals.Line line = line("12", "7.50", "EUR");
    assertEquals(12, line.account());
    assertEquals("7.50", line.amount().decimal().setScale(2).toPlainString());
  }

  @Test
  void aRefusalNamesTheLineAndItsField() {
    assertRefused("lines[3].account", "twelve", "7.50", "EUR");
    assertRefused("lines[3].amount.amount", "12", "much", "EUR");
    assertRefused("lines[3].amount.currency", "12", "7.50", "DUCATS");
  }

  private static void assertRefused(String field, String account, String amount, String currency) {
    var refused = assertThrows(Refused.class, () -> line(account, amount, currency));
    assertEquals(List.of(field), refused.violations().stream().map(Violation::field).toList());
  }

  private static Journals.Line line(String account, String amount, String currency) {
    return new LineBody(account, null, "debit", new MoneyBody(amount, currency)).line("lines[3].");
  }
}
