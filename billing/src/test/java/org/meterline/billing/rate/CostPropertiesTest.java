package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.meterline.billing.money.Money;

/** What holds for every tariff, with bands, parts, minimum, grace and maximum. */
class CostPropertiesTest {
  // two bands that change in the nights in which Berlin's clocks change
  private static final DeckCalendar CALENDAR =
      Lines.calendar(
          "Europe/Berlin; 2026-12-25; peak 12345 08:00-18:00; night 1234567H 22:00-02:30");

  @Property(tries = 400, seed = "20261101")
  void whatMoneyBuysIsTheMost(
      @ForAll("tariffs") Tariff tariff,
      @ForAll("starts") Instant start,
      @ForAll("covered") Covered covered,
      @ForAll @LongRange(min = 0, max = 2_000_000_000L) long units) {
    var amount = Money.of(units, tariff.currency());
    long seconds = Cost.secondsFor(tariff, start, amount, covered);
    if (seconds == Cost.ENDLESS) {
      assertTrue(Cost.of(tariff, start, 1_000_000, covered).compareTo(amount) <= 0);
    } else {
      assertTrue(Cost.of(tariff, start, seconds, covered).compareTo(amount) <= 0, "paid for");
      assertTrue(Cost.of(tariff, start, seconds + 1, covered).compareTo(amount) > 0, "no more");
    }
  }

  @Property(tries = 400, seed = "20261102")
  void aLongerCallIsNeverCheaper(
      @ForAll("tariffs") Tariff tariff,
      @ForAll("starts") Instant start,
      @ForAll("covered") Covered covered,
      @ForAll @LongRange(min = 0, max = 30_000) long a,
      @ForAll @LongRange(min = 0, max = 10_000) long more) {
    var shorter = Cost.of(tariff, start, a, covered);
    assertFalse(shorter.isNegative());
    assertTrue(shorter.compareTo(Cost.of(tariff, start, a + more, covered)) <= 0);
  }

  /** Second by second, with the library's own calendar, in no clever way. */
  @Property(tries = 200, seed = "20261103")
  void theCostIsTheSumOfItsSeconds(
      @ForAll("tariffs") Tariff tariff,
      @ForAll("starts") Instant start,
      @ForAll("covered") Covered covered,
      @ForAll @LongRange(min = 0, max = 15_000) long seconds) {
    var rate = tariff.rate();
    var exact = BigDecimal.ZERO;
    if (seconds > rate.graceSeconds()) {
      exact = rate.connectFee();
      var last = rate;
      for (long n = 0; n < tariff.billedSeconds(seconds); n++) {
        last = naive(tariff, start, start.plusSeconds(n), last);
        long second = n;
        if (covered.intervals().stream().noneMatch(i -> i.from() <= second && second < i.until())) {
          var price = last.price();
          for (var later : last.later()) {
            price = later.fromSecond() <= n ? later.price() : price;
          }
          exact =
              exact.add(price.divide(BigDecimal.valueOf(last.unitSeconds()), new MathContext(60)));
        }
      }
      var maximum = rate.maximum();
      exact = maximum != null && exact.compareTo(maximum) > 0 ? maximum : exact;
    }
    if (tariff.terms().tax().basis() == DeckTerms.Basis.NET) {
      exact = exact.add(exact.multiply(tariff.tax().rate()));
    }
    // sixty digits are not exact; what is left of a third is rounded away before the real rounding
    var naive =
        Money.round(
            exact.setScale(40, RoundingMode.HALF_EVEN),
            tariff.currency(),
            tariff.terms().rounding());
    assertEquals(naive, Cost.of(tariff, start, seconds, covered));
  }

  /** What is quoted for more increments covers what is posted, wherever the call ends. */
  @Property(tries = 400, seed = "20261104")
  void aQuoteIsNoLessThanWhatIsPosted(
      @ForAll("tariffs") Tariff tariff,
      @ForAll("starts") Instant start,
      @ForAll @LongRange(min = 1, max = 60) long chunk,
      @ForAll @LongRange(min = 0, max = 5_000) long used) {
    long granted = tariff.billedSeconds(Math.max(chunk, tariff.rate().graceSeconds() + 1L));
    while (granted < used) {
      granted = tariff.billedSeconds(granted + chunk);
    }
    var posted = Cost.of(tariff, start, used);
    assertFalse(posted.isNegative());
    assertTrue(posted.compareTo(Cost.of(tariff, start, granted)) <= 0);
  }

  /** Net and tax are what is paid, and the tax is that of the net to the unit. */
  @Property(tries = 400, seed = "20261105")
  void taxIsAPartOfWhatIsPaid(
      @ForAll("tariffs") Tariff tariff,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long units) {
    var gross = Money.of(units, tariff.currency());
    var tax = tariff.tax().in(gross);
    var net = gross.minus(tax);
    assertFalse(tax.isNegative() || net.isNegative());
    // the tax on the net is the tax, but for the half unit that was rounded away
    var off = tariff.tax().rate().multiply(units(net)).subtract(units(tax)).abs();
    assertTrue(off.compareTo(BigDecimal.ONE) <= 0, off.toString());
    assertEquals(tax.negated(), tariff.tax().in(gross.negated()));
  }

  /** Wherever a leg is handed over, its parts cost what it costs whole, and it may be as long. */
  @Property(tries = 400, seed = "20261106")
  void aLegThatIsHandedOverHasThePricesOfTheWhole(
      @ForAll("tariffs") Tariff tariff,
      @ForAll("starts") Instant start,
      @ForAll @LongRange(min = 6, max = 8_000) long used,
      @ForAll @LongRange(min = 0, max = 8_000) long more) {
    long age = tariff.billedSeconds(used);
    var spent = Cost.parts(tariff, start, age, Covered.NOTHING);
    var on = tariff.goingOn(age, spent);
    var then = start.plusSeconds(age);
    var whole = Cost.parts(tariff, start, age + more, Covered.NOTHING);
    assertEquals(
        0, whole.compareTo(spent.add(Cost.parts(on, then, more, Covered.NOTHING))), "to the part");
    var unit = Money.of(1, tariff.currency());
    var paid = Cost.of(tariff, start, age).plus(Cost.of(on, then, more));
    var off = paid.minus(Cost.of(tariff, start, age + more));
    assertTrue(
        off.compareTo(unit) <= 0 && off.negated().compareTo(unit) <= 0, "each is rounded: " + off);
    long longest = Cost.longest(tariff, start, Covered.NOTHING);
    if (longest != Cost.ENDLESS && age <= longest) {
      assertEquals(longest, age + Cost.longest(on, then, Covered.NOTHING));
    }
  }

  private static BigDecimal units(Money amount) {
    return BigDecimal.valueOf(amount.units());
  }

  private static Rate naive(Tariff tariff, Instant start, Instant at, Rate before) {
    var local = ZonedDateTime.ofInstant(at, CALENDAR.zone());
    boolean holiday = CALENDAR.holidays().contains(local.toLocalDate());
    int hour = local.getHour() * 100 + local.getMinute();
    boolean peak = !holiday && local.getDayOfWeek().getValue() <= 5 && hour >= 800 && hour < 1800;
    boolean night = hour >= 2200 || hour < 230;
    for (var line : tariff.lines()) {
      boolean meant = line.band().isEmpty() || (line.band().equals("peak") ? peak : night);
      if (tariff.lines().size() > 1 && meant && !line.blocked() && line.inForce(start)) {
        return line;
      }
    }
    return before;
  }

  @Provide
  Arbitrary<Instant> starts() {
    return Arbitraries.oneOf(
        around("2026-03-29T01:00:00Z"), // to summer time
        around("2026-10-25T01:00:00Z"), // to winter time
        around("2026-12-24T23:00:00Z"), // into a holiday
        around("2028-02-29T00:00:00Z"),
        around("2026-11-25T17:00:00Z"));
  }

  private static Arbitrary<Instant> around(String at) {
    return Arbitraries.longs().between(-20_000, 20_000).map(Instant.parse(at)::plusSeconds);
  }

  @Provide
  Arbitrary<Covered> covered() {
    var interval =
        Combinators.combine(
                Arbitraries.longs().between(0, 3000), Arbitraries.longs().between(1, 2000))
            .as((from, length) -> new Covered.Interval(from, from + length));
    return Arbitraries.oneOf(
        Arbitraries.just(Covered.NOTHING), interval.list().ofMaxSize(4).map(Covered::of));
  }

  @Provide
  Arbitrary<Tariff> tariffs() {
    return Combinators.combine(
            line("", 1),
            Arbitraries.oneOf(Arbitraries.just(List.<Rate>of()), line("peak", 2).map(List::of)),
            Arbitraries.oneOf(Arbitraries.just(List.<Rate>of()), line("night", 3).map(List::of)),
            Arbitraries.of(
                RoundingMode.UP, RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.DOWN),
            Arbitraries.of("EUR", "JPY", "BHD", "IDR"),
            Arbitraries.integers().between(0, 2),
            taxes())
        .as(
            (plain, peak, night, mode, currency, which, tax) -> {
              var lines = new ArrayList<Rate>();
              lines.addAll(night);
              lines.addAll(peak);
              lines.add(plain);
              lines.sort(Rate.ORDER);
              return new Tariff(
                  Lines.terms(currency, mode, CALENDAR, tax.basis()),
                  lines.get(which % lines.size()),
                  lines,
                  tax.rate());
            });
  }

  /** Whether prices are net, and the tax. */
  private record Taxed(DeckTerms.Basis basis, TaxRate rate) {}

  private static Arbitrary<Taxed> taxes() {
    return Combinators.combine(
            Arbitraries.of(DeckTerms.Basis.values()),
            Arbitraries.of("0", "0.19", "0.07", "0.055", "0.123457", "1"))
        .as((basis, rate) -> new Taxed(basis, new TaxRate("DE", new BigDecimal(rate))));
  }

  private static Arbitrary<Rate> line(String band, int number) {
    var price = Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("2")).ofScale(12);
    var fee = Arbitraries.bigDecimals().between(BigDecimal.ZERO, BigDecimal.ONE).ofScale(4);
    return Combinators.combine(
            price,
            Arbitraries.oneOf(Arbitraries.just(BigDecimal.ZERO), fee),
            Arbitraries.of(1, 6, 60, 3600),
            Combinators.combine(
                    Arbitraries.integers().between(0, 120), Arbitraries.integers().between(1, 120))
                .as((initial, increment) -> new int[] {initial, increment}),
            Arbitraries.of(0, 0, 0, 45),
            Arbitraries.of(0, 0, 0, 5),
            price.list().ofMaxSize(2),
            Arbitraries.of("", "", "0.5", "0.5 cut"))
        .as(
            (p, f, unit, steps, minimum, grace, later, maximum) -> {
              var draft =
                  Rate.to("49", "Germany")
                      .line(number)
                      .price(p)
                      .fee(f)
                      .unit(unit)
                      .increments(steps[0], steps[1])
                      .minimum(minimum)
                      .grace(grace)
                      .in(band);
              for (int i = 0; i < later.size(); i++) {
                draft.later(60 + 100 * i, later.get(i));
              }
              if (!maximum.isEmpty()) {
                draft.atMost(
                    new BigDecimal("0.5"),
                    maximum.endsWith("cut") ? Rate.AtMaximum.CUT : Rate.AtMaximum.FREE);
              }
              return draft.build();
            });
  }
}
