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

  private static final DryRun.Party ANYBODY = new DryRun.Party(null, TaxPayer.ANYBODY);

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
    var run = against((payer, at) -> at.isBefore(FROM) ? List.of() : List.of(cost));
    // Fridays before and after the clocks went back, at the end of the peak and after it
    run.take(leg("+4930123", "2026-10-23T17:59:30+02:00", 60, "0.05"));
    run.take(leg("+4930123", "2026-10-30T17:59:30+01:00", 60, "0.05"));
    run.take(leg("+4930123", "2026-10-30T18:00:00+01:00", 60, "0.05"));
    run.take(leg("+33123", "2026-10-30T18:00:00+01:00", 60, "0.01"));
    run.take(leg("program", "2026-10-30T18:00:00+01:00", 6, "0.50"));
    run.take(leg("+34123", "2026-10-30T18:00:00+01:00", 60, "1.00"));
    run.take(leg("+44123", "2026-10-30T18:00:00+01:00", 60, "1.00"));
    run.take(leg("", "2026-10-30T18:00:00+01:00", 60, "1.00"));
    var result = run.result(10);
    assertEquals(3, result.unpriced());
    assertEquals(2, result.withoutOpposite());
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

  /** Nothing is converted: what is of another currency has sums of its own. */
  @Test
  void eachCurrencyIsApart() {
    var dollars =
        RateDeck.compile(
            DeckTerms.plain(UUID.randomUUID(), Currency.of("USD")),
            List.of(Rate.to("33", "x").line(1).price("0.02").build()));
    var run = against((payer, at) -> List.of(cost, dollars));
    var was = Money.parse("9", Currency.of("USD"));
    run.take(new DryRun.Leg("+33123", FROM, 60, 0, was, ANYBODY, ANYBODY, List.of()));
    run.take(leg("+4930123", "2026-10-30T18:00:00+01:00", 60, "0.05"));
    var total = run.result(1).total();
    assertEquals(" 2 legs 120 s charged 0.05 would 0.12 cost 0.03 margin 0.09", told(total));
    assertEquals(
        List.of("USD charged 9 would 0 revenue 0 cost 0.02 margin -0.02 before 9"),
        total.others().stream().map(DryRunTest::told).toList());
  }

  @Test
  void whereNoDeckSaysWhatIsAskedWhatWasChargedCounts() {
    var run = against((payer, at) -> List.of(cost));
    var before = List.of(Money.parse("0.04", Currency.EUR));
    for (var to : List.of("+33123", "+4930123")) {
      run.take(
          new DryRun.Leg(
              to, FROM, 60, 0, Money.parse("0.05", Currency.EUR), ANYBODY, ANYBODY, before));
    }
    // nobody asks anything for a leg that nobody carried
    run.take(
        new DryRun.Leg(
            "+4930123", FROM, 60, 0, Money.parse("0.05", Currency.EUR), ANYBODY, null, List.of()));
    var result = run.result(1);
    assertEquals(1, result.withoutOpposite());
    assertEquals(
        "EUR charged 0.15 would 0.18 revenue 0.18 cost 0.07 margin 0.11 before 0.07",
        told(result.total().own()));
  }

  @Test
  void ofADeckOfCostTheMarginIsWhatItLeavesOfWhatIsEarned() {
    var sold = deck(Rate.to("49", "x").price("0.10"));
    var opposite = new DryRun.Opposite((payer, at) -> List.of(sold), taxes(), true);
    var run = new DryRun(cost, FROM, taxes(), (payer, at) -> List.of(), opposite);
    var before = List.of(Money.parse("0.08", Currency.EUR));
    run.take(
        new DryRun.Leg(
            "+49123", FROM, 60, 0, Money.parse("0.05", Currency.EUR), ANYBODY, ANYBODY, before));
    assertEquals(
        "EUR charged 0.05 would 0.03 revenue 0.1 cost 0.03 margin 0.07 before 0.03",
        told(run.result(1).total().own()));
  }

  @Test
  void whatPayersHaveOwnDecksForIsNotPricedByEverybodys() {
    var ann = UUID.randomUUID();
    var own = deck(Rate.to("4930", "Berlin").price("1"), Rate.to("33", "x").blocked());
    var run =
        new DryRun(
            deck,
            FROM,
            taxes(),
            (payer, at) -> ann.equals(payer) ? List.of(own) : List.of(),
            new DryRun.Opposite((payer, at) -> List.of(), taxes(), false));
    for (var to : List.of("+4930123", "+33123", "+4989123")) {
      for (var payer : List.of(ann, UUID.randomUUID())) {
        var party = new DryRun.Party(payer, TaxPayer.ANYBODY);
        run.take(
            new DryRun.Leg(
                to, FROM, 60, 0, Money.parse("1", Currency.EUR), party, null, List.of()));
      }
    }
    assertEquals(2, run.result(1).pricedBefore());
    assertEquals(4, run.result(1).total().legs());
  }

  @Test
  void whatIsMoreThanAnAmountCanSayIsCountedApart() {
    var dear = deck(Rate.to("33", "France").price("90000000000"), Rate.to("49", "x").price("1"));
    var start = "2026-12-04T18:00:00+01:00";
    var run = new DryRun(dear, FROM, taxes(), (payer, at) -> List.of(), asking(dear));
    run.take(leg("+33123", start, 120, "0.01"));
    run.take(leg("+44123", start, 60, "0.01"));
    run.take(leg("+49123", start, 60, "0.01"));
    var result = run.result(1);
    assertEquals(1, result.outOfRange());
    assertEquals(1, result.unpriced());
    assertEquals(1, result.total().legs());
    // nor is there a margin if what is asked is out of range
    var asked = new DryRun(deck, FROM, taxes(), (payer, at) -> List.of(), asking(dear));
    asked.take(leg("+33123", start, 120, "0.01"));
    assertEquals(1, asked.result(1).outOfRange());
    assertEquals(0, asked.result(1).total().legs());
  }

  @Test
  void whatBundlesPaidStaysPaid() {
    var run = against((payer, at) -> List.of());
    run.take(
        new DryRun.Leg(
            "+33123", FROM, 60, 45, Money.zero(Currency.EUR), ANYBODY, ANYBODY, List.of()));
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
      var run = new DryRun(prices, FROM, taxes, (who, at) -> List.of(), asking(cost));
      var was = Money.parse("0.50", Currency.EUR);
      var party = new DryRun.Party(null, payer.getKey());
      run.take(new DryRun.Leg("+49123", FROM, 60, 0, was, party, ANYBODY, List.of()));
      var total = run.result(1).total().own();
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
      var opposite = new DryRun.Opposite((who, at) -> List.of(asked), taxes("DE 0.2"), false);
      var run = new DryRun(deck, FROM, taxes("DE 0.19"), (who, at) -> List.of(), opposite);
      var was = Money.parse("0.05", Currency.EUR);
      var party = new DryRun.Party(null, payer.getKey());
      run.take(new DryRun.Leg("+4930123", FROM, 60, 0, was, ANYBODY, party, List.of()));
      assertEquals(payer.getValue(), plain(run.result(1).total().own().cost()));
    }
  }

  @ParameterizedTest
  @CsvSource({"NET, 0.036", "GROSS, 0.03"})
  void taxThatIsNotDeductedIsACost(DeckTerms.Basis basis, String cost) {
    var asked = deck(new DeckTerms.Tax(basis, "standard"), Rate.to("49", "x").price("0.03"));
    var opposite =
        new DryRun.Opposite(
            (who, at) -> List.of(asked), taxes("DE 0.2"), false, tax -> tax.country().isEmpty());
    var run = new DryRun(deck, FROM, taxes("DE 0.19"), (who, at) -> List.of(), opposite);
    var was = Money.parse("0.05", Currency.EUR);
    run.take(new DryRun.Leg("+4930123", FROM, 60, 0, was, ANYBODY, ANYBODY, List.of()));
    assertEquals(cost, plain(run.result(1).total().own().cost()));
  }

  private DryRun against(DryRun.Decks decks) {
    return new DryRun(
        deck, FROM, taxes(), (payer, at) -> List.of(), new DryRun.Opposite(decks, taxes(), false));
  }

  private static DryRun.Opposite asking(RateDeck deck) {
    return new DryRun.Opposite((payer, at) -> List.of(deck), taxes(), false);
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
        + plain(line.own().charged())
        + " would "
        + plain(line.own().would())
        + " cost "
        + plain(line.own().cost())
        + " margin "
        + plain(line.own().margin());
  }

  private static String told(DryRun.Amounts amounts) {
    return amounts.currency()
        + " charged "
        + plain(amounts.charged())
        + " would "
        + plain(amounts.would())
        + " revenue "
        + plain(amounts.revenue())
        + " cost "
        + plain(amounts.cost())
        + " margin "
        + plain(amounts.margin())
        + " before "
        + plain(amounts.marginBefore());
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
        ANYBODY,
        ANYBODY,
        List.of());
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
