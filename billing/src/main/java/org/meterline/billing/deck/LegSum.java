package org.meterline.billing.deck;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.meterline.billing.deck.DryRun.Amounts;
import org.meterline.billing.deck.DryRun.Leg;
import org.meterline.billing.deck.DryRun.Line;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Adds up what legs were and would be charged, each currency by itself. */
final class LegSum {
  private long legs;
  private long seconds;
  private final TreeMap<String, Tally> tallies = new TreeMap<>();

  private Tally in(Currency currency) {
    return tallies.computeIfAbsent(currency.code(), code -> new Tally());
  }

  void add(Leg leg, List<Money> price, List<Money> asked) {
    legs++;
    seconds += leg.seconds();
    for (var amount : leg.charged()) {
      var was = in(amount.currency());
      was.charged = was.charged.add(amount.decimal());
    }
    for (var amount : price) {
      var would = in(amount.currency());
      would.would = would.would.add(amount.decimal());
    }
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
}
