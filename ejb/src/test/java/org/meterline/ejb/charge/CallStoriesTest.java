package org.meterline.ejb.charge;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TimeBand;

/**
 * Calls from the question who pays to what was posted, through charging and PostgreSQL. Each story
 * is told again with each use of the database lost. 15 s are held at a time.
 */
class CallStoriesTest {
  private static final Instant DECEMBER = Instant.parse("2026-11-30T23:00:00Z");
  private static final Instant LEAP_DAY = Instant.parse("2028-02-28T23:00:00Z");
  private static final Instant MARCH = Instant.parse("2028-02-29T23:00:00Z");

  private static RateDeck deck(Currency currency, Rate.Draft... drafts) {
    var rates = new ArrayList<Rate>();
    for (var draft : drafts) {
      rates.add(draft.line(rates.size() + 1).build());
    }
    var night = TimeBand.parse("night 1234567 22:00-03:00");
    var berlin = DeckCalendar.of(ZoneId.of("Europe/Berlin"), List.of(), List.of(night));
    return RateDeck.compile(
        new DeckTerms(
            UUID.randomUUID(), currency, RoundingMode.HALF_UP, berlin, DeckTerms.Tax.GROSS),
        rates);
  }

  private static Rate.Draft to(String prefix, String price) {
    return Rate.to(prefix, "To " + prefix).price(price);
  }

  private static Consumer<ChargedTenant> ann(Rate.Draft... drafts) {
    return tenant -> tenant.deck(deck(Currency.EUR, drafts)).phone("Ann", "10.00");
  }

  /** The night ends at three, which is an hour later in October and at once in March. */
  @Test
  void theClocksChangeInMidCall() throws Exception {
    new CallStory(
            ann(to("49", "0.60"), to("49", "0.06").in("night")),
            """
            at                        | call | does                   | says                        | Ann
            2026-10-25T02:59:50+02:00 | A    | Ann calls +4930123456  | 15 s by Ann                 | 9.985
            2026-10-25T02:00:01+01:00 | A    | used 11                | 30 s by Ann                 | 9.97
            2026-10-25T02:00:20+01:00 | A    | ends 30                | Ann 0.03 EUR on 2026-10-25  | 9.97
            2026-10-25T02:59:50+01:00 | B    | Ann calls +4930123456  | 15 s by Ann                 | 9.91
            2026-10-25T03:00:01+01:00 | B    | used 11                | 30 s by Ann                 | 9.76
            2026-10-25T03:00:20+01:00 | B    | ends 30                | Ann 0.21 EUR on 2026-10-25  | 9.76
            2027-03-28T01:59:50+01:00 | C    | Ann calls +4930123456  | 15 s by Ann                 | 9.70
            2027-03-28T03:00:01+02:00 | C    | used 11                | 30 s by Ann                 | 9.55
            2027-03-28T03:00:10+02:00 | C    | ends 20                | Ann 0.11 EUR on 2027-03-28  | 9.65
            """)
        .tell();
  }

  @Test
  void thePriceChangesAtMidnight() throws Exception {
    new CallStory(
            ann(to("33", "0.60").inForce(null, DECEMBER), to("33", "6.00").inForce(DECEMBER, null)),
            """
            at                        | call | does                   | says                        | Ann
            2026-11-30T23:59:50+01:00 | A    | Ann calls +33123456789 | 15 s by Ann                 | 9.85
            2026-12-01T00:00:00+01:00 | B    | Ann calls +33123456789 | 15 s by Ann                 | 8.35
            2026-12-01T00:00:01+01:00 | A    | used 11                | 30 s by Ann                 | 8.20
            2026-12-01T00:00:11+01:00 | B    | used 11                | 30 s by Ann                 | 6.70
            2026-12-01T00:00:20+01:00 | A    | ends 30                | Ann 0.30 EUR on 2026-12-01  | 6.70
            2026-12-01T00:00:20+01:00 | B    | ends 20                | Ann 2.00 EUR on 2026-12-01  | 7.70
            """)
        .tell();
  }

  @Test
  void fromTheLastDayOfFebruaryButOneToMarch() throws Exception {
    new CallStory(
            ann(
                to("39", "0.60").inForce(null, LEAP_DAY),
                to("39", "6.00").inForce(LEAP_DAY, MARCH),
                to("39", "0.06").inForce(MARCH, null)),
            """
            at                        | call | does                   | says                        | Ann
            2028-02-28T23:59:55+01:00 | A    | Ann calls +39061234567 | 15 s by Ann                 | 9.85
            2028-02-29T00:00:05+01:00 | A    | ends 10                | Ann 0.10 EUR on 2028-02-29  | 9.90
            2028-02-29T00:00:05+01:00 | B    | Ann calls +39061234567 | 15 s by Ann                 | 8.40
            2028-02-29T00:00:15+01:00 | B    | ends 10                | Ann 1.00 EUR on 2028-02-29  | 8.90
            2028-02-29T23:59:55+01:00 | C    | Ann calls +39061234567 | 15 s by Ann                 | 7.40
            2028-03-01T00:00:05+01:00 | C    | ends 10                | Ann 1.00 EUR on 2028-03-01  | 7.90
            2028-03-01T00:00:05+01:00 | D    | Ann calls +39061234567 | 15 s by Ann                 | 7.885
            2028-03-01T00:00:15+01:00 | D    | ends 10                | Ann 0.01 EUR on 2028-03-01  | 7.89
            """)
        .tell();
  }

  /**
   * A call belongs to the month in which it ends, less what was posted before: A and B were
   * recovered in November, C was not.
   */
  @Test
  void theMonthEndsAndIsClosedInMidCall() throws Exception {
    new CallStory(
            ann(to("49", "0.60")),
            """
            at                        | call | does                   | says                        | Ann
            2026-11-30T23:59:30+01:00 | A    | Ann calls +4930123456  | 15 s by Ann                 | 9.85
            2026-11-30T23:59:41+01:00 | A    | used 11                | 30 s by Ann                 | 9.70
            2026-11-30T23:59:45+01:00 | B    | Ann calls +4930123456  | 15 s by Ann                 | 9.55
            2026-11-30T23:59:55+01:00 | A    | used 25                | 45 s by Ann                 | 9.40
            2026-11-30T23:59:56+01:00 | B    | used 11                | 30 s by Ann                 | 9.25
            2026-11-30T23:59:57+01:00 |      | the node restarts      | recovered                   | 9.64
            2026-11-30T23:59:59+01:00 | C    | Ann calls +4930123456  | 15 s by Ann                 | 9.49
            2026-12-01T00:00:05+01:00 |      | closes 2026-11         | closed                      | 9.49
            2026-12-01T00:00:10+01:00 | A    | ends 40                | Ann 0.15 EUR on 2026-12-01  | 9.34
            2026-12-01T00:00:10+01:00 | B    | ends 25                | Ann 0.14 EUR on 2026-12-01  | 9.20
            2026-12-01T00:00:10+01:00 | C    | ends 11                | Ann 0.11 EUR on 2026-12-01  | 9.24
            """)
        .tell();
  }

  /** Yen have six digits, dinars nine, rupiahs four: each is rounded once, at its last. */
  @Test
  void currenciesWithOtherDigits() throws Exception {
    new CallStory(
            tenant -> {
              of(tenant, "Jun", "1000", "JPY", "7");
              of(tenant, "Bea", "5", "BHD", "0.025");
              of(tenant, "Ida", "100000", "IDR", "1234.567");
            },
            """
            at                        | call | does                   | says                               | Jun        | Bea         | Ida
            2026-11-26T10:00:00+01:00 | A    | Jun calls +4930123456  | 15 s by Jun                        | 998.25     | 5.000       | 100000.00
            2026-11-26T10:00:00+01:00 | B    | Bea calls +4930123456  | 15 s by Bea                        | 998.25     | 4.99375     | 100000.00
            2026-11-26T10:00:00+01:00 | C    | Ida calls +4930123456  | 15 s by Ida                        | 998.25     | 4.99375     | 99691.3582
            2026-11-26T10:00:13+01:00 | A    | ends 13                | Jun 1.516667 JPY on 2026-11-26     | 998.483333 | 4.99375     | 99691.3582
            2026-11-26T10:00:13+01:00 | B    | ends 13                | Bea 0.005416667 BHD on 2026-11-26  | 998.483333 | 4.994583333 | 99691.3582
            2026-11-26T10:00:13+01:00 | C    | ends 13                | Ida 267.4895 IDR on 2026-11-26     | 998.483333 | 4.994583333 | 99732.5105
            """)
        .tell();
  }

  private static void of(ChargedTenant tenant, String user, String has, String code, String price) {
    var currency = Currency.of(code);
    tenant.phone(user, Money.parse(has, currency)).deckOf(user, deck(currency, to("49", price)));
  }

  /** In order: 1/1, 30/6, 60/60, five seconds of grace, twenty at least, a first minute dear. */
  @Test
  void incrementsGraceMinimumAndLaterPrices() throws Exception {
    new CallStory(
            ann(
                to("4930", "0.60").increments(1, 1),
                to("4940", "0.60").increments(30, 6),
                to("4989", "0.60").increments(60, 60),
                to("33", "0.60").grace(5),
                to("34", "0.60").minimum(20),
                to("39", "0.60").later(60, "0.06")),
            """
            at                        | call | does                   | says                        | Ann
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456  | 15 s by Ann                 | 9.85
            2026-11-26T10:00:13+01:00 | A    | ends 13                | Ann 0.13 EUR on 2026-11-26  | 9.87
            2026-11-26T10:01:00+01:00 | B    | Ann calls +4940123456  | 30 s by Ann                 | 9.57
            2026-11-26T10:01:26+01:00 | B    | used 26                | 48 s by Ann                 | 9.39
            2026-11-26T10:01:31+01:00 | B    | ends 31                | Ann 0.36 EUR on 2026-11-26  | 9.51
            2026-11-26T10:02:00+01:00 | C    | Ann calls +4989123456  | 60 s by Ann                 | 8.91
            2026-11-26T10:02:13+01:00 | C    | ends 13                | Ann 0.60 EUR on 2026-11-26  | 8.91
            2026-11-26T10:03:00+01:00 | D    | Ann calls +33123456789 | 15 s by Ann                 | 8.76
            2026-11-26T10:03:05+01:00 | D    | ends 5                 | Ann 0.00 EUR                | 8.91
            2026-11-26T10:04:00+01:00 | E    | Ann calls +33123456789 | 15 s by Ann                 | 8.76
            2026-11-26T10:04:06+01:00 | E    | ends 6                 | Ann 0.06 EUR on 2026-11-26  | 8.85
            2026-11-26T10:05:00+01:00 | F    | Ann calls +34123456789 | 20 s by Ann                 | 8.65
            2026-11-26T10:05:03+01:00 | F    | ends 3                 | Ann 0.20 EUR on 2026-11-26  | 8.65
            2026-11-26T10:06:00+01:00 | G    | Ann calls +39061234567 | 15 s by Ann                 | 8.50
            2026-11-26T10:06:55+01:00 | G    | used 55                | 70 s by Ann                 | 8.04
            2026-11-26T10:07:10+01:00 | G    | ends 70                | Ann 0.61 EUR on 2026-11-26  | 8.04
            """)
        .tell();
  }

  /** What each is due is rounded up to a unit; the tenant pays the rest. */
  @Test
  void aSplitLosesNothing() throws Exception {
    new CallStory(
            tenant -> {
              ann(to("49", "0.06")).accept(tenant);
              tenant.ownWallet("5.00").sponsor("Bank", "1.00", offer("0.02"));
              var bank = "sponsor:" + tenant.wallet("Bank").payer();
              var split = "split caller 4999 tenant 4999 " + bank + " 2 rest tenant then end";
              tenant.rule(Below.NOT_TAKEN, split, "caller then end");
            },
            """
            at                        | call | does                  | says                          | Ann       | tenant    | Bank
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456 | 15 s by Ann, The tenant, Bank | 9.9925015 | 4.9925015 | 0.999997
            2026-11-26T10:00:11+01:00 | A    | used 11               | 30 s by Ann, The tenant, Bank | 9.985003  | 4.985003  | 0.999994
            2026-11-26T10:00:17+01:00 | A    | ends 17               | Ann 0.0084983 EUR on 2026-11-26; Bank 0.0000034 EUR on 2026-11-26; The tenant 0.0084983 EUR on 2026-11-26 | 9.9915017 | 4.9915017 | 0.9999966
            """)
        .tell();
  }

  @Test
  void aSponsorsBudgetEndsInMidCall() throws Exception {
    new CallStory(
            tenant -> {
              ann(to("49", "0.06")).accept(tenant);
              tenant
                  .sponsor("Bank", "0.04", offer("0.12"))
                  .sponsor("Cola", "0.03", offer("0.09"))
                  .rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
            },
            """
            at                        | call | does                  | says             | Ann   | Bank | Cola
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456 | 15 s by Bank     | 10.00 | 0.01 | 0.03
            2026-11-26T10:00:11+01:00 | A    | used 11               | 20 s last by Bank | 10.00 | 0.00 | 0.03
            2026-11-26T10:00:19+01:00 | A    | used 19               | 35 s by Cola     | 10.00 | 0.00 | 0.0075
            2026-11-26T10:00:31+01:00 | A    | used 31               | 40 s last by Cola | 10.00 | 0.00 | 0.00
            2026-11-26T10:00:39+01:00 | A    | used 39               | 55 s by Ann      | 9.985 | 0.00 | 0.00
            2026-11-26T10:00:51+01:00 | A    | ends 51               | Ann 0.011 EUR on 2026-11-26; Bank 0.04 EUR on 2026-11-26; Cola 0.03 EUR on 2026-11-26 | 9.989 | 0.00 | 0.00
            """)
        .tell();
  }

  /** Neither the sponsor nor Ann has enough for a second. */
  @Test
  void whoCannotPayIsPassedOver() throws Exception {
    new CallStory(
            tenant -> {
              tenant.deck(deck(Currency.EUR, to("49", "0.06"))).phone("Ann", "0.00");
              tenant
                  .ownWallet("5.00")
                  .sponsor("Bank", "0.001", offer("0.12"))
                  .rule(
                      Below.NOT_TAKEN, "sponsors then next", "caller then next", "tenant then end");
            },
            """
            at                        | call | does                  | says               | Ann  | Bank  | tenant
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456 | 15 s by The tenant | 0.00 | 0.001 | 4.985
            2026-11-26T10:00:11+01:00 | A    | used 11               | 30 s by The tenant | 0.00 | 0.001 | 4.97
            2026-11-26T10:00:20+01:00 | A    | ends 20               | The tenant 0.02 EUR on 2026-11-26 | 0.00 | 0.001 | 4.98
            """)
        .tell();
  }

  /** Who takes over after midnight pays what was agreed before it, also when the node was lost. */
  @Test
  void aCallKeepsItsPricesWhoeverTakesItOver() throws Exception {
    new CallStory(
            tenant -> {
              ann(
                      to("33", "0.60").inForce(null, DECEMBER),
                      to("33", "6.00").inForce(DECEMBER, null))
                  .accept(tenant);
              tenant
                  .sponsor("Bank", "0.40", offer("1.20"))
                  .rule(Below.NOT_TAKEN, "sponsors then next", "caller then end");
            },
            """
            at                        | call | does                   | says              | Ann   | Bank
            2026-11-30T23:59:45+01:00 | A    | Ann calls +33123456789 | 15 s by Bank      | 10.00 | 0.10
            2026-11-30T23:59:56+01:00 | A    | used 11                | 20 s last by Bank | 10.00 | 0.00
            2026-12-01T00:00:04+01:00 | A    | used 19                | 35 s by Ann       | 9.85  | 0.00
            2026-12-01T00:00:16+01:00 | A    | used 31                | 50 s by Ann       | 9.70  | 0.00
            2026-12-01T00:00:17+01:00 |      | the node restarts      | recovered         | 9.89  | 0.00
            2026-12-01T00:00:20+01:00 | A    | ends 35                | Ann 0.04 EUR on 2026-12-01 | 9.85 | 0.00
            """)
        .tell();
  }

  /** A maximum, and prices that change with a call's length, are the call's, whoever pays. */
  @Test
  void aMaximumIsTheCallsWhoeverTakesItOver() throws Exception {
    new CallStory(
            tenant -> {
              ann(
                      to("49", "0.60").atMost(new BigDecimal("0.30"), Rate.AtMaximum.CUT),
                      to("33", "0.60").atMost(new BigDecimal("0.30"), Rate.AtMaximum.FREE),
                      to("39", "0.60").later(30, "0.06"))
                  .accept(tenant);
              tenant
                  .phone("Bea", "0.20")
                  .phone("Cem", "0.20")
                  .phone("Dan", "0.20")
                  .ownWallet("5.00")
                  .rule(Below.NOT_TAKEN, "caller then next", "tenant then end");
            },
            """
            at                        | call | does                   | says                    | Ann  | Bea  | Cem  | Dan  | tenant
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456  | 15 s by Ann             | 9.85 | 0.20 | 0.20 | 0.20 | 5.00
            2026-11-26T10:00:11+01:00 | A    | used 11                | 30 s last by Ann        | 9.70 | 0.20 | 0.20 | 0.20 | 5.00
            2026-11-26T10:00:29+01:00 | A    | used 29                | 30 s last by Ann        | 9.70 | 0.20 | 0.20 | 0.20 | 5.00
            2026-11-26T10:00:30+01:00 | A    | ends 30                | Ann 0.30 EUR on 2026-11-26 | 9.70 | 0.20 | 0.20 | 0.20 | 5.00
            2026-11-26T10:01:00+01:00 | B    | Bea calls +4930123456  | 15 s by Bea             | 9.70 | 0.05 | 0.20 | 0.20 | 5.00
            2026-11-26T10:01:11+01:00 | B    | used 11                | 20 s last by Bea        | 9.70 | 0.00 | 0.20 | 0.20 | 5.00
            2026-11-26T10:01:19+01:00 | B    | used 19                | 30 s last by The tenant | 9.70 | 0.00 | 0.20 | 0.20 | 4.90
            2026-11-26T10:01:29+01:00 | B    | used 29                | 30 s last by The tenant | 9.70 | 0.00 | 0.20 | 0.20 | 4.90
            2026-11-26T10:01:30+01:00 | B    | ends 30                | Bea 0.20 EUR on 2026-11-26; The tenant 0.10 EUR on 2026-11-26 | 9.70 | 0.00 | 0.20 | 0.20 | 4.90
            2026-11-26T10:02:00+01:00 | C    | Cem calls +33123456789 | 15 s by Cem             | 9.70 | 0.00 | 0.05 | 0.20 | 4.90
            2026-11-26T10:02:11+01:00 | C    | used 11                | 20 s last by Cem        | 9.70 | 0.00 | 0.00 | 0.20 | 4.90
            2026-11-26T10:02:19+01:00 | C    | used 19                | 35 s by The tenant      | 9.70 | 0.00 | 0.00 | 0.20 | 4.80
            2026-11-26T10:02:34+01:00 | C    | used 34                | 50 s by The tenant      | 9.70 | 0.00 | 0.00 | 0.20 | 4.80
            2026-11-26T10:02:45+01:00 | C    | ends 45                | Cem 0.20 EUR on 2026-11-26; The tenant 0.10 EUR on 2026-11-26 | 9.70 | 0.00 | 0.00 | 0.20 | 4.80
            2026-11-26T10:03:00+01:00 | D    | Dan calls +39061234567 | 15 s by Dan             | 9.70 | 0.00 | 0.00 | 0.05 | 4.80
            2026-11-26T10:03:11+01:00 | D    | used 11                | 20 s last by Dan        | 9.70 | 0.00 | 0.00 | 0.00 | 4.80
            2026-11-26T10:03:19+01:00 | D    | used 19                | 35 s by The tenant      | 9.70 | 0.00 | 0.00 | 0.00 | 4.695
            2026-11-26T10:03:34+01:00 | D    | used 34                | 50 s by The tenant      | 9.70 | 0.00 | 0.00 | 0.00 | 4.68
            2026-11-26T10:03:40+01:00 | D    | ends 40                | Dan 0.20 EUR on 2026-11-26; The tenant 0.11 EUR on 2026-11-26 | 9.70 | 0.00 | 0.00 | 0.00 | 4.69
            """)
        .tell();
  }

  private static Rate.Draft offer(String price) {
    return Rate.to(Rate.OFFER, "Offer").price(price);
  }

  /** Together they are granted what the wallet has, to the last unit, and nobody is told more. */
  @Test
  void aHundredCallsOnOneWallet() throws Exception {
    new CallStory(
            tenant -> tenant.deck(deck(Currency.EUR, to("49", "0.06"))).phone("Ann", "1.00"),
            """
            at                        | call | does                         | says                                                  | Ann
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456        | 15 s by Ann                                           | 0.985
            2026-11-26T10:00:01+01:00 |      | 100 of Ann call +4930123456  | 1: 10 s last by Ann; 65: 15 s by Ann; 34: wallet-too-low | 0.00
            2026-11-26T10:00:11+01:00 | A    | used 11                      | 15 s last by Ann                                      | 0.00
            2026-11-26T10:00:15+01:00 | A    | ends 15                      | Ann 0.015 EUR on 2026-11-26                           | 0.00
            """)
        .tell(5);
  }
}
