package org.meterline.billing.payer;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.payer.Scene.eur;
import static org.meterline.billing.payer.Scene.order;
import static org.meterline.billing.payer.Scene.reasons;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Money;

/** Who shares a price, by examples. It is 0.06 a minute: 0.18 for the three that are compared. */
class SplitDecisionTest {

  @Test
  void aSplitNeedsEverybody() {
    var step =
        "split caller 4999 tenant 4999 sponsor:" + Scene.id("Bank") + " 2 rest tenant then end";
    var scene = new Scene().caller("Ann").tenant("Shop").minute("Bank", "0.0001");
    var shared = assertInstanceOf(Turn.Shared.class, scene.decide(step).turns().getFirst());
    assertEquals(
        List.of("Ann", "Shop", "Bank"), shared.payers().stream().map(Payer::name).toList());
    assertEquals(
        List.of(eur("0.089982"), eur("0.089982"), eur("0.000036")), shared.split().of(eur("0.18")));

    assertEquals(
        List.of(
            "Pays 4999 parts, 0.089982 EUR for 180 s.",
            "Pays 4999 parts, 0.089982 EUR for 180 s.",
            "Pays 2 parts, 0.000036 EUR for 180 s, and at most what it offers."),
        scene.decide(step).considered().stream().map(Considered::why).toList());
    assertEquals(Optional.empty(), scene.decide(step).wallet(), "not a single one");

    var tooLittle = new Scene().caller("Ann").tenant("Shop").minute("Bank", "0.00001");
    assertEquals("Bank below-price, not-all-agree", reasons(tooLittle.decide(step)));
    var without = new Scene().caller("Ann").minute("Bank", "0.0001");
    var nobody = without.decide(step);
    assertFalse(requireNonNull(nobody.refusal()).retry());
    assertEquals("no-payer", requireNonNull(nobody.refusal()).code());
    scene.spent("Shop", "0");
    assertEquals(
        new PayerRefusal(
            "wallet-too-low",
            "The wallet of Shop, line 2 of the 3 that share the price, has only 0.00 EUR available;"
                + " top it up.",
            "The wallet of one of those who share the price is too low.",
            false,
            PayerRefusal.Whose.sharing(Scene.payer("Shop"), 2, 3)),
        scene.decide(step).refusal());
  }

  @Test
  void whoSharesAndHasEnoughButForOtherCallsIsWorthWaitingFor() {
    var step = "split caller 1 tenant 1 rest tenant then end";
    var why =
        requireNonNull(
            new Scene().caller("Ann").tenant("Shop").busy("Shop", "0", "1").decide(step).refusal());
    assertTrue(why.retry());
    assertEquals(
        "The wallet of Shop, line 2 of the 2 that share the price, has only 0.00 EUR available,"
            + " and 1.00 EUR set aside for calls and purchases that go on; call again when they"
            + " are over, or top it up.",
        why.reason());
    assertEquals(
        "The wallet of one of those who share the price is too low while other calls go on.",
        why.outside());
  }

  /** Of 0.18 net each has a half: with 19 %, with none. */
  @Test
  void aShareIsToldWithTheTaxOfWhoPaysIt() {
    var told =
        new Scene()
            .caller("Ann")
            .tenant("Shop")
            .net("0.19")
            .pays("Ann", "0.19")
            .pays("Shop", "0")
            .decide("split caller 1 tenant 1 rest tenant then next", "tenant then end")
            .considered();
    assertEquals(List.of(eur("0.1071"), eur("0.09")), bids(told).subList(0, 2));
    assertEquals(
        List.of(
            "Pays 1 parts, 0.1071 EUR for 180 s.",
            "Pays 1 parts, 0.09 EUR for 180 s.",
            "The tenant's wallet pays the price, 0.06 EUR/min, 1/1, no tax."),
        told.stream().map(Considered::why).toList());
  }

  private static List<Money> bids(List<Considered> told) {
    return told.stream().flatMap(c -> Stream.ofNullable(c.bid())).toList();
  }

  @Test
  void aSponsorOfASplitIsOutOfBudget() {
    var scene = new Scene().caller("Ann").minute("Bank", "0.05").spent("Bank", "0.01");
    var split = "split caller 1 sponsor:" + Scene.id("Bank") + " 1 rest caller then ";
    assertEquals(
        new PayerRefusal(
            "sponsor-out-of-budget",
            "The sponsor Bank, line 2 of the 2 that share the price, has only 0.01 EUR of its"
                + " budget left; it can be topped up.",
            "The budget of a sponsor who should pay is used up.",
            false,
            PayerRefusal.Whose.sharing(Scene.payer("Bank"), 2, 2)),
        scene.decide(split + "end").refusal());
    assertEquals("Ann", order(scene.decide(split + "next", "caller then end")));
    scene.known("Ann", new Standing.Frozen());
    var frozen = requireNonNull(scene.decide(split + "end").refusal());
    assertEquals("wallet-frozen", frozen.code());
    assertEquals("The wallet of one of those who share the price is frozen.", frozen.outside());
  }

  @Test
  void aSplitAsksTheSponsorThatItNames() {
    var bank = "split caller 1 sponsor:" + Scene.id("Bank") + " 1 rest caller then end";
    var scene = new Scene().caller("Ann").minute("Cola", "0.50");
    assertEquals("not-all-agree", reasons(scene.decide(bank)));
    scene.minute("Bank", "0.05");
    assertEquals("Ann, Bank", order(scene.decide(bank)), "though another gives more");
  }

  @Test
  void whatSponsorsDoNotOfferIsPaidBySomebodyElse() {
    var scene = new Scene().minute("Bank", "0.05").minute("Cola", "0.05");
    var step =
        "split sponsor:%s 1 sponsor:%s 1 rest sponsor:%s then end"
            .formatted(Scene.id("Bank"), Scene.id("Cola"), Scene.id("Cola"));
    assertEquals("nobody-pays-rest", reasons(scene.decide(step)));
  }

  @Test
  void aSplitTakesAWalletOnceAndNoneThatPaysBefore() {
    var scene = new Scene().caller("Ann").tenant("Ann");
    var split = "split caller 1 tenant 1 rest tenant then end";
    assertEquals("asked-before", reasons(scene.decide(split)));
    scene.tenant("Shop");
    assertEquals("Ann, Shop", order(scene.decide(split)));
    var after = scene.decide("caller then next", split);
    assertEquals("Ann", order(after));
    assertEquals("Ann pays, asked-before", reasons(after));
  }
}
