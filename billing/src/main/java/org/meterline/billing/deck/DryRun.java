package org.meterline.billing.deck;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
 * What calls that were charged would have cost by another deck, and the margin against the decks of
 * cost. Each call is placed so many whole weeks later that the deck is in force: on the same
 * weekday at the same local time. Sums are exact numbers of the deck's currency, before tax.
 */
public final class DryRun {
  private final RateDeck deck;
  private final Instant from;
  private final ZoneId zone;
  private final Costs costs;
  private final TaxTable taxes;
  private final TreeMap<String, Sum> sums = new TreeMap<>();
  private final Sum total = new Sum();
  private long unpriced;
  private long withoutCost;

  /**
   * @param from when the deck comes into force
   * @param taxes those that the deck's prices are taxed by
   */
  public DryRun(RateDeck deck, Instant from, Costs costs, TaxTable taxes) {
    this.deck = deck;
    this.from = from;
    this.zone = deck.terms().calendar().zone();
    this.costs = costs;
    this.taxes = taxes;
  }

  /**
   * What calls cost us.
   *
   * @param decks those that say so at an instant; the first that has a price in the same currency
   *     counts
   * @param taxes of the book that they are in
   * @param payer what decides there on the tax that we pay
   */
  public record Costs(Function<Instant, List<RateDeck>> decks, TaxTable taxes, TaxPayer payer) {}

  /**
   * A leg that was charged.
   *
   * @param to E.164, or {@code extension} or {@code program}
   * @param bundled how many of its billed seconds bundles paid
   * @param charged what was charged for it before tax, whatever the currency
   * @param payer whose tax it was
   */
  public record Leg(
      String to, Instant start, long seconds, long bundled, Money charged, TaxPayer payer) {}

  /**
   * What came of it.
   *
   * @param unpriced legs for which the deck has no price, or blocks it: they are in no sum
   * @param withoutCost legs for which nobody's deck has a price: their cost counts as nothing
   * @param destinations those whose charges change most first
   */
  public record Result(Line total, long unpriced, long withoutCost, List<Line> destinations) {
    public Result {
      destinations = List.copyOf(destinations);
    }
  }

  /**
   * Sums of legs.
   *
   * @param charged what was charged, of legs in the deck's currency
   * @param would what the deck would charge
   * @param cost what would be asked for them
   */
  public record Line(
      String destination,
      long legs,
      long seconds,
      BigDecimal charged,
      BigDecimal would,
      BigDecimal cost) {
    /** What would be left of what the deck would charge. */
    public BigDecimal margin() {
      return would.subtract(cost);
    }
  }

  private static final class Sum {
    private long legs;
    private long seconds;
    private BigDecimal charged = BigDecimal.ZERO;
    private BigDecimal would = BigDecimal.ZERO;
    private BigDecimal cost = BigDecimal.ZERO;

    void add(Leg leg, BigDecimal was, Money price, @Nullable Money asked) {
      legs++;
      seconds += leg.seconds();
      charged = charged.add(was);
      would = would.add(price.decimal());
      cost = asked == null ? cost : cost.add(asked.decimal());
    }

    Line line(String destination) {
      return new Line(destination, legs, seconds, charged, would, cost);
    }
  }

  /** Takes a leg in. */
  public void take(Leg leg) {
    var at = placed(leg.start());
    if (!(deck.match(leg.to(), at) instanceof Match.Priced priced)) {
      unpriced++;
      return;
    }
    var price =
        beforeTax(
            priced.tariff(), taxes, leg.payer(), at, leg.seconds(), Covered.first(leg.bundled()));
    if (price == null) {
      unpriced++;
      return;
    }
    var asked = cost(leg, at);
    if (asked == null) {
      withoutCost++;
    }
    var was =
        leg.charged().currency().equals(deck.currency())
            ? leg.charged().decimal()
            : BigDecimal.ZERO;
    total.add(leg, was, price, asked);
    sums.computeIfAbsent(priced.tariff().destination(), d -> new Sum()).add(leg, was, price, asked);
  }

  /**
   * The sums.
   *
   * @param most how many destinations to tell
   */
  public Result result(int most) {
    var lines =
        sums.entrySet().stream()
            .map(e -> e.getValue().line(e.getKey()))
            .sorted(
                Comparator.comparing((Line l) -> l.would().subtract(l.charged()).abs()).reversed())
            .limit(most)
            .toList();
    return new Result(total.line(""), unpriced, withoutCost, lines);
  }

  private @Nullable Money cost(Leg leg, Instant at) {
    for (var cost : costs.decks().apply(at)) {
      if (cost.currency().equals(deck.currency())
          && cost.match(leg.to(), at) instanceof Match.Priced priced) {
        return beforeTax(
            priced.tariff(), costs.taxes(), costs.payer(), at, leg.seconds(), Covered.NOTHING);
      }
    }
    return null;
  }

  /** What is left of what a leg costs when the tax is paid; null if it is out of range. */
  private static @Nullable Money beforeTax(
      Tariff tariff, TaxTable taxes, TaxPayer payer, Instant at, long seconds, Covered covered) {
    try {
      var tax = taxes.rate(payer, tariff.terms().tax().taxClass(), at);
      var paid = Cost.of(tariff.taxed(tax), at, seconds, covered);
      return paid.minus(tax.in(paid));
    } catch (MoneyOverflow e) {
      return null;
    }
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
