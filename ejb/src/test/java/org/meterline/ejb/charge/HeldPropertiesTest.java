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
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
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
  private static final int STORIES = 500;

  @Test
  void quotesAreHeldAndCoverWhatIsPosted() {
    int refused = 0;
    int last = 0;
    int partly = 0;
    for (int seed = 1; seed <= STORIES; seed++) {
      var story = new Story(seed);
      story.run();
      refused += story.refused;
      last += story.last;
      partly += story.partly;
    }
    // the stories are of all kinds
    assertTrue(refused > STORIES / 10, "refused: " + refused);
    assertTrue(last > STORIES / 10, "the wallet's end: " + last);
    assertTrue(partly > STORIES / 10, "the bundle's end: " + partly);
  }

  /** One wallet, perhaps a bundle, and calls. */
  private static final class Story {
    private final Random random;
    private final String seed;
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

    private Story(long seed) {
      this.seed = "seed " + seed;
      random = new Random(seed);
      var chunk = Duration.ofSeconds(1 + random.nextInt(60));
      holds = new LegHolds(book, new ChargeTerms(chunk, Duration.ZERO, Duration.ofSeconds(5)));
      left = random.nextLong(500_000_000);
      seconds = random.nextBoolean() ? 0 : random.nextInt(300);
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
      for (int step = 0; step < 30 || !open.isEmpty(); step++) {
        int what = random.nextInt(4);
        if (step < 20 && open.size() < 3 && (what == 0 || open.isEmpty())) {
          begins();
        } else if (what < 3 && step < 30 && !open.isEmpty()) {
          goesOn(random.nextInt(open.size()));
        } else if (!open.isEmpty()) {
          ends(open.remove(random.nextInt(open.size())));
        }
        agrees();
      }
      assertEquals(Money.zero(Currency.EUR), held(money), seed);
      assertEquals(Money.zero(Currency.SECONDS), held(bundle), seed);
    }

    private void begins() {
      var tariff = tariff(random);
      var lines = new ArrayList<HoldLine>();
      lines.add(HoldLine.of(Part.PAYER, TENANT, money, tariff));
      if (random.nextBoolean()) {
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
          assertTrue(price.compareTo(available(money)) > 0, seed + ": a second can be paid");
        }
        return;
      }
      var holding = Holding.of(placed.wanted(), (Held) placed.outcome());
      assertTrue(holding.seconds() > tariff.rate().graceSeconds(), seed);
      open.add(holding);
    }

    private void goesOn(int call) {
      var before = open.get(call);
      var used = Duration.ofSeconds(random.nextLong(before.seconds() + 1));
      var more = (Held) holds.extend(lease, before, ++sequence, used).outcome();
      assertTrue(more.seconds() > before.seconds() || more.last(), seed);
      open.set(call, before.with(more));
      last += more.last() ? 1 : 0;
    }

    private void ends(Holding call) {
      var hold = requireNonNull(book.holds(List.of(call.id())).get(call.id()));
      long used = random.nextLong(call.seconds() + 1);
      var settlement = Settlements.settled(hold, used, AT.plusSeconds(used), line -> true);
      for (int i = 0; i < call.lines().size(); i++) {
        var cost = settlement.lines().get(i).cost();
        assertFalse(cost.isNegative(), seed);
        assertTrue(cost.compareTo(call.amounts().get(i)) <= 0, seed + ": posted is held");
        if (i == 0) {
          assertEquals(quote(call, used), cost, seed);
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
        assertEquals(call.amounts(), kept.amounts(), seed);
        assertEquals(quote(call, call.seconds()), call.amounts().getFirst(), seed + ": " + call);
        sum = sum.plus(call.amounts().getFirst());
        bundled += bundled(call);
        partly += bundled(call) > 0 && bundled(call) < call.seconds() ? 1 : 0;
      }
      assertEquals(sum, held(money), seed);
      assertEquals(bundled, held(bundle).units(), seed);
      assertEquals(left, book.wallet(TENANT, money).orElseThrow().balance().units(), seed);
      assertEquals(seconds, book.wallet(TENANT, bundle).orElseThrow().balance().units(), seed);
      assertFalse(available(money).isNegative(), seed);
      assertFalse(available(bundle).isNegative(), seed);
    }

    private Money held(UUID wallet) {
      return book.wallet(TENANT, wallet).orElseThrow().held();
    }

    private Money available(UUID wallet) {
      return book.wallet(TENANT, wallet).orElseThrow().available();
    }
  }

  private static Tariff tariff(Random random) {
    var rate =
        Rate.to("49", "Germany")
            .price(BigDecimal.valueOf(random.nextInt(1_500_000), 6))
            .fee(BigDecimal.valueOf(random.nextInt(3) > 0 ? 0 : random.nextInt(5000), 4))
            .unit(any(random, 1, 60, 60, 60))
            .increments(any(random, 0, 1, 30, 60), any(random, 1, 6, 30, 60))
            .minimum(any(random, 0, 0, 45))
            .grace(any(random, 0, 0, 5));
    if (random.nextBoolean()) {
      rate.later(60, BigDecimal.valueOf(random.nextInt(900), 3));
    }
    if (random.nextInt(4) == 0) {
      rate.atMost(new BigDecimal("0.5"), any(random, Rate.AtMaximum.CUT, Rate.AtMaximum.FREE));
    }
    var terms =
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            any(random, RoundingMode.UP, RoundingMode.HALF_UP, RoundingMode.DOWN),
            DeckCalendar.plain(ZoneOffset.UTC),
            new DeckTerms.Tax(any(random, DeckTerms.Basis.values()), "standard"));
    var tax = new TaxRate("DE", new BigDecimal(any(random, "0", "0.07", "0.19")));
    return Tariff.of(terms, rate.build()).taxed(tax);
  }

  @SafeVarargs
  private static <T> T any(Random random, T... of) {
    return of[random.nextInt(of.length)];
  }
}
