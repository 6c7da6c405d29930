package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * The order in which ways to carry a call are tried: the cheapest first, and none that would earn
 * less than the margin. Ways that cost the same keep their order; those of which nobody knows what
 * they cost come last. Pure.
 *
 * @param names of the ways, best first
 * @param not why the others are not tried, by name
 */
public record LeastCost(List<String> names, Map<String, String> not) {
  /** Ways are compared by what a call of that length costs. */
  private static final long COMPARED = 180;

  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

  public LeastCost {
    names = List.copyOf(names);
    not = Map.copyOf(not);
  }

  /** What is known of the cost of a way. */
  public sealed interface Price {
    /** It costs this much. */
    record Known(Tariff tariff) implements Price {}

    /** Nobody says what it costs: it is tried, after the others. */
    record Unknown() implements Price {}

    /** Who carries it does not carry this. */
    record None() implements Price {}
  }

  /** A way to carry the call. */
  public record Way(String name, Price price) {}

  /**
   * @param sold what the call is sold for, if it is
   * @param margin what must be left of that, in per cent of it
   */
  public static LeastCost of(List<Way> ways, @Nullable Tariff sold, int margin, Instant at) {
    Map<String, String> not = new LinkedHashMap<>();
    List<Way> known = new ArrayList<>();
    List<Way> unknown = new ArrayList<>();
    Money price = sold == null ? null : amount(sold, at);
    String taxed = sold == null || sold.tax().isZero() ? "" : " without tax";
    for (Way way : ways) {
      switch (way.price()) {
        case Price.Unknown u -> unknown.add(way);
        case Price.None n -> not.put(way.name(), "its carrier has no price for this number");
        case Price.Known(Tariff tariff) -> {
          Money cost = amount(tariff, at);
          if (price != null && !earns(price, cost, margin)) {
            not.put(
                way.name(),
                "it costs " + cost + ", and " + price + taxed + " is what it is sold for");
          } else {
            known.add(way);
          }
        }
      }
    }
    known.sort(Comparator.comparing(way -> cost(way, at)));
    known.addAll(unknown);
    return new LeastCost(known.stream().map(Way::name).toList(), not);
  }

  private static BigDecimal cost(Way way, Instant at) {
    return way.price() instanceof Price.Known(Tariff tariff)
        ? amount(tariff, at).decimal()
        : BigDecimal.ZERO;
  }

  /** By which prices are compared: without tax, be it in the price or on it; tax is no earnings. */
  public static Money amount(Tariff tariff, Instant at) {
    return Cost.net(tariff, at, COMPARED);
  }

  /** Amounts in other currencies are not compared. */
  private static boolean earns(Money price, Money cost, int margin) {
    return !price.currency().equals(cost.currency())
        || price
                .decimal()
                .multiply(PERCENT.subtract(BigDecimal.valueOf(margin)))
                .compareTo(cost.decimal().multiply(PERCENT))
            >= 0;
  }
}
