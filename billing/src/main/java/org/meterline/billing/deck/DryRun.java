package org.meterline.billing.deck;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;

/**
 * What calls that were charged, or were free, would have cost by another deck, and the margin:
 * against what is asked for them, or of a deck of cost against what is earned by them. Each call is
 * placed so many whole weeks later that the deck is in force: on the same weekday at the same local
 * time. Sums are exact numbers before tax, of each currency apart; nothing is converted. Tax that
 * is not deducted on the other side is a part of what that asks.
 */
public final class DryRun {
  private final RateDeck deck;
  private final Instant from;
  private final ZoneId zone;
  private final TaxTable taxes;
  private final Decks before;
  private final Opposite opposite;
  private final TreeMap<String, LegSum> sums = new TreeMap<>();
  private final LegSum total = new LegSum();
  private long unpriced;
  private long outOfRange;
  private long pricedBefore;
  private long withoutOpposite;
  private long free;
  private long sponsored;
  private final EnumMap<TriedLegs.Why, Long> untried = new EnumMap<>(TriedLegs.Why.class);

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
   * @param deducted whether a tax in it is deducted; else it is a part of what is asked
   */
  public record Opposite(Decks decks, TaxTable taxes, boolean earns, Predicate<TaxRate> deducted) {
    /** One whose taxes are all deducted. */
    public Opposite(Decks decks, TaxTable taxes, boolean earns) {
      this(decks, taxes, earns, tax -> true);
    }
  }

  /** Who pays, or is paid, and what decides on the tax. */
  public record Party(@Nullable UUID id, TaxPayer tax) {}

  /** What is paid for a leg by another price. */
  @FunctionalInterface
  public interface Due {
    /**
     * Of each who pays, before tax; empty if what a sponsor offered for a share of it is in another
     * currency.
     *
     * @param at when the price is agreed
     * @throws MoneyOverflow if something is out of range
     */
    Optional<List<Money>> by(Tariff price, TaxTable taxes, Instant at);
  }

  /** How a leg was paid for. */
  public enum Paid {
    BY_DECK,
    /** It cost nothing by its deck. */
    NOTHING,
    /** By sponsors alone, at what they offered: no deck changes it. */
    BY_OFFER
  }

  /**
   * A leg, or what it was handed over to.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param start when the price of the whole leg was agreed
   * @param age seconds of the leg before it was handed over to this part
   * @param charged what was charged for it before tax, whatever the currency
   * @param payer by whose decks it is priced
   * @param due what it would cost
   * @param opposite who asks or pays on the other side; null if nobody does
   * @param oppositeCharged what was charged there, before tax that is deducted
   */
  public record Leg(
      String to,
      Instant start,
      long age,
      long seconds,
      Paid paid,
      List<Money> charged,
      @Nullable UUID payer,
      Due due,
      @Nullable Party opposite,
      List<Money> oppositeCharged) {
    public Leg {
      charged = List.copyOf(charged);
      oppositeCharged = List.copyOf(oppositeCharged);
    }

    /**
     * One that one payer paid from its beginning to its end.
     *
     * @param bundled how many of its billed seconds bundles paid
     * @param payer by whose decks, and taxes, it is priced
     */
    public Leg(
        String to,
        Instant start,
        long seconds,
        long bundled,
        Money charged,
        Party payer,
        @Nullable Party opposite,
        List<Money> oppositeCharged) {
      this(
          to,
          start,
          0,
          seconds,
          Paid.BY_DECK,
          List.of(charged),
          payer.id(),
          (price, taxes, at) ->
              Optional.of(
                  List.of(
                      beforeTax(price, taxes, payer.tax(), at, seconds, Covered.first(bundled)))),
          opposite,
          oppositeCharged);
    }

    /** The same, paid for in another way. */
    public Leg paid(Paid paid) {
      return new Leg(to, start, age, seconds, paid, charged, payer, due, opposite, oppositeCharged);
    }
  }

  /**
   * What came of it. Legs are in no sum that are counted as unpriced, out of range, priced before
   * or untried.
   *
   * @param unpriced legs for which the deck has no price, or blocks it
   * @param outOfRange legs whose price, or the other side's, is more than an amount can say
   * @param pricedBefore legs that are priced by their payers' own decks
   * @param withoutOpposite legs for which the other side has neither deck nor charge: they count as
   *     nothing there
   * @param free legs in the sums that had cost nothing
   * @param sponsored legs in the sums that sponsors alone paid: the same before and after
   * @param untried legs of which it cannot be said what they would cost, by why
   * @param destinations those whose charges change most first
   */
  public record Result(
      Line total,
      long unpriced,
      long outOfRange,
      long pricedBefore,
      long withoutOpposite,
      long free,
      long sponsored,
      Map<TriedLegs.Why, Long> untried,
      List<Line> destinations) {
    public Result {
      untried = Map.copyOf(untried);
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

  /** Takes a leg in. */
  public void take(Leg leg) {
    var at = placed(leg.start());
    if (!prices(leg.payer(), leg.to(), at)) {
      pricedBefore++;
      return;
    }
    if (!(deck.match(leg.to(), at) instanceof Match.Priced priced)) {
      unpriced++;
      return;
    }
    Optional<List<Money>> due;
    List<Money> asked;
    try {
      due = leg.due().by(priced.tariff(), taxes, at);
      asked = asked(leg, at);
    } catch (MoneyOverflow e) {
      outOfRange++;
      return;
    }
    if (due.isEmpty()) {
      leave(TriedLegs.Why.OTHER_CURRENCY);
      return;
    }
    var price = due.get();
    if (asked.isEmpty()) {
      withoutOpposite++;
    }
    switch (leg.paid()) {
      case BY_DECK -> {}
      case NOTHING -> free++;
      case BY_OFFER -> sponsored++;
    }
    total.add(leg, price, asked);
    sums.computeIfAbsent(priced.tariff().destination(), d -> new LegSum()).add(leg, price, asked);
  }

  /** Counts a leg that cannot be taken in. */
  public void leave(TriedLegs.Why why) {
    untried.merge(why, 1L, Long::sum);
  }

  /** Whether a payer's legs to there are priced by this deck, and not by their own. */
  public boolean prices(@Nullable UUID payer, String to, Instant at) {
    return before.at(payer, at).stream()
        .allMatch(own -> own.match(to, at) instanceof Match.NoPrice);
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
        free,
        sponsored,
        untried,
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
        return List.of(part(priced.tariff(), party, at, leg));
      }
    }
    return leg.oppositeCharged();
  }

  /** Of what the whole leg costs there, what comes on in this part of it. */
  private Money part(Tariff tariff, Party party, Instant at, Leg leg) {
    long end = leg.age() + leg.seconds();
    var whole = there(tariff, party, at, end);
    return leg.age() == 0 ? whole : whole.minus(there(tariff, party, at, leg.age()));
  }

  private Money there(Tariff tariff, Party party, Instant at, long seconds) {
    var tax = opposite.taxes().rate(party.tax(), tariff.terms().tax().taxClass(), at);
    var paid = Cost.of(tariff.taxed(tax), at, seconds, Covered.NOTHING);
    return opposite.deducted().test(tax) ? paid.minus(tax.in(paid)) : paid;
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
