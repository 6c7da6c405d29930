package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.NOW;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Outcome;

/**
 * Corrections, refunds and top-ups in any order: each leg ends at the cost of the last deck, and
 * the wallet has what was paid in, less what legs cost, but for what was given back.
 */
class RandomReRatingTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsLostOrTakenTwice(long seed) {
    var random = new Random(seed);
    var it = new Month();
    var deck = it.deck("49 0.60");
    var wallet = it.wallet("5.00");
    var paidIn = Month.eur("5.00");
    var legs = new ArrayList<UUID>();
    var seconds = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      seconds.add(1 + random.nextInt(90));
      legs.add(it.call(deck, wallet, seconds.getLast()));
    }
    for (int step = 0; step < 10; step++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          it.book.topUp(wallet, "0.75", NOW);
          paidIn = paidIn.plus(Month.eur("0.75"));
        }
        case 1 -> {
          var leg = legs.get(random.nextInt(legs.size()));
          var standing = it.standing(leg);
          var amount = Money.of(1 + random.nextInt(40_000_000), Currency.EUR);
          boolean most = amount.units() <= standing.paid() - standing.refunded();
          var outcome = it.refundOf(wallet, it.standingCharge(leg), amount.amount());
          assertEquals(most, outcome instanceof Outcome.Done, "no more than was paid");
        }
        default -> {
          int cents = random.nextInt(400);
          var price = BigDecimal.valueOf(cents, 2).toPlainString();
          var next = it.deck("49 " + price);
          it.posted(deck, next);
          deck = next;
          for (int i = 0; i < legs.size(); i++) {
            // cents a minute for whole seconds, in units of a hundred millionth, half up
            long exact = cents * 1_000_000L * seconds.get(i);
            assertEquals((exact + 30) / 60, it.charged(legs.get(i)).units());
          }
        }
      }
      var seen = it.seen(wallet);
      var expected = paidIn;
      for (var leg : legs) {
        var standing = it.standing(leg);
        expected = expected.minus(Money.of(standing.paid() - standing.refunded(), Currency.EUR));
      }
      assertEquals(expected, seen.balance().minus(seen.owed()));
      assertTrue(seen.balance().units() >= 0);
      assertEquals(seen.owed().units() > 0, seen.frozen());
    }
    it.reconcile();
  }
}
