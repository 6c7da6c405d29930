package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Calls that get into another price, told as tables: the price of a minute is in euros. */
class TimeBandStoriesTest {
  private static final RateDeck BERLIN =
      Lines.deck(
          Lines.calendar(
              """
              Europe/Berlin; 2026-12-25; peak 12345 08:00-18:00; night 1234567H 22:00-03:00;
              sunday 7H 00:00-24:00"""),
          // line 1: whenever no other band is
          "49   0.030",
          "49   0.060 peak@",
          "49   0.012 night@ w=1",
          "49   0.018 sunday@",
          // in steps of a minute, with a fee, and no night
          "4930 0.060 60/60 fee=0.05",
          "4930 0.120 60/60 fee=0.20 peak@",
          // at another price from the first of December in Berlin; and from the leap day on
          "33   0.030 till=2026-11-30T23:00:00Z",
          "33   0.300 since=2026-11-30T23:00:00Z",
          "39   0.030 till=2028-02-28T23:00:00Z",
          "39   0.300 since=2028-02-28T23:00:00Z till=2028-02-29T23:00:00Z",
          "39   0.003 since=2028-02-29T23:00:00Z",
          // the first minute dear, whatever the band; blocked at night
          "34   0.300 60:0.030",
          "34   0.600 60:0.060 peak@",
          "34   0     x night@");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // begins, in Berlin       | to   | seconds | pieces                             | cost
        // Wednesday, peak ends at six, wholly before and wholly after
        "2026-11-25T17:58:00+01:00 | +491 | 60      | 60 peak                            | 0.060",
        "2026-11-25T17:59:30+01:00 | +491 | 60      | 30 peak, 30                        | 0.045",
        "2026-11-25T18:00:00+01:00 | +491 | 60      | 60                                 | 0.030",
        "2026-11-25T17:59:59+01:00 | +491 | 2       | 1 peak, 1                          | 0.0015",
        // into the night and past midnight: one band, two days
        "2026-11-25T21:59:00+01:00 | +491 | 7200    | 60, 7140 night                     | 1.458",
        // Friday's peak begins, Saturday has none
        "2026-11-27T07:59:00+01:00 | +491 | 120     | 60, 60 peak                        | 0.090",
        "2026-11-28T07:59:00+01:00 | +491 | 120     | 120                                | 0.060",
        // Christmas is a Friday: a holiday is no weekday
        "2026-12-25T07:59:00+01:00 | +491 | 120     | 120 sunday                         | 0.036",
        // the night's line is heavier than Sunday's
        "2026-11-29T02:59:00+01:00 | +491 | 120     | 60 night, 60 sunday                | 0.030",
        // summer time: at two it is three, so the night that ends at three ends at once
        "2026-03-29T01:59:00+01:00 | +491 | 120     | 60 night, 60 sunday                | 0.030",
        // winter time: from three back to two, so the night has an hour more
        "2026-10-25T02:59:00+02:00 | +491 | 3720    | 3660 night, 60 sunday              | 0.750",
        "2026-10-25T02:59:00+02:00 | +491 | 120     | 120 night                          | 0.024",
        "2026-10-25T02:59:00+01:00 | +491 | 120     | 60 night, 60 sunday                | 0.030",
        // increments count from the answer; each of their seconds has its own price
        "2026-11-25T17:59:30+01:00 | +4930 | 61     | 30 peak, 90                        | 0.350",
        "2026-11-25T18:00:00+01:00 | +4930 | 61     | 120                                | 0.170",
        // a new price at midnight in Berlin: the call keeps the one it began with
        "2026-11-30T23:59:30+01:00 | +331 | 60      | 60                                 | 0.030",
        "2026-12-01T00:00:00+01:00 | +331 | 60      | 60                                 | 0.300",
        // from the 28th to the 29th of February, and on to March
        "2028-02-28T23:59:59+01:00 | +391 | 60      | 60                                 | 0.030",
        "2028-02-29T00:00:00+01:00 | +391 | 60      | 60                                 | 0.300",
        "2028-02-29T23:59:59+01:00 | +391 | 60      | 60                                 | 0.300",
        "2028-03-01T00:00:00+01:00 | +391 | 60      | 60                                 | 0.003",
        // the later part of a leg begins where it begins, in the band that is then
        "2026-11-25T17:59:30+01:00 | +341 | 90      | 30 peak, 30, 30                    | 0.465",
        "2026-11-25T17:58:30+01:00 | +341 | 120     | 60 peak, 30 peak, 30               | 0.645",
        // blocked at night, but who talks goes on at the price before
        "2026-11-25T21:59:00+01:00 | +341 | 120     | 60, 60                             | 0.330",
      })
  void costs(String begins, String to, long seconds, String pieces, String cost) {
    var start = java.time.OffsetDateTime.parse(begins).toInstant();
    var tariff = assertInstanceOf(Match.Priced.class, BERLIN.match(to, start)).tariff();
    assertEquals(
        pieces,
        Cost.stretches(tariff, start, seconds, Covered.NOTHING).stream()
            .map(s -> (s.until() - s.from() + " " + s.rate().band()).strip())
            .collect(Collectors.joining(", ")));
    var money = Money.parse(cost, Currency.EUR);
    assertEquals(money, Cost.of(tariff, start, seconds));
    assertEquals(tariff.billedSeconds(seconds), Cost.secondsFor(tariff, start, money));
  }

  @Test
  void nobodyCallsWhereItIsBlockedThen() {
    assertInstanceOf(
        Match.Blocked.class, BERLIN.match("+341", Instant.parse("2026-11-25T21:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peak 12345 08:00-18:00   | peak 12345 08:00-18:00",
        "late 7H 22:00-06:00      | late 7H 22:00-06:00",
        "all 1234567H 00:00-24:00 | all 1234567H 00:00-24:00",
        "all 1234567H 00:00-00:00 | all 1234567H 00:00-24:00",
        "odd 1 00:00:01-23:59:59  | odd 1 00:00:01-23:59:59",
      })
  void aBandIsReadAndWritten(String text, String written) {
    assertEquals(written, TimeBand.parse(text).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "peak",
        "peak 8 08:00-18:00",
        "peak 1 25:00-26:00",
        "peak 1 08:00",
        "a b 1 08:00-09:00"
      })
  void whatIsNoBandIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TimeBand.parse(text));
  }
}
