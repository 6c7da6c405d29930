package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Covered.Interval;

/** What a leg costs by a line that stands alone. */
class CostTest {
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // currency | line                                | seconds | billed | cost
        "EUR        | 49 0.06 1/1                         | 0       | 0      | 0",
        "EUR        | 49 0.06 1/1                         | 1       | 1      | 0.001",
        "EUR        | 49 0.06 60/1                        | 1       | 60     | 0.06",
        "EUR        | 49 0.06 60/1                        | 60      | 60     | 0.06",
        "EUR        | 49 0.06 60/1                        | 61      | 61     | 0.061",
        "EUR        | 49 0.06 60/60                       | 61      | 120    | 0.12",
        "EUR        | 49 0.06 30/6                        | 29      | 30     | 0.03",
        "EUR        | 49 0.06 30/6                        | 30      | 30     | 0.03",
        "EUR        | 49 0.06 30/6                        | 31      | 36     | 0.036",
        "EUR        | 49 0.06 30/6                        | 37      | 42     | 0.042",
        "EUR        | 49 0.06 30/6 fee=0.05               | 31      | 36     | 0.086",
        "EUR        | 49 0.06 0/10 fee=0.05               | 11      | 20     | 0.07",
        "EUR        | 49 0    1/1 fee=0.10                | 9999    | 9999   | 0.10",
        // a third of a minute is rounded once, half up at the eighth place
        "EUR        | 49 0.01 1/1                         | 1       | 1      | 0.00016667",
        "EUR        | 49 0.01 1/1                         | 3       | 3      | 0.0005",
        "EUR        | 49 0.01 1/1                         | 7       | 7      | 0.00116667",
        "EUR        | 49 0.000000000001 1/1               | 1       | 1      | 0",
        // other units of the price
        "EUR        | 49 0.001 unit=1                     | 61      | 61     | 0.061",
        "EUR        | 49 3.60 unit=3600                   | 61      | 61     | 0.061",
        "EUR        | 49 0.006 unit=6 6/6                 | 61      | 66     | 0.066",
        // grace: no more than five seconds cost nothing, a sixth makes all six count
        "EUR        | 49 0.06 grace=5 fee=0.05            | 5       | 0      | 0",
        "EUR        | 49 0.06 grace=5 fee=0.05            | 6       | 6      | 0.056",
        "EUR        | 49 0.06 grace=5 60/60               | 6       | 60     | 0.06",
        // minimum, then increments
        "EUR        | 49 0.06 min=45                      | 1       | 45     | 0.045",
        "EUR        | 49 0.06 min=45                      | 46      | 46     | 0.046",
        "EUR        | 49 0.06 min=45 30/6                 | 1       | 48     | 0.048",
        "EUR        | 49 0.06 min=45 grace=3              | 3       | 0      | 0",
        // the first minute at one price, the next at another, then a third
        "EUR        | 49 0.06 60:0.03                     | 59      | 59     | 0.059",
        "EUR        | 49 0.06 60:0.03                     | 60      | 60     | 0.06",
        "EUR        | 49 0.06 60:0.03                     | 61      | 61     | 0.0605",
        "EUR        | 49 0.06 60:0.03 120:0.012           | 180     | 180    | 0.102",
        "EUR        | 49 0.06 60:0                        | 9999    | 9999   | 0.06",
        // an increment that reaches into the next part is paid by the second
        "EUR        | 49 0.06 30/40 60:0.03               | 31      | 70     | 0.065",
        // a maximum
        "EUR        | 49 0.06 max=0.10                    | 99      | 99     | 0.099",
        "EUR        | 49 0.06 max=0.10                    | 101     | 101    | 0.10",
        "EUR        | 49 0.06 max=0.10 cut                | 9999    | 9999   | 0.10",
        "EUR        | 49 0.06 max=0.10 fee=0.20           | 1       | 1      | 0.10",
        "JPY        | 49 7    1/1                         | 1       | 1      | 0.116667",
        "JPY        | 49 12   60/60 fee=3                 | 61      | 120    | 27",
        "BHD        | 49 0.007 1/1                        | 1       | 1      | 0.000116667",
        "BHD        | 49 0.045 30/6                       | 31      | 36     | 0.027",
        "IDR        | 49 450  6/6 fee=100                 | 7       | 12     | 190",
        "IDR        | 49 1    1/1                         | 1       | 1      | 0.0167",
      })
  void costs(String currency, String line, long seconds, long billed, String cost) {
    var tariff = Lines.alone(currency, line);
    assertEquals(billed, tariff.billedSeconds(seconds));
    assertEquals(Money.parse(cost, Currency.of(currency)), Cost.of(tariff, AT, seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // line                   | covered      | seconds | cost
        "49 0.06                  | 0-10         | 10      | 0",
        "49 0.06                  | 0-10         | 30      | 0.02",
        "49 0.06                  | 10-20        | 30      | 0.02",
        "49 0.06                  | 0-10 20-25   | 30      | 0.015",
        "49 0.06                  | 20-25 0-10   | 30      | 0.015",
        "49 0.06                  | 0-10 5-25    | 30      | 0.005",
        "49 0.06                  | 0-10 10-30   | 30      | 0",
        "49 0.06                  | 100-200      | 30      | 0.03",
        // the fee is not covered; seconds of an increment that are not covered are paid
        "49 0.06 fee=0.05         | 0-30         | 30      | 0.05",
        "49 0.06 60/60            | 0-61         | 61      | 0.059",
        // what is covered counts when the parts of a leg are counted
        "49 0.06 60:0.03          | 0-60         | 120     | 0.03",
        "49 0.06 60:0.03          | 30-90        | 120     | 0.045",
      })
  void whatIsCoveredCostsNothing(String line, String covered, long seconds, String cost) {
    var intervals = new ArrayList<Interval>();
    for (var word : covered.split(" ", -1)) {
      var ends = word.split("-", -1);
      intervals.add(new Interval(Long.parseLong(ends[0]), Long.parseLong(ends[1])));
    }
    assertEquals(
        Money.parse(cost, Currency.EUR),
        Cost.of(Lines.alone("EUR", line), AT, seconds, Covered.of(intervals)));
  }

  @Test
  void coveredIntervalsAreMerged() {
    assertEquals(
        List.of(new Interval(0, 30), new Interval(40, 50)),
        Covered.of(
                List.of(
                    new Interval(40, 50),
                    new Interval(10, 20),
                    new Interval(0, 10),
                    new Interval(15, 30),
                    new Interval(1, 2)))
            .intervals());
    assertEquals(Covered.NOTHING, Covered.of(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Interval(5, 5));
    assertThrows(IllegalArgumentException.class, () -> new Interval(-1, 5));
  }

  @ParameterizedTest
  @CsvSource({
    // 0.0000003 a minute is 0.000000005 a second: half a unit
    "UP,        0.01,       1, 16667",
    "HALF_UP,   0.01,       1, 16667",
    "HALF_EVEN, 0.01,       1, 16667",
    "DOWN,      0.01,       1, 16666",
    "UP,        0.0000003,  1, 1",
    "HALF_UP,   0.0000003,  1, 1",
    "HALF_EVEN, 0.0000003,  1, 0",
    "HALF_EVEN, 0.0000003,  3, 2",
    "DOWN,      0.0000003,  3, 1",
    "UP,        0.0000003,  2, 1",
  })
  void roundsOnceAsTheDeckSays(RoundingMode mode, String price, long seconds, long units) {
    var terms = Lines.terms("EUR", mode, DeckCalendar.plain(java.time.ZoneOffset.UTC));
    var tariff = Tariff.of(terms, Lines.line(1, "49 " + price));
    assertEquals(units, Cost.of(tariff, AT, seconds).units());
  }

  @Test
  void otherWaysToRoundAreRefused() {
    var calendar = DeckCalendar.plain(java.time.ZoneOffset.UTC);
    assertThrows(
        IllegalArgumentException.class, () -> Lines.terms("EUR", RoundingMode.FLOOR, calendar));
  }

  @Test
  void overflowIsNamed() {
    var dear = Lines.alone("EUR", "49 99999999999");
    assertThrows(MoneyOverflow.class, () -> Cost.of(dear, AT, 3600));
    assertEquals(55, Cost.secondsFor(dear, AT, Money.of(Long.MAX_VALUE, Currency.EUR)));
    var cheap = Lines.alone("EUR", "49 1 1/3600");
    assertThrows(MoneyOverflow.class, () -> Cost.of(cheap, AT, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // line                     | money  | seconds
        "49 0.06 1/1                | 0.0005 | 0",
        "49 0.06 1/1                | 0.0019 | 1",
        "49 0.06 60/1               | 0.0599 | 0",
        "49 0.06 60/1               | 0.06   | 60",
        "49 0.06 60/1               | 0.0615 | 61",
        "49 0.06 30/6 fee=0.05      | 0.0799 | 0",
        "49 0.06 30/6 fee=0.05      | 0.08   | 30",
        "49 0.06 30/6 fee=0.05      | 0.086  | 36",
        "49 0.01 1/1                | 10     | 60000",
        "49 0.01 1/1                | -1     | 0",
        "49 0    1/1 fee=0.10       | 0.09   | 0",
        "49 0    1/1 fee=0.10       | 0.10   | 9223372036854775807",
        // a grace costs nothing, even if the rest cannot be paid
        "49 0.06 grace=5            | 0      | 5",
        "49 0.06 grace=5            | 0.006  | 6",
        "49 0.06 grace=5            | -0.001 | 0",
        "49 0.06 min=45             | 0.0449 | 0",
        "49 0.06 min=45             | 0.045  | 45",
        "49 0.06 60:0.03            | 0.0605 | 61",
        "49 0.06 60:0               | 0.06   | 9223372036854775807",
        "49 0.06 60:0               | 0.0599 | 59",
        // what reaches the maximum pays for all that follows
        "49 0.06 max=0.10           | 0.0999 | 99",
        "49 0.06 max=0.10           | 0.10   | 9223372036854775807",
      })
  void moneyBuysSeconds(String line, String money, long seconds) {
    assertEquals(
        seconds, Cost.secondsFor(Lines.alone("EUR", line), AT, Money.parse(money, Currency.EUR)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // line                     | longest
        "49 0.06 max=0.10           | 9223372036854775807",
        "49 0.06 cut                | 9223372036854775807",
        "49 0.06 max=0.10 cut       | 100",
        "49 0.06 max=0.10 cut 30/6  | 96",
        "49 0.06 max=0.06 cut 60/60 | 60",
        // what is billed first is always talked
        "49 0.06 max=0.01 cut 60/60 | 60",
      })
  void aLegIsCutAtItsMaximum(String line, long longest) {
    assertEquals(longest, Cost.longest(Lines.alone("EUR", line), AT, Covered.NOTHING));
  }

  @Test
  void theStretchesSayWhatWasBilled() {
    var tariff = Lines.alone("EUR", "49 0.06 60:0.03");
    var covered = Covered.of(List.of(new Interval(10, 20)));
    assertEquals(
        List.of("10 s at 0.06", "10 s covered", "40 s at 0.06", "5 s at 0.03"),
        Cost.stretches(tariff, AT, 65, covered).stream().map(Stretch::inWords).toList());
    assertEquals(List.of(), Cost.stretches(tariff, AT, 0, covered));
  }

  @Test
  void aTariffSaysItselfInWords() {
    assertEquals(
        "0.06 EUR/min + 0.05, 30/6, from 60 s 0.03, at least 45 s, up to 5 s free, at most 1, then"
            + " cut",
        Lines.alone("EUR", "49 0.06 30/6 fee=0.05 60:0.030 min=45 grace=5 max=1.00 cut").inWords());
    assertEquals("0.001 EUR/s, 1/1", Lines.alone("EUR", "49 0.001 unit=1").inWords());
    assertEquals("1 EUR/h, 1/1", Lines.alone("EUR", "49 1 unit=3600").inWords());
    assertEquals("1 EUR per 6 s, 1/1", Lines.alone("EUR", "49 1 unit=6").inWords());
    assertEquals("0.06 EUR", Lines.alone("EUR", "49 0.001 unit=1").perMinuteShown().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "49 -1",
    "+49 1",
    "phone 1",
    "49 1 unit=7",
    "49 1 0/0",
    "49 1 3601/1",
    "49 1 fee=-1",
    "49 1 grace=-1",
    "49 1 min=-1",
    "49 1 0:1",
    "49 1 60:1 60:2",
    "49 1 60:-1",
    "49 1 max=0",
    "49 1 since=2026-01-01T00:00:00Z till=2026-01-01T00:00:00Z",
    "1234567890123456 1"
  })
  void aLineThatMakesNoSenseIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> Lines.line(1, line));
  }
}
