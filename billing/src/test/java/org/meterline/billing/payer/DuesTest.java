package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.billing.payer.Scene.AT;
import static org.meterline.billing.payer.Scene.eur;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;

/** What each of those who pay for a leg is due, and what is held of each, by examples. */
class DuesTest {
  /** 0.60 for a minute, the first half of it at once. */
  private static final Tariff PRICE = tariff(Rate.to("49", "x").price("0.60").increments(30, 6));

  private static final Tariff WITH_GRACE =
      tariff(Rate.to("49", "x").price("0.60").increments(30, 6).grace(5));

  private static final Tariff OFFER = tariff(Rate.to(Rate.OFFER, "Bank").fee("0.40"));

  private static Tariff tariff(Rate.Draft line) {
    return Tariff.of(DeckTerms.plain(Scene.id("deck"), Currency.EUR), line.build());
  }

  private static HoldLine line(Part part, Tariff tariff) {
    return HoldLine.of(part, Scene.id("book"), Scene.id(part.name()), tariff);
  }

  private static HoldLine share(int weight, boolean rest) {
    return new HoldLine(Part.PAYER, Scene.id("book"), UUID.randomUUID(), PRICE, weight, rest);
  }

  /** Gives 0.20 for a call at most, and is the one for whom the rest is. */
  private static HoldLine offering(int weight) {
    var offer = tariff(Rate.to(Rate.OFFER, "Bank").fee("0.20"));
    return new HoldLine(Part.SPONSOR, Scene.id("book"), Scene.id("sponsor"), offer, weight, true);
  }

  private static Dues dues(long covered, HoldLine... lines) {
    return new Dues(List.of(lines), covered, AT);
  }

  private static final HoldLine[] ALONE = {line(Part.PAYER, PRICE)};
  private static final HoldLine[] SPLIT = {share(2, false), share(1, true), share(3, false)};
  private static final HoldLine[] SPONSORED_SPLIT = {share(2, false), offering(3), share(1, false)};
  private static final HoldLine[] SPONSORED = {line(Part.SPONSOR, OFFER), line(Part.PAYER, PRICE)};
  private static final HoldLine[] BUNDLED = {
    line(Part.BUNDLE, WITH_GRACE), line(Part.PAYER, WITH_GRACE)
  };
  private static final HoldLine[] CHAIN = {
    line(Part.PAYER, PRICE),
    line(Part.WHOLESALE, tariff(Rate.to("49", "x").price("0.30"))),
    line(Part.CARRIER, tariff(Rate.to("49", "x").price("0.12").increments(60, 60)))
  };

  private static HoldLine[] scene(String name) {
    return switch (name) {
      case "alone" -> ALONE;
      case "split" -> SPLIT;
      case "sponsored split" -> SPONSORED_SPLIT;
      case "sponsored" -> SPONSORED;
      case "bundled" -> BUNDLED;
      default -> CHAIN;
    };
  }

  /** Billed are 30 s, then whole 6 s; of a bundle at most 36 s are taken. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alone     |  0 | 0.00 EUR
          alone     |  1 | 0.30 EUR
          alone     | 31 | 0.36 EUR
          split     |  0 | 0.00 EUR, 0.00 EUR, 0.00 EUR
          split     | 31 | 0.12 EUR, 0.06 EUR, 0.18 EUR
          sponsored split | 31 | 0.12 EUR, 0.18 EUR, 0.06 EUR
          sponsored split | 60 | 0.30 EUR, 0.20 EUR, 0.10 EUR
          sponsored |  1 | 0.30 EUR, 0.00 EUR
          sponsored | 40 | 0.40 EUR, 0.02 EUR
          sponsored | 60 | 0.40 EUR, 0.20 EUR
          bundled   |  5 | 0 SEC, 0.00 EUR
          bundled   |  6 | 30 SEC, 0.00 EUR
          bundled   | 36 | 36 SEC, 0.00 EUR
          bundled   | 60 | 36 SEC, 0.24 EUR
          chain     |  1 | 0.30 EUR, 0.005 EUR, 0.12 EUR
          chain     | 61 | 0.66 EUR, 0.305 EUR, 0.24 EUR
          """)
  void eachIsDueItsPart(String scene, long seconds, String due) {
    assertEquals(due, inWords(dues(36, scene(scene)).at(seconds)));
  }

  /** Of a net price each pays its part with its own tax; of a gross one all pay the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NET   | 0.238 EUR, 0.10 EUR, 0.36 EUR
          GROSS | 0.20 EUR, 0.10 EUR, 0.30 EUR
          """)
  void taxComesOnThePartsOfANetPrice(DeckTerms.Basis basis, String due) {
    var lines =
        new HoldLine[] {
          share(2, false).by(taxed(basis, "0.19")),
          share(1, true).by(taxed(basis, "0")),
          share(3, false).by(taxed(basis, "0.2"))
        };
    assertEquals(due, inWords(dues(0, lines).at(60)));
  }

  /** Of 0.60 net a minute the sponsor, at 19 %, gives 0.119: what it leaves is 0.20 net. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NET   | 0   | 0.119 EUR, 0.50 EUR
          NET   | 0.2 | 0.119 EUR, 0.60 EUR
          GROSS | 0   | 0.119 EUR, 0.481 EUR
          """)
  void whatASponsorLeavesHasTheOthersTax(DeckTerms.Basis basis, String tax, String due) {
    var offer =
        tariff(Rate.to(Rate.OFFER, "Bank").fee("0.119"))
            .taxed(new TaxRate("DE", new BigDecimal("0.19")));
    var lines =
        new HoldLine[] {
          new HoldLine(Part.SPONSOR, Scene.id("book"), Scene.id("bank"), offer, 1, false),
          share(1, true).by(taxed(basis, tax))
        };
    assertEquals(due, inWords(dues(0, lines).at(60)));
  }

  /** The offer is 0.10 net, of a price of 0.60. */
  @Test
  void theRestOfAPriceIsWhatIsLeftWithoutTax() {
    var offer =
        tariff(Rate.to(Rate.OFFER, "Bank").fee("0.119"))
            .taxed(new TaxRate("DE", new BigDecimal("0.19")));
    var price = share(0, false).by(taxed(DeckTerms.Basis.NET, "0.2"));
    assertEquals("0.119 EUR, 0.60 EUR", inWords(dues(0, line(Part.SPONSOR, offer), price).at(60)));
  }

  /** However little it is that a sponsor gives for a call. */
  @Test
  void aSponsorsMaximumEndsNothingThatOthersPayOn() {
    var offer =
        tariff(
            Rate.to(Rate.OFFER, "Bank")
                .price("0.60")
                .atMost(new BigDecimal("0.10"), Rate.AtMaximum.CUT));
    var split =
        dues(
            0,
            share(1, true),
            new HoldLine(Part.SPONSOR, Scene.id("book"), Scene.id("bank"), offer, 1, false));
    assertEquals(Cost.ENDLESS, split.longest());
    assertEquals("0.50 EUR, 0.10 EUR", inWords(split.at(60)));
    var topped = dues(0, line(Part.SPONSOR, offer), ALONE[0]);
    assertEquals(Cost.ENDLESS, topped.longest());
    assertEquals("0.10 EUR, 0.50 EUR", inWords(topped.at(60)));
    assertEquals(10, dues(0, line(Part.SPONSOR, offer)).longest(), "who pays alone ends it");
  }

  @ParameterizedTest
  @CsvSource({"PAYER, 0.19", "SPONSOR, 0.19", "WHOLESALE, 0.19", "BUNDLE, 0", "CARRIER, 0"})
  void secondsAndCarriersHaveNoTax(Part part, BigDecimal rate) {
    assertEquals(rate, line(part, taxed(DeckTerms.Basis.NET, "0.19")).tariff().tax().rate());
  }

  private static Tariff taxed(DeckTerms.Basis basis, String rate) {
    var terms =
        new DeckTerms(
            Scene.id("deck"),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.plain(ZoneOffset.UTC),
            new DeckTerms.Tax(basis, "standard"));
    return Tariff.of(terms, Rate.to("49", "x").price("0.60").build())
        .taxed(new TaxRate("DE", new BigDecimal(rate)));
  }

  private static String inWords(List<Money> amounts) {
    return amounts.stream().map(Money::toString).collect(Collectors.joining(", "));
  }

  /** A leg may end at any second: held is the most that each could be due until then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alone     | 31 | 0.36 EUR
          split     | 31 | 0.12 EUR, 0.06 EUR, 0.18 EUR
          sponsored | 60 | 0.40 EUR, 0.20 EUR
          bundled   | 60 | 36 SEC, 0.24 EUR
          chain     | 61 | 0.66 EUR, 0.305 EUR, 0.00 EUR
          """)
  void whatIsHeldCoversEachButTheCarrierWhoIsOwed(String scene, long until, String held) {
    var dues = dues(36, scene(scene));
    var most = dues.toHold(dues.none(), 0, until);
    assertEquals(held, inWords(most));
    assertEquals(most, dues.toHold(most, until, until), "the same again");
    assertEquals(most, dues.toHold(most, 0, 1), "never less than is held");
  }

  /** Of a leg of 1 s the sponsor offers more than the price, later the other pays more. */
  @Test
  void sharesThatGoUpAndDownAreHeldAtTheirHighest() {
    var offer = tariff(Rate.to(Rate.OFFER, "Bank").price("0.60").increments(60, 60));
    var dues = dues(0, line(Part.SPONSOR, offer), line(Part.PAYER, PRICE));
    assertEquals("0.30 EUR, 0.00 EUR", inWords(dues.at(30)));
    assertEquals("0.60 EUR, 0.00 EUR", inWords(dues.at(60)));
    var dear = tariff(Rate.to("49", "x").price("0.60").later(30, "0"));
    var back =
        dues(
            0,
            line(Part.SPONSOR, tariff(Rate.to(Rate.OFFER, "B").price("0.30"))),
            line(Part.PAYER, dear));
    assertEquals("0.15 EUR, 0.15 EUR", inWords(back.at(30)));
    assertEquals("0.30 EUR, 0.00 EUR", inWords(back.at(60)));
    assertEquals("0.30 EUR, 0.15 EUR", inWords(back.toHold(back.none(), 0, 60)));
  }

  @Test
  void aBundlePaysWhatIsHeldOfIt() {
    var bundle = held(BUNDLED[0], Money.of(30, Currency.SECONDS));
    var payer = held(BUNDLED[1], eur("1"));
    assertEquals("30 SEC, 0.30 EUR", inWords(Dues.of(hold(bundle, payer)).at(60)));
    assertEquals("0.60 EUR", inWords(Dues.of(hold(payer)).at(60)), "none, if there is none");
    assertEquals(
        "60 SEC, 0.00 EUR", inWords(dues(0, BUNDLED).covering(0, Dues.ALL).at(60)), "all of it");
    assertEquals("0 SEC, 0.60 EUR", inWords(dues(0, BUNDLED).at(60)), "nothing of it");
  }

  /** Each bundle pays what it has, in their order, and money the rest. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
           5 | 0 SEC, 0.00 EUR, 0 SEC
           6 | 30 SEC, 0.00 EUR, 0 SEC
          31 | 32 SEC, 0.00 EUR, 4 SEC
          48 | 32 SEC, 0.00 EUR, 16 SEC
          49 | 32 SEC, 0.04 EUR, 18 SEC
          """)
  void severalBundlesPayOneAfterTheOther(long seconds, String due) {
    var dues = dues(18, BUNDLED[0], BUNDLED[1], BUNDLED[0]).covering(0, 32);
    assertEquals(due, inWords(dues.at(seconds)));
    assertEquals(48, dues.buys(1, eur("0.00"), dues.none(), 0, 100), "without money");
    assertEquals("0.12 EUR, 18 SEC", inWords(dues.without(0).at(22)));
    assertEquals(Covered.first(50), dues.coverage());
    assertEquals(Dues.ALL, dues.covering(2, Dues.ALL).coverage().intervals().getFirst().until());
  }

  private static LegHold.Line held(HoldLine of, Money amount) {
    return new LegHold.Line(of, amount, amount, List.of());
  }

  private static LegHold hold(LegHold.Line... lines) {
    return new LegHold(
        Scene.id("book"),
        Scene.id("leg"),
        Scene.id("call"),
        Arrays.asList(lines),
        60,
        false,
        Duration.ZERO,
        AT,
        false,
        AT);
  }

  /** The longest leg below 100 s of which the line is due no more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alone     | 0 | 0.29 EUR | 0
          alone     | 0 | 0.30 EUR | 30
          alone     | 0 | 0.41 EUR | 36
          alone     | 0 | 9.00 EUR | 99
          split     | 1 | 0.06 EUR | 36
          sponsored | 0 | 0.40 EUR | 99
          sponsored | 1 | 0.02 EUR | 42
          bundled   | 1 | 0.00 EUR | 36
          """)
  void anAmountBuysTheLengthThatItIsEnoughFor(String scene, int line, String amount, long buys) {
    var dues = dues(36, scene(scene));
    var money = Money.parse(amount.split(" ", 2)[0], Currency.EUR);
    assertEquals(buys, dues.buys(line, money, dues.none(), 0, 100));
  }

  @Test
  void whatIsBoughtIsNoLessThanWhatIsGrantedAlready() {
    var dues = dues(0, ALONE);
    var held = dues.toHold(dues.none(), 0, 60);
    assertEquals(60, dues.buys(0, eur("0.10"), held, 60, 100));
    assertEquals(0, dues.buys(0, eur("0"), dues.none(), -1, 100));
  }

  @Test
  void aGrantGoesToTheEndOfAnIncrementAsFarAsTheTariffsAllow() {
    assertEquals(30, dues(0, ALONE).grant(0));
    assertEquals(36, dues(0, ALONE).grant(31));
    assertEquals(30, dues(0, BUNDLED).grant(0), "past what is free");
    assertEquals(Cost.ENDLESS, dues(0, CHAIN).longest());
    var cut =
        line(
            Part.WHOLESALE,
            tariff(
                Rate.to("49", "x")
                    .price("0.60")
                    .atMost(new BigDecimal("0.50"), Rate.AtMaximum.CUT)));
    var limited = dues(0, ALONE[0], cut);
    assertEquals(50, limited.longest());
    assertEquals(48, limited.grant(45));
    assertEquals(50, limited.grant(49));
  }

  /** Whoever is named first: of a price for 30 s and then each 6 s, free for 5 s. */
  @ParameterizedTest
  @CsvSource({"60, 30, 36", "10, 10, 36", "17, 17, 34"})
  void aGrantIsTheShortestOfThoseWhoPay(int step, long first, long more) {
    var offer = tariff(Rate.to(Rate.OFFER, "Bank").price("0.10").increments(step, step));
    var sponsor = new HoldLine(Part.SPONSOR, Scene.id("book"), Scene.id("bank"), offer, 1, false);
    var price = share(1, true).by(WITH_GRACE);
    for (var dues : List.of(dues(0, sponsor, price), dues(0, price, sponsor))) {
      assertEquals(first, dues.grant(0), "past what is free");
      assertEquals(more, dues.grant(31));
    }
    for (int line : List.of(0, 1)) {
      assertEquals(5, dues(0, sponsor, price).grace(line), "a part of nothing is nothing");
      assertEquals(5, dues(0, line(Part.SPONSOR, offer), BUNDLED[1]).grace(line));
    }
    assertEquals(0, dues(0, line(Part.SPONSOR, offer)).grace(0));
    var other = share(1, false).by(tariff(Rate.to("49", "x").price("0.60").grace(9)));
    assertEquals(9, dues(0, price, other).grace(1), "each its own");
    assertEquals(5, dues(0, price, other).grace(0));
  }

  /** A maximum counts what is paid in money: the seconds of a bundle come on top. */
  @Test
  void aBundleMakesACallThatIsCutLonger() {
    var cut =
        tariff(Rate.to("49", "x").price("0.60").atMost(new BigDecimal("0.50"), Rate.AtMaximum.CUT));
    var lines = new HoldLine[] {line(Part.BUNDLE, cut), line(Part.PAYER, cut)};
    assertEquals(50, dues(0, lines).longest());
    assertEquals(86, dues(36, lines).longest());
  }

  @Test
  void nothingIsNothingOfEachLine() {
    assertEquals("0 SEC, 0.00 EUR", inWords(dues(36, BUNDLED).none()));
    assertEquals("0.00 EUR, 0.00 EUR, 0.00 EUR", inWords(dues(36, CHAIN).none()));
  }
}
