package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.payer.Scene.eur;
import static org.meterline.billing.payer.Scene.order;
import static org.meterline.billing.payer.Scene.reasons;
import static org.meterline.billing.payer.Scene.rule;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.Rate;

/** Who pays, by examples. The price is 0.06 a minute: 0.18 for the three that are compared. */
class PayerDecisionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Ann |      | Ann
          Ann | Shop | Ann
              | Shop | Shop
          """)
  void withoutARuleTheCallerPaysElseTheTenant(String caller, String tenant, String pays) {
    var scene = new Scene().minute("Bank", "1.00");
    if (caller != null) {
      scene.caller(caller);
    }
    if (tenant != null) {
      scene.tenant(tenant);
    }
    var decision = scene.decide(PayerRule.DEFAULT);
    assertEquals(pays, order(decision));
    assertEquals(Optional.of(Scene.id(pays)), decision.wallet());
    assertEquals(List.of(), decision.after(0), "nobody takes over");
  }

  @Test
  void withoutARuleAndAWalletNobodyPays() {
    refused(
        "no-payer",
        "Neither the caller nor the tenant has a wallet.",
        new Scene().decide(PayerRule.DEFAULT));
  }

  @Test
  void withoutARuleACallerWithoutMoneyIsRefused() {
    var decision =
        new Scene().caller("Ann").tenant("Shop").spent("Ann", "0.01").decide(PayerRule.DEFAULT);
    refused(
        "wallet-too-low", "The wallet of Ann has only 0.01 EUR available; top it up.", decision);
    assertEquals("Ann wallet-too-low", reasons(decision), "the tenant is not asked");
  }

  /** Offers: sponsor, price of a minute, its condition. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.06 |                                     | 0.05 |                | Bank > Ann | Bank pays, Cola below-price, Ann stands-by
          0.06 |                                     | 0.07 |                | Cola > Bank > Ann | Cola pays, Bank stands-by, Ann stands-by
          0.06 |                                     | 0.06 |                | Bank > Cola > Ann | Bank pays, Cola stands-by, Ann stands-by
          0.09 | to 41                               | 0.07 |                | Cola > Ann | Bank condition, Cola pays, Ann stands-by
          0.09 | to 41 4930                          | 0.07 | country DE     | Bank > Cola > Ann | Bank pays, Cola stands-by, Ann stands-by
          0.09 | country AT CH                       | 0.07 | country FR     | Ann | Bank condition, Cola condition, Ann pays
          0.09 | time 12345 08:00-11:00 Europe/Berlin | 0.07 |               | Cola > Ann | Bank condition, Cola pays, Ann stands-by
          0.09 | time 4 11:00-11:01 Europe/Berlin    | 0.07 |                | Bank > Cola > Ann | Bank pays, Cola stands-by, Ann stands-by
          0.09 | cart.value >= 50 EUR                | 0.07 | cart.value < 50 EUR | Cola > Ann | Bank condition, Cola pays, Ann stands-by
          0.09 | cart.value > 20 USD                 | 0.07 | cart.items = 3 | Cola > Ann | Bank condition, Cola pays, Ann stands-by
          0.09 | page starts /shoes                  | 0.07 | locale != de   | Bank > Ann | Cola condition, Bank pays, Ann stands-by
          0.09 | nothing = 1                         | 0.07 | member = true  | Cola > Ann | Bank condition, Cola pays, Ann stands-by
          """)
  void sponsorsBid(
      String bank, String ofBank, String cola, String ofCola, String order, String reasons) {
    var decision =
        new Scene()
            .caller("Ann")
            .minute("Bank", bank, conditions(ofBank))
            .minute("Cola", cola, conditions(ofCola))
            .facts(
                "cart.value",
                "49.99 EUR",
                "cart.items",
                "3",
                "page",
                "/shoes/red",
                "locale",
                "de",
                "member",
                "true")
            .decide("sponsors then next", "caller then end");
    assertEquals(order, order(decision));
    assertEquals(sorted(reasons), sorted(reasons(decision)));
  }

  private static String[] conditions(String one) {
    return one == null ? new String[0] : new String[] {one};
  }

  private static List<String> sorted(String reasons) {
    return java.util.Arrays.stream(reasons.split(", ", -1)).sorted().toList();
  }

  @Test
  void whyNotIsSaid() {
    var decision =
        new Scene()
            .caller("Ann")
            .minute("Bank", "0.10", "cart.value >= 50 EUR")
            .minute("Cola", "0.05")
            .minute("Dot", "0.10", "time 67 00:00-24:00 Europe/Berlin")
            .minute("Elk", "0.10", "to 41 43")
            .offer("Fox", Currency.of("USD"), Rate.to(Rate.OFFER, "Fox").price("9"))
            .minute("Gnu", "0.10")
            .facts("cart.value", "12 EUR")
            .spent("Gnu", "0.001")
            .decide("sponsors then next", "caller then end");
    assertEquals(
        """
        Bank: cart.value is 12 EUR, not at least 50.00 EUR.
        Cola: Offers 0.15 EUR for 180 s; the price is 0.18 EUR.
        Dot: Only calls at 67 00:00-24:00 Europe/Berlin are meant.
        Elk: Only calls to 41, 43 are meant.
        Fox: Offers USD; the price is in EUR.
        Gnu: The sponsor Gnu has only 0.001 EUR of its budget left; it can be topped up.
        Ann: The caller's wallet pays the price, 0.06 EUR/min, 1/1.
        """,
        decision.considered().stream()
            .map(c -> c.name() + ": " + c.why() + "\n")
            .reduce("", String::concat));
  }

  @Test
  void aPriceOfACallCountsAtTheLengthThatIsCompared() {
    var scene = new Scene().caller("Ann").minute("Bank", "0.07").call("Cola", "0.20");
    var steps = List.of(Step.parse("sponsors then end"));
    assertEquals("Bank > Cola", order(scene.decide(new PayerRule(steps, 180, Below.NOT_TAKEN))));
    assertEquals("Cola > Bank", order(scene.decide(new PayerRule(steps, 120, Below.NOT_TAKEN))));
    assertEquals("Bank", order(scene.decide(new PayerRule(steps, 600, Below.NOT_TAKEN))));
  }

  @Test
  void anOfferBelowThePriceIsTakenIfTheRuleSaysSo() {
    var scene = new Scene().caller("Ann").tenant("Shop").minute("Bank", "0.02");
    var steps = new String[] {"sponsors then next", "caller then next", "tenant then end"};
    assertEquals("Ann > Shop", order(scene.decide(rule(Below.NOT_TAKEN, steps))));
    assertEquals("Bank > Ann > Shop", order(scene.decide(rule(Below.ACCEPTED, steps))));
    var topped = scene.decide(rule(Below.NEXT_PAYS_REST, steps));
    var first = assertInstanceOf(Turn.Topped.class, topped.turns().getFirst());
    assertEquals("Ann", first.rest().name());
    assertEquals("Bank", first.offer().payer().name());
    assertEquals("Bank, Ann > Ann > Shop", order(topped), "then who paid the rest pays alone");
    assertEquals("Bank pays, Ann stands-by, Shop stands-by", reasons(topped));
    assertEquals(
        "Offers 0.06 EUR for 180 s; the price is 0.18 EUR; Ann pays what is left of the price.",
        topped.considered().getFirst().why());
    assertEquals(Optional.empty(), topped.wallet(), "not a single one");
  }

  @Test
  void theRestIsPaidByTheNextWhoCan() {
    var steps = new String[] {"sponsors then next", "caller then next", "tenant then end"};
    var rule = rule(Below.NEXT_PAYS_REST, steps);
    var scene = new Scene().caller("Ann").tenant("Shop").minute("Bank", "0.02").spent("Ann", "0");
    assertEquals("Bank, Shop > Shop", order(scene.decide(rule)));
    scene.spent("Shop", "0");
    var nobody = scene.decide(rule);
    assertEquals("Bank nobody-pays-rest, Ann wallet-too-low, Shop wallet-too-low", reasons(nobody));
    assertEquals(
        "Offers 0.06 EUR for 180 s; the price is 0.18 EUR, and nobody pays the rest.",
        nobody.considered().getFirst().why());
  }

  @Test
  void anOfferThatFitsNoAmountIsNotTaken() {
    var decision =
        new Scene()
            .caller("Ann")
            .minute("Bank", "40000000000")
            .decide("sponsors then next", "caller then end");
    assertEquals("Bank amount-out-of-range, Ann pays", reasons(decision));
  }

  @Test
  void oneSponsorAloneIsAsked() {
    var scene = new Scene().caller("Ann").minute("Bank", "0.07").minute("Cola", "0.09");
    assertEquals(
        "Bank > Ann",
        order(scene.decide("sponsor:" + Scene.id("Bank") + " then next", "caller then end")));
    var nobody = scene.decide("sponsor:" + Scene.id("Fox") + " then next", "tenant then end");
    refused(
        "no-payer",
        "Nobody agreed to pay. No sponsor makes an offer. The tenant has no wallet.",
        nobody);
  }

  @Test
  void whatHappensAtTheEndOfABudgetIsTheRules() {
    var scene = new Scene().caller("Ann").minute("Bank", "0.09").minute("Cola", "0.07");
    var on = scene.decide("sponsors then next", "caller then end");
    assertEquals(List.of("Cola", "Ann"), on.after(0).stream().map(Turn::names).toList());
    assertEquals(List.of("Ann"), on.after(1).stream().map(Turn::names).toList());
    assertEquals(List.of(), on.after(2));
    var end = scene.decide("sponsors then end", "caller then end");
    assertEquals(List.of(), end.after(0));
    assertEquals("Bank > Cola", order(end), "who has nothing left does not bid: the next does");
  }

  @Test
  void aBudgetThatIsSpentDoesNotBid() {
    var scene = new Scene().caller("Ann").minute("Bank", "0.09").minute("Cola", "0.07");
    scene.spent("Bank", "0");
    assertEquals("Cola > Ann", order(scene.decide("sponsors then next", "caller then end")));
    scene.spent("Cola", "0.01");
    assertEquals("Ann", order(scene.decide("sponsors then next", "caller then end")));
    refused(
        "sponsor-out-of-budget",
        "The sponsor Cola has only 0.01 EUR of its budget left; it can be topped up.",
        scene.decide("sponsors then end", "caller then end"));
    scene.spent("Ann", "0.02");
    refused(
        "wallet-too-low",
        "The wallet of Ann has only 0.02 EUR available; top it up.",
        scene.decide("sponsors then next", "caller then end"));
  }

  /** Whoever calls may know what is in the own wallet, and nobody else's. */
  @Test
  void callersHearWhatIsInTheirOwnWalletAlone() {
    var scene = new Scene().caller("Ann").tenant("Shop").spent("Ann", "0.02").spent("Shop", "0.01");
    assertEquals("The wallet has only 0.02 EUR available.", outside(scene, "caller then end"));
    assertEquals("The wallet that should pay is too low.", outside(scene, "tenant then end"));
  }

  private static String outside(Scene scene, String rule) {
    return Objects.requireNonNull(scene.decide(rule).refusal()).outside();
  }

  @Test
  void otherStandingsHaveTheirNames() {
    var scene = new Scene().caller("Ann").known("Ann", new Standing.Frozen());
    refused(
        "wallet-frozen",
        "The wallet of Ann is frozen, or owes; release it, or settle what it owes.",
        scene.decide("caller then end"));
    scene.known("Ann", new Standing.OtherCurrency());
    refused(
        "currency-mismatch",
        "The wallet of Ann and the price differ in currency.",
        scene.decide("caller then end"));
    scene.known("Ann", new Standing.Missing());
    refused(
        "no-wallet", "The wallet that should pay does not exist.", scene.decide("caller then end"));
  }

  @Test
  void aWalletIsAskedOnce() {
    var decision =
        new Scene()
            .caller("Ann")
            .tenant("Ann")
            .minute("Bank", "0.09")
            .call("Bank", "0.20")
            .decide("sponsors then next", "caller then next", "tenant then end");
    assertEquals("Bank > Ann", order(decision));
    assertEquals("Bank pays, Bank same-budget, Ann stands-by, Ann asked-before", reasons(decision));
  }

  @Test
  void whatIsHandedOverStartsWithoutFeeAndMinimum() {
    var tariff =
        org.meterline.billing.rate.Tariff.of(
            Scene.perMinute("0.06").terms(),
            Rate.to("49", "Germany")
                .price("0.06")
                .fee("0.05")
                .increments(30, 6)
                .minimum(60)
                .grace(3)
                .build());
    var on = tariff.goingOn(30, BigDecimal.ZERO);
    assertEquals(eur("0.006"), org.meterline.billing.rate.Cost.of(on, Scene.AT, 1));
    assertEquals(eur("0.012"), org.meterline.billing.rate.Cost.of(on, Scene.AT, 7));
    var offer =
        org.meterline.billing.rate.Tariff.of(
            tariff.terms(), Rate.to(Rate.OFFER, "Bank").fee("0.50").build());
    assertEquals(offer, offer.goingOn(30, BigDecimal.ZERO), "an offer stays as it was quoted");
  }

  /**
   * With a fifth of tax on the net 0.30000003 are 0.250000025, a little more than the other's
   * 0.25000002; 0.300000005 are 0.250000004, which is no more than 0.25.
   */
  @Test
  void whatOffersAreWithoutTaxIsRoundedOnce() {
    var more = new Scene().call("Bank", "0.25000002").call("Cola", "0.30000003").taxed("0.2");
    assertEquals("Cola > Bank", order(more.decide("sponsors then next")));
    var same = new Scene().call("Bank", "0.25").call("Cola", "0.300000005").taxed("0.2");
    assertEquals("Bank > Cola", order(same.decide("sponsors then next")));
  }

  /** The tenant passes tax on: 0.30 with a fifth of tax on the net are 0.25. */
  @Test
  void offersAreComparedWithoutTheirTax() {
    var scene =
        new Scene().caller("Ann").minute("Bank", "0.10").taxed("0.2").minute("Cola", "0.09");
    var decision = scene.decide("sponsors then next", "caller then end");
    assertEquals("Cola > Bank > Ann", order(decision));
    assertEquals(
        List.of(
            "Offers 0.27 EUR for 180 s; the price is 0.18 EUR; without tax 0.27 EUR and 0.18 EUR.",
            "Offers 0.30 EUR for 180 s; the price is 0.18 EUR; without tax 0.25 EUR and 0.18 EUR."),
        decision.considered().stream().limit(2).map(Considered::why).toList());
    var low = new Scene().caller("Ann").minute("Bank", "0.07").taxed("0.2");
    assertEquals(
        "Bank below-price, Ann pays", reasons(low.decide("sponsors then next", "caller then end")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sponsors                                   | then
          nobody then end                            | nobody who pays
          split caller 1 rest caller then end        | a split is such as
          split caller 1 caller 2 rest caller then end | names each payer once
          split caller 1 tenant 0 rest caller then end | a weight is between
          split caller 1 tenant x rest caller then end | not a weight: x
          split caller 1 tenant rest tenant then end | a split is such as
          split caller 1 tenant 1 rest sponsor:00000000-0000-0000-0000-000000000001 then end | rest goes to one
          sponsor:x then end                         | UUID
          """)
  void whatIsNoStep(String text, String why) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> Step.parse(text));
    assertTrue(String.valueOf(thrown.getMessage()).contains(why), thrown.getMessage());
  }

  private static void refused(String code, String reason, PayerDecision decision) {
    assertEquals(List.of(), decision.turns());
    var why = Objects.requireNonNull(decision.refusal());
    assertEquals(List.of(code, reason, false), List.of(why.code(), why.reason(), why.retry()));
    // whoever calls hears nobody's name
    for (var name : List.of("Ann", "Shop", "Bank", "Cola")) {
      assertFalse(why.outside().contains(name), why.outside());
    }
  }
}
