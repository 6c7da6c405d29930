package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.meterline.billing.CutDatabase;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;

/**
 * A deck's prices are corrected twice; what finance sees after each step. The story again with each
 * question to the database lost, and each answer to what commits, and asked again.
 */
class ReRatingStoryTest {
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  /**
   * Leg 1 is Ann's to Germany, leg 2 Bea's to France, leg 3 to France is shared by both; each of
   * two minutes. Of what was given back for leg 1, a part is what was too much, and the rest a
   * gift. The last column counts all transfers.
   */
  private static final String STORY =
      """
      step                              |   Ann |  Bea | owed | leg 1 | leg 2 | leg 3 | revenue |  tax | all
      October, at 0.595 and 0.119       |  6.69 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    1.40 | 0.27 |   6
      1 gave Ann 0.50 back by hand      |  7.19 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    0.98 | 0.19 |   7
      2 prepared: 0.476 and 2.38        |  7.19 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    0.98 | 0.19 |   7
      2 approved                        |  7.19 | 1.64 | 0.00 |  1.19 |  0.24 |  0.24 |    0.98 | 0.19 |   7
      2 posted                          |  4.93 | 0.00 | 5.14 |  0.95 |  4.76 |  4.76 |    8.58 | 1.63 |  19
      2 posted again                    |  4.93 | 0.00 | 5.14 |  0.95 |  4.76 |  4.76 |    8.58 | 1.63 |  19
      3: France at 0.238                |  7.07 | 1.29 | 0.00 |  0.95 |  0.48 |  0.48 |    1.38 | 0.26 |  27
      4 gave Bea 0.10 back of leg 2     |  7.07 | 1.39 | 0.00 |  0.95 |  0.48 |  0.48 |    1.30 | 0.25 |  28
      """;

  @Test
  void aDeckIsCorrectedTwiceWhateverIsLostOfTheDatabase() throws Exception {
    int told = CutDatabase.losing(database -> new Telling(database).tell());
    assertTrue(told > 100, "it was told " + told + " times");
  }

  private static final class Telling {
    private final Month it = new Month();
    private final CutDatabase database;
    private final Finance finance;
    private final List<UUID> legs = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final UUID ann = it.wallet("8.00");
    private final UUID bea = it.wallet("2.00");

    Telling(CutDatabase database) {
      this.database = database;
      finance = new Finance(it, database);
    }

    void tell() throws Exception {
      var first = it.deck("49 0.595", "33 0.119");
      legs.add(call(first, "4930", ann));
      legs.add(call(first, "3312", bea));
      legs.add(call(first, "3312", ann, bea));
      tell("October, at 0.595 and 0.119");
      finance.refund(ann, legs.getFirst(), "0.50");
      tell("1 gave Ann 0.50 back by hand");

      var second = it.deck("49 0.476", "33 2.38");
      var asked = Month.asked(first, second);
      var prepared = finance.prepare(asked);
      assertEquals(ReRating.State.PREPARED, prepared.state());
      tell("2 prepared: 0.476 and 2.38");
      var approved = finance.approve(asked);
      assertEquals(ReRating.State.APPROVED, approved.state());
      assertEquals(prepared.dryRun(), approved.dryRun());
      tell("2 approved");
      finance.post();
      tell("2 posted");
      finance.postAgain(asked);
      tell("2 posted again");
      assertEquals(3, Month.result(it.find(asked)).legs());
      finance.reRate(Month.asked(second, it.deck("49 0.476", "33 0.238")));
      tell("3: France at 0.238");
      finance.refund(bea, legs.get(1), "0.10");
      tell("4 gave Bea 0.10 back of leg 2");
      it.reconcile();
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

    /** Until something is lost it is as it was told the first time. */
    private void tell(String step) {
      var expected = STORY.lines().toList().get(told.size() + 1);
      told.add(step);
      if (database.whole() || database.lost()) {
        assertEquals(expected, row(step));
      }
    }

    private String row(String step) {
      var a = it.seen(ann);
      var b = it.seen(bea);
      return String.format(
          "%-33s | %5s | %4s | %4s | %s",
          step,
          cents(a.balance()),
          cents(b.balance()),
          cents(a.owed().plus(b.owed())),
          it.book.read(this::books));
    }

    private String books(Connection connection) throws SQLException {
      var ledger = new Ledger(connection);
      var costs = ledger.costs(legs, null);
      var balances =
          ledger.accounts(Month.LATER).stream()
              .collect(
                  Collectors.toMap(Account::code, a -> cents(a.balance()), (one, same) -> one));
      return String.format(
          "%5s | %5s | %5s | %7s | %4s | %3d",
          cents(cost(costs, 0)),
          cents(cost(costs, 1)),
          cents(cost(costs, 2)),
          balances.get("4000"),
          balances.get("2300"),
          transfers(connection));
    }

    private Money cost(Map<UUID, CallCost> costs, int leg) {
      return Objects.requireNonNull(
          Objects.requireNonNull(costs.get(legs.get(leg))).money(), "paid in money");
    }

    private static long transfers(Connection connection) throws SQLException {
      try (var s = connection.prepareStatement("select count(*) from transfer");
          var row = s.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }

    private static String cents(Money amount) {
      return amount.decimal().setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
  }
}
