package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.payer.Scene.eur;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Considered.Verdict;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;

/** What holds for every split and every decision. */
class PayerPropertiesTest {

  @Property(tries = 1000, seed = "20261126")
  void splitsLoseNothing(@ForAll("splits") Split split, @ForAll @LongRange(min = 0) long units) {
    var cost = Money.of(units, Currency.EUR);
    var shares = split.of(cost);
    assertEquals(cost, shares.stream().reduce(eur("0"), Money::plus));
    assertTrue(shares.stream().noneMatch(Money::isNegative));
    // each part but the one with the rest is its weight's, rounded down
    long all = split.weights().stream().mapToLong(w -> w).sum();
    for (int i = 0; i < shares.size(); i++) {
      var exact = BigDecimal.valueOf(units).multiply(BigDecimal.valueOf(split.weights().get(i)));
      var off =
          exact.subtract(
              BigDecimal.valueOf(shares.get(i).units()).multiply(BigDecimal.valueOf(all)));
      if (i == split.rest()) {
        assertTrue(off.signum() <= 0);
      } else {
        assertTrue(off.signum() >= 0 && off.compareTo(BigDecimal.valueOf(all)) < 0);
      }
    }
  }

  /** Fees, steps and prices differ, so that what a payer owes may go up and down with time. */
  @Property(tries = 300, seed = "20261127")
  void whatIsHeldCoversEveryEndAndNothingIsLost(
      @ForAll("sharings") Sharing sharing,
      @ForAll @IntRange(min = 0, max = 90) int first,
      @ForAll @IntRange(min = 0, max = 90) int more) {
    var price = whole(sharing, 0);
    var nothing = sharing.due(0).stream().map(m -> eur("0")).toList();
    var held = sharing.held(sharing.held(nothing, 0, first), first + 1, first + more);
    var highest = nothing;
    for (int second = 0; second <= first + more; second++) {
      var due = sharing.due(second);
      assertEquals(whole(sharing, second), due.stream().reduce(eur("0"), Money::plus));
      assertTrue(due.stream().noneMatch(Money::isNegative));
      var before = highest;
      highest =
          IntStream.range(0, due.size())
              .mapToObj(i -> before.get(i).compareTo(due.get(i)) > 0 ? before.get(i) : due.get(i))
              .toList();
    }
    assertEquals(highest, held, "neither less nor more");
    assertTrue(price.isZero(), "a leg of no length costs nothing");
  }

  private static Money whole(Sharing sharing, long seconds) {
    return switch (sharing) {
      case Sharing.Alone one -> Cost.of(one.price(), one.start(), seconds, one.covered());
      case Sharing.ByWeight by -> Cost.of(by.parts().getFirst().price(), by.start(), seconds);
      case Sharing.UpTo upTo -> Cost.of(upTo.price(), upTo.start(), seconds);
    };
  }

  /** Some make offers, but not the last. */
  private static Sharing byWeight(Tariff price, Split split, List<@Nullable Tariff> offers) {
    int last = split.weights().size() - 1;
    return new Sharing.ByWeight(
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> new Sharing.ByWeight.Part(price, i == last ? null : offers.get(i)))
            .toList(),
        Scene.AT,
        split);
  }

  /** A sponsor gives neither more than its part nor than it offers. */
  @Property(tries = 300, seed = "20261128")
  void whoMakesAnOfferPaysNoMoreThanThat(
      @ForAll("sharings") Sharing sharing, @ForAll @LongRange(min = 0, max = 7200) long seconds) {
    if (sharing instanceof Sharing.ByWeight by) {
      var due = by.due(seconds);
      var shares = by.split().of(whole(by, seconds));
      for (int i = 0; i < due.size(); i++) {
        var offer = by.parts().get(i).offer();
        if (offer != null) {
          var most = Cost.of(offer, by.start(), seconds);
          var share = shares.get(i);
          assertEquals(most.compareTo(share) < 0 ? most : share, due.get(i));
        }
      }
    }
  }

  @Provide
  Arbitrary<Sharing> sharings() {
    var cents = Arbitraries.integers().between(0, 99);
    var steps = Arbitraries.of(1, 6, 30, 60);
    var tariffs =
        Combinators.combine(cents, cents, steps, steps)
            .as(
                (fee, price, initial, increment) ->
                    Tariff.of(
                        Scene.perMinute("0").terms(),
                        Rate.to("49", "x")
                            .fee(new BigDecimal(fee).movePointLeft(3))
                            .price(new BigDecimal(price).movePointLeft(2))
                            .increments(initial, increment)
                            .build()));
    return Arbitraries.oneOf(
        Combinators.combine(tariffs, splits(), tariffs.injectNull(0.5).list().ofSize(20))
            .as(PayerPropertiesTest::byWeight),
        Combinators.combine(tariffs, tariffs)
            .as((offer, price) -> (Sharing) new Sharing.UpTo(offer, price, Scene.AT)));
  }

  /** Prices are offered by ten sponsors, some of whom have nothing left. */
  @Property(tries = 500, seed = "20261128")
  void theBestOfferWithinItsBudgetWins(
      @ForAll @Size(10) List<@IntRange(min = 0, max = 6) Integer> cents,
      @ForAll @Size(10) List<Boolean> spent,
      @ForAll boolean backwards) {
    var scene = new Scene().caller("Ann").price("0.03");
    for (int i = 0; i < 10; i++) {
      scene.minute("S" + i, "0.0" + cents.get(i));
      if (spent.get(i)) {
        scene.spent("S" + i, "0");
      }
    }
    if (backwards) {
      scene.backwards();
    }
    var decision = scene.decide("sponsors then next", "caller then end");
    assertEquals(decision, scene.decide("sponsors then next", "caller then end"), "the same again");

    var able =
        IntStream.range(0, 10)
            .filter(i -> !spent.get(i) && cents.get(i) >= 3)
            .boxed()
            .sorted(
                (a, b) ->
                    cents.get(b).equals(cents.get(a))
                        ? Integer.compare(a, b)
                        : Integer.compare(cents.get(b), cents.get(a)))
            .map(i -> "S" + i)
            .toList();
    var order = decision.turns().stream().map(Turn::names).toList();
    assertEquals(able, order.subList(0, able.size()));
    assertEquals("Ann", order.getLast());
    assertEquals(able.size() + 1, order.size());

    // everybody is explained, one pays, and nobody is told twice
    assertEquals(11, decision.considered().size());
    assertEquals(
        1, decision.considered().stream().filter(c -> c.verdict() == Verdict.PAYS).count());
    assertEquals(11, decision.considered().stream().map(Considered::name).distinct().count());
    assertFalse(decision.considered().stream().anyMatch(c -> c.why().isBlank()));
  }

  @Provide
  Arbitrary<Split> splits() {
    var weights = Arbitraries.integers().between(1, 1_000_000).list().ofMinSize(2).ofMaxSize(20);
    return weights.flatMap(
        w -> Arbitraries.integers().between(0, w.size() - 1).map(rest -> new Split(w, rest)));
  }

  @Property(tries = 500, seed = "20261129")
  void stepsAreWrittenAsTheyAreRead(@ForAll("steps") Step step) {
    assertEquals(step, Step.parse(step.text()));
  }

  @Provide
  Arbitrary<Step> steps() {
    var parties =
        Arbitraries.of(new Party.Caller(), new Party.Tenant(), new Party.Sponsor(Scene.id("Bank")));
    var who =
        Arbitraries.oneOf(
            Arbitraries.of(new Step.Bids()).map(b -> (Step.Who) b),
            parties.map(p -> (Step.Who) new Step.One(p)),
            Combinators.combine(splits().filter(s -> s.weights().size() == 3), parties)
                .as((split, p) -> shared(split)));
    return Combinators.combine(who, Arbitraries.of(true, false)).as(Step::new);
  }

  private static Step.Who shared(Split split) {
    return new Step.Shared(
        List.of(new Party.Caller(), new Party.Tenant(), new Party.Sponsor(Scene.id("Bank"))),
        split);
  }
}
