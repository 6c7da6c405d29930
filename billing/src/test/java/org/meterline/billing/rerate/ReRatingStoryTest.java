package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.PostgresWallets;

/**
 * A deck's prices are corrected twice; what finance sees after each step. The story again with the
 * Nth use of the database failing, for every N, and the run asked again.
 */
class ReRatingStoryTest {
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  /**
   * Leg 1 is Ann's to Germany, leg 2 Bea's to France, leg 3 to France is shared by both; each of
   * two minutes. Of what was given back for leg 1, a part is what was too much, and the rest a
   * gift.
   */
  private static final String STORY =
      """
      step                              |   Ann |  Bea | owed | leg 1 | leg 2 | leg 3 | revenue |  tax
      October, at 0.595 and 0.119       |  6.69 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    1.40 | 0.27
      1 gave Ann 0.50 back by hand      |  7.19 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    0.98 | 0.19
      2: Germany at 0.476, France 2.38  |  4.93 | 0.00 | 5.14 |  0.95 |  4.76 |  4.76 |    8.58 | 1.63
      2 again                           |  4.93 | 0.00 | 5.14 |  0.95 |  4.76 |  4.76 |    8.58 | 1.63
      3: France at 0.238                |  7.07 | 1.29 | 0.00 |  0.95 |  0.48 |  0.48 |    1.38 | 0.26
      """;

  private final Month it = new Month();
  private UUID ann = new UUID(0, 0);
  private UUID bea = new UUID(0, 0);
  private final List<UUID> legs = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void aDeckIsCorrectedTwice() {
    story(Integer.MAX_VALUE);
  }

  @Test
  void soItIsWhenTheDatabaseFailsAtAnyUseOfIt() {
    int failures = 0;
    while (new ReRatingStoryTest().story(++failures)) {}
    assertTrue(failures > 15, "it was used " + failures + " times");
  }

  /** Answers whether the failure came about. */
  private boolean story(int failing) {
    var first = it.deck("49 0.595", "33 0.119");
    ann = it.wallet("8.00");
    bea = it.wallet("2.00");
    legs.add(call(first, "4930", ann));
    legs.add(call(first, "3312", bea));
    legs.add(call(first, "3312", ann, bea));
    tell("October, at 0.595 and 0.119");
    it.refund(ann, legs.getFirst(), "0.50");
    tell("1 gave Ann 0.50 back by hand");

    var uses = new AtomicInteger();
    var second = it.deck("49 0.476", "33 2.38");
    var asked = it.approved(first, second);
    post(asked, failing, uses);
    tell("2: Germany at 0.476, France 2.38");
    post(asked, failing, uses);
    tell("2 again");
    post(it.approved(second, it.deck("49 0.476", "33 0.238")), failing, uses);
    tell("3: France at 0.238");
    it.reconcile();
    assertEquals(STORY.lines().skip(1).toList(), told, "failing at " + failing);
    return uses.get() >= failing;
  }

  private UUID call(RateDeck deck, String to, UUID... wallets) {
    var tariff = Month.price(deck, to).taxed(GERMAN);
    var lines = new ArrayList<HoldLine>();
    for (var wallet : wallets) {
      boolean shared = wallets.length > 1;
      boolean rest = shared && lines.isEmpty();
      lines.add(new HoldLine(Part.PAYER, it.book.tenant, wallet, tariff, shared ? 1 : 0, rest));
    }
    var leg = it.call(AT, lines, 120);
    it.dial(leg, to + "1234");
    return leg;
  }

  private void post(ReRating.Asked asked, int failing, AtomicInteger uses) {
    var source = FailingDatabase.at(failing, uses);
    var run =
        new ReRatingRun(new BookTransaction(source), new PostgresWallets(source), it::records, 2);
    int before = uses.get();
    if (before < failing && failing != Integer.MAX_VALUE) {
      try {
        run.post(it.book.tenant, asked);
        return;
      } catch (SQLException | RuntimeException e) {
        assertEquals(failing, uses.get(), () -> "failed by itself: " + e);
      }
    }
    it.post(asked, run);
  }

  private void tell(String step) {
    var owed = it.seen(ann).owed().plus(it.seen(bea).owed());
    told.add(
        String.format(
            "%-33s | %5s | %4s | %4s | %5s | %5s | %5s | %7s | %4s",
            step,
            cents(it.seen(ann).balance().decimal()),
            cents(it.seen(bea).balance().decimal()),
            cents(owed.decimal()),
            cents(it.charged(legs.get(0)).decimal()),
            cents(it.charged(legs.get(1)).decimal()),
            cents(it.charged(legs.get(2)).decimal()),
            cents(it.amount("4000")),
            cents(it.amount("2300"))));
  }

  private static String cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
