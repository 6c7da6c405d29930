package org.meterline.billing.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.rate.TimeBand;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;
import org.meterline.billing.tax.TaxTerm;

class DryRunTest {
  private static final Instant FROM = Instant.parse("2026-11-30T23:00:00Z"); // December in Berlin

  private final RateDeck deck =
      deck(
          Rate.to("49", "Germany").price("0.06").inForce(FROM, null),
          Rate.to("49", "Germany").price("0.12").inForce(FROM, null).in("peak"),
          Rate.to("33", "France").price("0.06"),
          Rate.to("34", "Spain").blocked(),
          Rate.to("program", "Programs").price("0.60"));
  private final RateDeck cost = deck(Rate.to("49", "Germany").price("0.03"));

  @Test
  void callsAreChargedAgainOnTheSameWeekdayAtTheSameHour() {
    var run =
        new DryRun(deck, FROM, costs(at -> at.isBefore(FROM) ? List.of() : List.of(cost)), taxes());
    // Fridays before and after the clocks went back, at the end of the peak and after it
    run.take(leg("+4930123", "2026-10-23T17:59:30+02:00", 60, "0.05"));
    run.take(leg("+4930123", "2026-10-30T17:59:30+01:00", 60, "0.05"));
    run.take(leg("+4930123", "2026-10-30T18:00:00+01:00", 60, "0.05"));
    run.take(leg("+33123", "2026-10-30T18:00:00+01:00", 60, "0.01"));
    run.take(leg("program", "2026-10-30T18:00:00+01:00", 6, "0.50"));
    run.take(leg("+34123", "2026-10-30T18:00:00+01:00", 60, "1.00"));
    run.take(leg("+44123", "2026-10-30T18:00:00+01:00", 60, "1.00"));
    var result = run.result(10);
    assertEquals(2, result.unpriced());
    assertEquals(2, result.withoutCost());
    assertEquals(
        List.of(
            "Programs 1 legs 6 s charged 0.5 would 0.06 cost 0 margin 0.06",
            "Germany 3 legs 180 s charged 0.15 would 0.24 cost 0.09 margin 0.15",
            "France 1 legs 60 s charged 0.01 would 0.06 cost 0 margin 0.06"),
        result.destinations().stream().map(DryRunTest::told).toList());
    assertEquals(
        " 5 legs 246 s charged 0.66 would 0.36 cost 0.09 margin 0.27", told(result.total()));
    assertEquals(1, run.result(1).destinations().size());
  }

  @Test
  void whatWasChargedInAnotherCurrencyIsNotAdded() {
    var run = new DryRun(deck, FROM, costs(at -> List.of()), taxes());
    var usd = Money.parse("9", Currency.of("USD"));
    run.take(new DryRun.Leg("+33123", FROM, 60, 0, usd, TaxPayer.ANYBODY));
    assertEquals(
        " 1 legs 60 s charged 0 would 0.06 cost 0 margin 0.06", told(run.result(1).total()));
  }

  @Test
  void whatBundlesPaidStaysPaid() {
    var run = new DryRun(deck, FROM, costs(at -> List.of()), taxes());
    run.take(new DryRun.Leg("+33123", FROM, 60, 45, Money.zero(Currency.EUR), TaxPayer.ANYBODY));
    assertEquals(
        " 1 legs 60 s charged 0 would 0.015 cost 0 margin 0.015", told(run.result(1).total()));
  }

  /** Net prices and gross ones are compared with what is left when the tax is paid. */
  @ParameterizedTest
  @CsvSource({"NET, 0.6, 0.6, 0.6", "GROSS, 0.50420168, 0.6, 0.5"})
  void sumsAreBeforeTax(DeckTerms.Basis basis, String german, String own, String french) {
    var prices = deck(new DeckTerms.Tax(basis, "standard"), Rate.to("49", "x").price("0.60"));
    var taxes = taxes("DE 0.19", "FR 0.2");
    for (var payer :
        Map.of(TaxPayer.ANYBODY, german, TaxPayer.TENANT, own, new TaxPayer("FR", false), french)
            .entrySet()) {
      var run = new DryRun(prices, FROM, costs(at -> List.of(cost)), taxes);
      var was = Money.parse("0.50", Currency.EUR);
      run.take(new DryRun.Leg("+49123", FROM, 60, 0, was, payer.getKey()));
      var total = run.result(1).total();
      assertEquals(payer.getValue(), plain(total.would()));
      assertEquals("0.5", plain(total.charged()));
      assertEquals(plain(total.would().subtract(new BigDecimal("0.03"))), plain(total.margin()));
    }
  }

  /** So are costs, by the taxes of the book that their decks are in. */
  @ParameterizedTest
  @CsvSource({"NET, 0.03, 0.03", "GROSS, 0.025, 0.03"})
  void costsAreBeforeTax(DeckTerms.Basis basis, String taxed, String own) {
    var asked = deck(new DeckTerms.Tax(basis, "standard"), Rate.to("49", "x").price("0.03"));
    for (var payer : Map.of(TaxPayer.ANYBODY, taxed, TaxPayer.TENANT, own).entrySet()) {
      var costs = new DryRun.Costs(at -> List.of(asked), taxes("DE 0.2"), payer.getKey());
      var run = new DryRun(deck, FROM, costs, taxes("DE 0.19"));
      run.take(leg("+4930123", "2026-10-30T18:00:00+01:00", 60, "0.05"));
      assertEquals(payer.getValue(), plain(run.result(1).total().cost()));
    }
  }

  private static DryRun.Costs costs(Function<Instant, List<RateDeck>> decks) {
    return new DryRun.Costs(decks, taxes(), TaxPayer.ANYBODY);
  }

  /** Each a country and its rate of the class {@code standard}. */
  private static TaxTable taxes(String... rates) {
    return new TaxTable(
        "DE",
        ZoneId.of("Europe/Berlin"),
        Arrays.stream(rates)
            .map(r -> r.split(" ", -1))
            .map(
                r ->
                    new TaxTerm(
                        UUID.randomUUID(),
                        "standard",
                        new TaxRate(r[0], new BigDecimal(r[1])),
                        LocalDate.EPOCH,
                        null))
            .toList());
  }

  private static String told(DryRun.Line line) {
    return line.destination()
        + " "
        + line.legs()
        + " legs "
        + line.seconds()
        + " s charged "
        + plain(line.charged())
        + " would "
        + plain(line.would())
        + " cost "
        + plain(line.cost())
        + " margin "
        + plain(line.margin());
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  private static DryRun.Leg leg(String to, String start, long seconds, String charged) {
    return new DryRun.Leg(
        to,
        OffsetDateTime.parse(start).toInstant(),
        seconds,
        0,
        Money.parse(charged, Currency.EUR),
        TaxPayer.ANYBODY);
  }

  private static RateDeck deck(Rate.Draft... drafts) {
    return deck(DeckTerms.Tax.GROSS, drafts);
  }

  private static RateDeck deck(DeckTerms.Tax tax, Rate.Draft... drafts) {
    var rates = new ArrayList<Rate>();
    for (var draft : drafts) {
      rates.add(draft.line(rates.size() + 1).build());
    }
    var calendar =
        DeckCalendar.of(
            ZoneId.of("Europe/Berlin"),
            List.of(),
            List.of(TimeBand.parse("peak 12345 08:00-18:00")));
    return RateDeck.compile(
        new DeckTerms(UUID.randomUUID(), Currency.EUR, RoundingMode.HALF_UP, calendar, tax), rates);
  }
}
