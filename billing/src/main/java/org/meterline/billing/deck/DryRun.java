package org.meterline.billing.deck;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;

/**
 * What calls that were charged would have cost by another deck, and the margin: against what is
 * asked for them, or of a deck of cost against what is earned by them. Each call is placed so many
 * whole weeks later that the deck is in force: on the same weekday at the same local time. Sums are
 * exact numbers before tax, of each currency apart; nothing is converted.
 */
public final class DryRun {
  private final RateDeck deck;
  private final Instant from;
  private final ZoneId zone;
  private final TaxTable taxes;
  private final Decks before;
  private final Opposite opposite;
  private final TreeMap<String, Sum> sums = new TreeMap<>();
  private final Sum total = new Sum();
  private long unpriced;
  private long outOfRange;
  private long pricedBefore;
  private long withoutOpposite;

  /**
   * @param from when the deck comes into force
   * @param taxes those that the deck's prices are taxed by
   * @param before payers' own decks, which are asked before this one
   */
  public DryRun(RateDeck deck, Instant from, TaxTable taxes, Decks before, Opposite opposite) {
    this.deck = deck;
    this.from = from;
    this.zone = deck.terms().calendar().zone();
    this.taxes = taxes;
    this.before = before;
    this.opposite = opposite;
  }

  /** Decks that are asked for a payer's calls, one after the other. */
  @FunctionalInterface
  public interface Decks {
    List<RateDeck> at(@Nullable UUID payer, Instant at);
  }

  /**
   * The other side of the margin.
   *
   * @param decks of it; the first that has a price counts, in its own currency. Where none has one,
   *     what was charged counts
   * @param taxes of the book that they are in
   * @param earns it is what is earned, so that the deck says what is asked
   */
  public record Opposite(Decks decks, TaxTable taxes, boolean earns) {}

  /** Who pays, or is paid, and what decides on the tax. */
  public record Party(@Nullable UUID id, TaxPayer tax) {}

  /**
   * A leg that was charged.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param bundled how many of its billed seconds bundles paid
   * @param charged what was charged for it before tax, whatever the currency
   * @param payer by whose decks, and taxes, it is priced
   * @param opposite the same on the other side; null if there is none: nobody asks or pays
   * @param oppositeCharged what was charged there before tax
   */
  public record Leg(
      String to,
      Instant start,
      long seconds,
      long bundled,
      Money charged,
      Party payer,
      @Nullable Party opposite,
      List<Money> oppositeCharged) {
    public Leg {
      oppositeCharged = List.copyOf(oppositeCharged);
    }
  }

  /**
   * What came of it. Legs are in no sum that are counted as unpriced, out of range or priced
   * before.
   *
   * @param unpriced legs for which the deck has no price, or blocks it
   * @param outOfRange legs whose price, or the other side's, is more than an amount can say
   * @param pricedBefore legs that are priced by their payers' own decks
   * @param withoutOpposite legs for which the other side has neither deck nor charge: they count as
   *     nothing there
   * @param destinations those whose charges change most first
   */
  public record Result(
      Line total,
      long unpriced,
      long outOfRange,
      long pricedBefore,
      long withoutOpposite,
      List<Line> destinations) {
    public Result {
      destinations = List.copyOf(destinations);
    }
  }

  /**
   * Sums of legs.
   *
   * @param own in the deck's currency
   * @param others in each other currency that something was charged in, or is asked in
   */
  public record Line(
      String destination, long legs, long seconds, Amounts own, List<Amounts> others) {
    public Line {
      others = List.copyOf(others);
    }
  }

  /**
   * Sums in one currency.
   *
   * @param charged what was charged
   * @param would what the deck would charge
   * @param revenue what would be earned: that, or what the other side pays
   * @param cost what would be asked: that, or what the other side asks
   * @param marginBefore what was left of what was charged
   */
  public record Amounts(
      Currency currency,
      BigDecimal charged,
      BigDecimal would,
      BigDecimal revenue,
      BigDecimal cost,
      BigDecimal marginBefore) {
    /** What would be left. */
    public BigDecimal margin() {
      return revenue.subtract(cost);
    }
  }

  private static final class Tally {
    private BigDecimal charged = BigDecimal.ZERO;
    private BigDecimal would = BigDecimal.ZERO;
    private BigDecimal opposite = BigDecimal.ZERO;
    private BigDecimal oppositeCharged = BigDecimal.ZERO;

    Amounts amounts(Currency currency, boolean earns) {
      return new Amounts(
          currency,
          charged,
          would,
          earns ? opposite : would,
          earns ? would : opposite,
          earns ? oppositeCharged.subtract(charged) : charged.subtract(oppositeCharged));
    }
  }

  private static final class Sum {
    private long legs;
    private long seconds;
    private final TreeMap<String, Tally> tallies = new TreeMap<>();

    private Tally in(Currency currency) {
      return tallies.computeIfAbsent(currency.code(), code -> new Tally());
    }

    void add(Leg leg, Money price, List<Money> asked) {
      legs++;
      seconds += leg.seconds();
      var was = in(leg.charged().currency());
      was.charged = was.charged.add(leg.charged().decimal());
      var would = in(price.currency());
      would.would = would.would.add(price.decimal());
      for (var amount : asked) {
        var there = in(amount.currency());
        there.opposite = there.opposite.add(amount.decimal());
      }
      for (var amount : leg.oppositeCharged()) {
        var there = in(amount.currency());
        there.oppositeCharged = there.oppositeCharged.add(amount.decimal());
      }
    }

    Line line(String destination, Currency own, boolean earns) {
      var others = new ArrayList<Amounts>();
      tallies.forEach(
          (code, tally) -> {
            if (!code.equals(own.code())) {
              others.add(tally.amounts(Currency.of(code), earns));
            }
          });
      return new Line(destination, legs, seconds, in(own).amounts(own, earns), others);
    }
  }

  /** Takes a leg in. */
  public void take(Leg leg) {
    var at = placed(leg.start());
    if (before.at(leg.payer().id(), at).stream()
        .anyMatch(own -> !(own.match(leg.to(), at) instanceof Match.NoPrice))) {
      pricedBefore++;
      return;
    }
    if (!(deck.match(leg.to(), at) instanceof Match.Priced priced)) {
      unpriced++;
      return;
    }
    Money price;
    List<Money> asked;
    try {
      var covered = Covered.first(leg.bundled());
      price = beforeTax(priced.tariff(), taxes, leg.payer().tax(), at, leg.seconds(), covered);
      asked = asked(leg, at);
    } catch (MoneyOverflow e) {
      outOfRange++;
      return;
    }
    if (asked.isEmpty()) {
      withoutOpposite++;
    }
    total.add(leg, price, asked);
    sums.computeIfAbsent(priced.tariff().destination(), d -> new Sum()).add(leg, price, asked);
  }

  /**
   * The sums.
   *
   * @param most how many destinations to tell
   */
  public Result result(int most) {
    var own = deck.currency();
    var lines =
        sums.entrySet().stream()
            .map(e -> e.getValue().line(e.getKey(), own, opposite.earns()))
            .sorted(
                Comparator.comparing((Line l) -> l.own().would().subtract(l.own().charged()).abs())
                    .reversed())
            .limit(most)
            .toList();
    return new Result(
        total.line("", own, opposite.earns()),
        unpriced,
        outOfRange,
        pricedBefore,
        withoutOpposite,
        lines);
  }

  /** What the other side comes to; empty if nobody says. */
  private List<Money> asked(Leg leg, Instant at) {
    var party = leg.opposite();
    if (party == null) {
      return List.of();
    }
    for (var there : opposite.decks().at(party.id(), at)) {
      if (there.match(leg.to(), at) instanceof Match.Priced priced) {
        return List.of(
            beforeTax(
                priced.tariff(),
                opposite.taxes(),
                party.tax(),
                at,
                leg.seconds(),
                Covered.NOTHING));
      }
    }
    return leg.oppositeCharged();
  }

  /**
   * What is left of what a leg costs when the tax is paid.
   *
   * @throws MoneyOverflow if it is out of range
   */
  private static Money beforeTax(
      Tariff tariff, TaxTable taxes, TaxPayer payer, Instant at, long seconds, Covered covered) {
    var tax = taxes.rate(payer, tariff.terms().tax().taxClass(), at);
    var paid = Cost.of(tariff.taxed(tax), at, seconds, covered);
    return paid.minus(tax.in(paid));
  }

  private Instant placed(Instant start) {
    if (!start.isBefore(from)) {
      return start;
    }
    var local = start.atZone(zone);
    LocalDate begins = from.atZone(zone).toLocalDate();
    long weeks = Math.ceilDiv(ChronoUnit.DAYS.between(local.toLocalDate(), begins), 7L);
    var later = local.plusWeeks(weeks).toInstant();
    return later.isBefore(from) ? local.plusWeeks(weeks + 1).toInstant() : later;
  }
}
