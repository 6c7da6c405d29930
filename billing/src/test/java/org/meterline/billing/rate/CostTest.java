package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

class CostTest {
  private static final UUID DECK = new UUID(0, 1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // currency | per minute | fee  | increments | seconds | billed | cost
        "EUR        | 0.06       | 0    | 1/1        | 0       | 0      | 0",
        "EUR        | 0.06       | 0    | 1/1        | 1       | 1      | 0.001",
        "EUR        | 0.06       | 0    | 60/1       | 1       | 60     | 0.06",
        "EUR        | 0.06       | 0    | 60/1       | 60      | 60     | 0.06",
        "EUR        | 0.06       | 0    | 60/1       | 61      | 61     | 0.061",
        "EUR        | 0.06       | 0    | 60/60      | 61      | 120    | 0.12",
        "EUR        | 0.06       | 0    | 30/6       | 29      | 30     | 0.03",
        "EUR        | 0.06       | 0    | 30/6       | 30      | 30     | 0.03",
        "EUR        | 0.06       | 0    | 30/6       | 31      | 36     | 0.036",
        "EUR        | 0.06       | 0    | 30/6       | 37      | 42     | 0.042",
        "EUR        | 0.06       | 0.05 | 30/6       | 31      | 36     | 0.086",
        "EUR        | 0.06       | 0.05 | 0/10       | 11      | 20     | 0.07",
        "EUR        | 0          | 0.10 | 1/1        | 9999    | 9999   | 0.10",
        // a third of a minute is rounded once, half up at the eighth place
        "EUR        | 0.01       | 0    | 1/1        | 1       | 1      | 0.00016667",
        "EUR        | 0.01       | 0    | 1/1        | 3       | 3      | 0.0005",
        "EUR        | 0.01       | 0    | 1/1        | 7       | 7      | 0.00116667",
        "EUR        | 0.000000000001 | 0 | 1/1       | 1       | 1      | 0",
        "JPY        | 7          | 0    | 1/1        | 1       | 1      | 0.116667",
        "BHD        | 0.007      | 0    | 1/1        | 1       | 1      | 0.000116667",
        "IDR        | 450        | 100  | 6/6        | 7       | 12     | 190",
      })
  void costs(
      String currency,
      String perMinute,
      String fee,
      String increments,
      long seconds,
      long billed,
      String cost) {
    var steps = increments.split("/", -1);
    var tariff =
        tariff(
            currency,
            perMinute,
            fee,
            Integer.parseInt(steps[0]),
            Integer.parseInt(steps[1]),
            RoundingMode.HALF_UP);
    assertEquals(billed, tariff.billedSeconds(seconds));
    assertEquals(Money.parse(cost, Currency.of(currency)), Cost.of(tariff, seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "UP,        0.00016667",
    "HALF_UP, 0.00016667",
    "HALF_EVEN, 0.00016667",
    "DOWN, 0.00016666"
  })
  void roundsOnceAsTheDeckSays(RoundingMode mode, String cost) {
    assertEquals(
        Money.parse(cost, Currency.EUR), Cost.of(tariff("EUR", "0.01", "0", 1, 1, mode), 1));
  }

  @Test
  void aHalfIsRoundedAsTheModeSays() {
    // 0.0000003 a minute is 0.000000005 a second: half a unit
    var price = "0.0000003";
    assertEquals(1, Cost.of(tariff("EUR", price, "0", 1, 1, RoundingMode.HALF_UP), 1).units());
    assertEquals(0, Cost.of(tariff("EUR", price, "0", 1, 1, RoundingMode.HALF_EVEN), 1).units());
    assertEquals(2, Cost.of(tariff("EUR", price, "0", 1, 1, RoundingMode.HALF_EVEN), 3).units());
    assertEquals(0, Cost.of(tariff("EUR", price, "0", 1, 1, RoundingMode.DOWN), 1).units());
    assertEquals(1, Cost.of(tariff("EUR", price, "0", 1, 1, RoundingMode.UP), 1).units());
  }

  @Test
  void overflowIsNamed() {
    var tariff = tariff("EUR", "99999999999", "0", 1, 1, RoundingMode.HALF_UP);
    assertThrows(MoneyOverflow.class, () -> Cost.of(tariff, 3600));
    var cheap = tariff("EUR", "1", "0", 1, 3600, RoundingMode.HALF_UP);
    assertThrows(MoneyOverflow.class, () -> Cost.of(cheap, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // per minute | fee | increments | money | seconds
        "0.06 | 0    | 1/1   | 0.0005 | 0",
        "0.06 | 0    | 1/1   | 0.0019 | 1",
        "0.06 | 0    | 60/1  | 0.0599 | 0",
        "0.06 | 0    | 60/1  | 0.06   | 60",
        "0.06 | 0    | 60/1  | 0.0615 | 61",
        "0.06 | 0.05 | 30/6  | 0.0799 | 0",
        "0.06 | 0.05 | 30/6  | 0.08   | 30",
        "0.06 | 0.05 | 30/6  | 0.086  | 36",
        "0.01 | 0    | 1/1   | 10     | 60000",
        "0.01 | 0    | 1/1   | -1     | 0",
        "0    | 0.10 | 1/1   | 0.09   | 0",
        "0    | 0.10 | 1/1   | 0.10   | 9223372036854775807",
      })
  void moneyBuysSeconds(
      String perMinute, String fee, String increments, String money, long seconds) {
    var steps = increments.split("/", -1);
    var tariff =
        tariff(
            "EUR",
            perMinute,
            fee,
            Integer.parseInt(steps[0]),
            Integer.parseInt(steps[1]),
            RoundingMode.HALF_UP);
    assertEquals(seconds, Cost.secondsFor(tariff, Money.parse(money, Currency.EUR)));
  }

  @Property(tries = 500, seed = "20261101")
  void whatMoneyBuysIsTheMost(
      @ForAll("tariffs") Tariff tariff, @ForAll @LongRange(min = 0, max = 2_000_000_000L) long u) {
    var amount = Money.of(u, tariff.currency());
    long seconds = Cost.secondsFor(tariff, amount);
    if (seconds == Cost.ENDLESS) {
      assertTrue(Cost.of(tariff, 1_000_000).compareTo(amount) <= 0);
    } else {
      assertTrue(Cost.of(tariff, seconds).compareTo(amount) <= 0, "it is paid for");
      assertTrue(Cost.of(tariff, seconds + 1).compareTo(amount) > 0, "one more is not");
    }
  }

  @Property(tries = 500, seed = "20261102")
  void aLongerCallIsNeverCheaper(
      @ForAll("tariffs") Tariff tariff,
      @ForAll @LongRange(min = 0, max = 10_000) long a,
      @ForAll @LongRange(min = 0, max = 10_000) long more) {
    assertTrue(Cost.of(tariff, a).compareTo(Cost.of(tariff, a + more)) <= 0);
  }

  /** Holds set to absolute totals cover what is posted, wherever the call ends. */
  @Property(tries = 500, seed = "20261103")
  void quoteIsWhatIsHeldAndNoLessThanWhatIsPosted(
      @ForAll("tariffs") Tariff tariff,
      @ForAll @LongRange(min = 1, max = 60) long chunk,
      @ForAll @LongRange(min = 0, max = 5_000) long used) {
    long granted = tariff.billedSeconds(chunk);
    var held = Cost.of(tariff, granted);
    while (granted < used) {
      granted = tariff.billedSeconds(granted + chunk);
      held = Cost.of(tariff, granted);
    }
    var posted = Cost.of(tariff, used);
    assertTrue(posted.compareTo(held) <= 0);
    assertTrue(!posted.isNegative());
    assertEquals(Cost.of(tariff, granted), held, "a quote of what is granted is what is held");
  }

  @Provide
  Arbitrary<Tariff> tariffs() {
    var price = Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("2")).ofScale(12);
    var fee = Arbitraries.bigDecimals().between(BigDecimal.ZERO, BigDecimal.ONE).ofScale(4);
    return Combinators.combine(
            price,
            Arbitraries.oneOf(Arbitraries.just(BigDecimal.ZERO), fee),
            Arbitraries.integers().between(0, 120),
            Arbitraries.integers().between(1, 120),
            Arbitraries.of(
                RoundingMode.UP, RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.DOWN),
            Arbitraries.of("EUR", "JPY", "BHD", "IDR"))
        .as(
            (p, f, initial, increment, mode, currency) ->
                tariff(currency, p.toPlainString(), f.toPlainString(), initial, increment, mode));
  }

  private static Tariff tariff(
      String currency, String perMinute, String fee, int initial, int increment, RoundingMode m) {
    return new Tariff(
        DECK,
        1,
        "49",
        "Germany",
        Currency.of(currency),
        new BigDecimal(perMinute),
        new BigDecimal(fee),
        initial,
        increment,
        false,
        m);
  }
}
