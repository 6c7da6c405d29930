package org.meterline.ejb.charge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
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
import org.meterline.billing.wallet.HoldOutcome.Held;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.MemoryWallets;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.TopUp;

/**
 * Of any tariffs, extensions and ends of calls that draw on the same wallet and bundle: what is
 * quoted is held, no more is posted than was held, and what is left is what was not posted.
 */
class HeldPropertiesTest {
  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");
  private static final UUID TENANT = UUID.randomUUID();

  /** Parts of what is possible: in a million. */
  private static final int WHOLE = 1_000_000;

  /**
   * What happens.
   *
   * @param units in the money wallet
   * @param bundled seconds in the bundle
   */
  record Plan(Duration chunk, long units, int bundled, List<Step> steps) {}

  /**
   * A call begins at that tariff, with the bundle or without it; or one of those that are up goes
   * on or ends.
   *
   * @param call which one
   * @param used of what its grant covers, in a million
   */
  record Step(What what, int call, int used, boolean withBundle, Tariff tariff) {
    long used(long granted) {
      return granted * used / WHOLE;
    }
  }

  enum What {
    BEGINS,
    GOES_ON,
    ENDS
  }

  @Property(tries = 500, seed = "20261126")
  void whatIsQuotedIsHeldAndCoversWhatIsPosted(@ForAll("plans") Plan plan) {
    var story = new Story(plan);
    story.run();
    // the stories are of all kinds
    of("refused", story.refused > 0);
    of("the wallet's end", story.last > 0);
    of("the bundle's end", story.partly > 0);
    of("ended by the way", story.ended > 0);
  }

  private static void of(String kind, boolean found) {
    Statistics.label(kind).collect(found).coverage(c -> c.check(true).percentage(p -> p > 5));
  }

  @Provide
  Arbitrary<Plan> plans() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 60).map(Duration::ofSeconds),
            Arbitraries.longs().between(0, 500_000_000).withoutEdgeCases(),
            Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(1, 300)),
            steps().list().ofMinSize(3).ofMaxSize(30))
        .as(Plan::new);
  }

  private static Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.of(What.BEGINS, What.GOES_ON, What.GOES_ON, What.ENDS),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, WHOLE),
            Arbitraries.of(true, false),
            tariffs())
        .as(Step::new);
  }

  /** One wallet, perhaps a bundle, and calls. */
  private static final class Story {
    private final Plan plan;
    private final MemoryWallets book = new MemoryWallets(() -> AT);
    private final Lease lease = book.take("node", Duration.ofMinutes(5));
    private final LegHolds holds;
    private final UUID money;
    private final UUID bundle;
    private final List<Holding> open = new ArrayList<>();
    private long left;
    private long seconds;
    private int sequence;
    private int refused;
    private int last;
    private int partly;
    private int ended;

    private Story(Plan plan) {
      this.plan = plan;
      var terms = new ChargeTerms(plan.chunk(), Duration.ZERO, Duration.ofSeconds(5));
      holds = new LegHolds(book, terms);
      left = plan.units();
      seconds = plan.bundled();
      money = wallet(Money.of(left, Currency.EUR));
      bundle = wallet(Money.of(seconds, Currency.SECONDS));
    }

    private UUID wallet(Money has) {
      var id = UUID.randomUUID();
      var none = Money.zero(has.currency());
      book.open(new NewWallet(TENANT, id, id, PayerKind.CUSTOMER, "Ann", null, "Calls", none));
      if (!has.isZero()) {
        var transfer = UUID.randomUUID();
        book.topUp(new TopUp(TENANT, id, "key-" + id, transfer, has, "t", "t", AT));
      }
      return id;
    }

    private void run() {
      for (var step : plan.steps()) {
        if (step.what() == What.BEGINS) {
          if (open.size() < 3) {
            begins(step);
          }
        } else if (!open.isEmpty()) {
          int call = step.call() % open.size();
          if (step.what() == What.GOES_ON) {
            goesOn(call, step);
          } else {
            ended++;
            ends(open.remove(call), step);
          }
        }
        agrees();
      }
      while (!open.isEmpty()) {
        ends(open.removeLast(), plan.steps().getFirst());
        agrees();
      }
      assertEquals(Money.zero(Currency.EUR), held(money));
      assertEquals(Money.zero(Currency.SECONDS), held(bundle));
    }

    private void begins(Step step) {
      var tariff = step.tariff();
      var lines = new ArrayList<HoldLine>();
      lines.add(HoldLine.of(Part.PAYER, TENANT, money, tariff));
      if (step.withBundle()) {
        lines.add(HoldLine.of(Part.BUNDLE, TENANT, bundle, tariff));
      }
      var wanted = new LegHolds.Wanted(TENANT, UUID.randomUUID(), UUID.randomUUID(), lines, AT);
      var placed = holds.place(lease, wanted);
      if (placed.outcome() instanceof NotHeld no) {
        refused++;
        if (no.why().why() == Why.TOO_LOW) {
          var covered = Covered.first(lines.size() > 1 ? available(bundle).units() : 0);
          long least = tariff.rate().graceSeconds() + 1L;
          var price = Cost.of(tariff, AT, least, covered);
          assertTrue(price.compareTo(available(money)) > 0, "a second can be paid");
        }
        return;
      }
      var holding = Holding.of(placed.wanted(), (Held) placed.outcome());
      assertTrue(holding.seconds() > tariff.rate().graceSeconds());
      open.add(holding);
    }

    private void goesOn(int call, Step step) {
      var before = open.get(call);
      var used = Duration.ofSeconds(step.used(before.seconds()));
      var more = (Held) holds.extend(lease, before, ++sequence, used).outcome();
      assertTrue(more.seconds() > before.seconds() || more.last());
      open.set(call, before.with(more));
      last += more.last() ? 1 : 0;
    }

    private void ends(Holding call, Step step) {
      var hold = requireNonNull(book.holds(List.of(call.id())).get(call.id()));
      long used = step.used(call.seconds());
      var settlement = Settlements.settled(hold, used, AT.plusSeconds(used), line -> true);
      for (int i = 0; i < call.lines().size(); i++) {
        var cost = settlement.lines().get(i).cost();
        assertFalse(cost.isNegative());
        assertTrue(cost.compareTo(call.amounts().get(i)) <= 0, "posted is held");
        if (i == 0) {
          assertEquals(quote(call, used), cost);
          left -= cost.units();
        } else {
          seconds -= cost.units();
        }
      }
      var _ = book.resolve(false, List.of(settlement));
    }

    /** What a call of that length costs in money, from the price alone. */
    private static Money quote(Holding call, long seconds) {
      return Cost.of(call.lines().getFirst().tariff(), AT, seconds, Covered.first(bundled(call)));
    }

    private static long bundled(Holding call) {
      return call.lines().size() > 1 ? call.amounts().get(1).units() : 0;
    }

    private void agrees() {
      var sum = Money.zero(Currency.EUR);
      long bundled = 0;
      for (var call : open) {
        var kept = requireNonNull(book.holds(List.of(call.id())).get(call.id()));
        assertEquals(call.amounts(), kept.amounts());
        assertEquals(quote(call, call.seconds()), call.amounts().getFirst(), call.toString());
        sum = sum.plus(call.amounts().getFirst());
        bundled += bundled(call);
        partly += bundled(call) > 0 && bundled(call) < call.seconds() ? 1 : 0;
      }
      assertEquals(sum, held(money));
      assertEquals(bundled, held(bundle).units());
      assertEquals(left, book.wallet(TENANT, money).orElseThrow().balance().units());
      assertEquals(seconds, book.wallet(TENANT, bundle).orElseThrow().balance().units());
      assertFalse(available(money).isNegative());
      assertFalse(available(bundle).isNegative());
    }

    private Money held(UUID wallet) {
      return book.wallet(TENANT, wallet).orElseThrow().held();
    }

    private Money available(UUID wallet) {
      return book.wallet(TENANT, wallet).orElseThrow().available();
    }
  }

  private static Arbitrary<Tariff> tariffs() {
    return Combinators.combine(rates(), terms(), Arbitraries.of("0", "0.07", "0.19"))
        .as(
            (rate, terms, tax) ->
                Tariff.of(terms, rate).taxed(new TaxRate("DE", new BigDecimal(tax))));
  }

  private static Arbitrary<Rate> rates() {
    var none = Arbitraries.just(0);
    var fees = Arbitraries.oneOf(none, none, upTo(4999));
    var plain =
        Combinators.combine(
                upTo(1_499_999),
                fees,
                Arbitraries.of(1, 60, 60, 60),
                Arbitraries.of(0, 1, 30, 60),
                Arbitraries.of(1, 6, 30, 60),
                Arbitraries.of(0, 0, 45),
                Arbitraries.of(0, 0, 5))
            .as(
                (price, fee, unit, first, next, minimum, grace) ->
                    Rate.to("49", "Germany")
                        .price(BigDecimal.valueOf(price, 6))
                        .fee(BigDecimal.valueOf(fee, 4))
                        .unit(unit)
                        .increments(first, next)
                        .minimum(minimum)
                        .grace(grace));
    // -1: none
    var later = Arbitraries.oneOf(Arbitraries.just(-1), upTo(899));
    var most =
        Arbitraries.of(
            "", "", "", "", "", "", Rate.AtMaximum.CUT.name(), Rate.AtMaximum.FREE.name());
    return Combinators.combine(plain, later, most)
        .as(
            (rate, second, maximum) -> {
              if (second >= 0) {
                rate.later(60, BigDecimal.valueOf(second, 3));
              }
              if (!maximum.isEmpty()) {
                rate.atMost(new BigDecimal("0.5"), Rate.AtMaximum.valueOf(maximum));
              }
              return rate.build();
            });
  }

  private static Arbitrary<DeckTerms> terms() {
    return Combinators.combine(
            Arbitraries.of(RoundingMode.UP, RoundingMode.HALF_UP, RoundingMode.DOWN),
            Arbitraries.of(DeckTerms.Basis.values()))
        .as(
            (rounding, basis) ->
                new DeckTerms(
                    UUID.randomUUID(),
                    Currency.EUR,
                    rounding,
                    DeckCalendar.plain(ZoneOffset.UTC),
                    new DeckTerms.Tax(basis, "standard")));
  }

  private static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(0, most);
  }
}
