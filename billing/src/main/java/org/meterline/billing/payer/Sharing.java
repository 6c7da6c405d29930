package org.meterline.billing.payer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Tariff;

/**
 * How those who pay for a leg at the same time divide its cost. Pure; always computed from the
 * whole leg, so that nothing is lost and nothing is rounded twice.
 */
public sealed interface Sharing {

  /** What each pays of a leg of that length; together its price, where all pay the same tax. */
  List<Money> due(long seconds);

  /**
   * What is to be held of each for a leg that may end at any second from {@code from} on: no less
   * than what is due at any of them.
   *
   * @param held what is held for legs up to {@code from}
   * @param until included
   */
  default List<Money> held(List<Money> held, long from, long until) {
    var most = new ArrayList<Money>(held);
    for (long second = from; second <= until; second++) {
      var due = due(second);
      for (int i = 0; i < due.size(); i++) {
        if (due.get(i).compareTo(most.get(i)) > 0) {
          most.set(i, due.get(i));
        }
      }
    }
    return List.copyOf(most);
  }

  /** One pays the price of what nothing else covers. */
  record Alone(Tariff price, Instant start, Covered covered) implements Sharing {
    @Override
    public List<Money> due(long seconds) {
      return List.of(Cost.of(price, start, seconds, covered));
    }
  }

  /**
   * By weight: each pays its part of the price with its own tax, which is the same price for all
   * unless it is net.
   *
   * @param prices one for each part, the same but for the tax
   */
  record ByWeight(List<Tariff> prices, Instant start, Split split) implements Sharing {
    public ByWeight {
      prices = List.copyOf(prices);
    }

    @Override
    public List<Money> due(long seconds) {
      var tax = prices.getFirst().tax();
      var due = new ArrayList<>(split.of(Cost.of(prices.getFirst(), start, seconds)));
      for (int i = 1; i < due.size(); i++) {
        var price = prices.get(i);
        if (!price.tax().equals(tax)) {
          due.set(i, split.of(Cost.of(price, start, seconds)).get(i));
        }
      }
      return List.copyOf(due);
    }
  }

  /** The first pays what it offers, but no more than the price; the second what is left of it. */
  record UpTo(Tariff offer, Tariff price, Instant start) implements Sharing {
    @Override
    public List<Money> due(long seconds) {
      var whole = Cost.of(price, start, seconds);
      var offered = Cost.of(offer, start, seconds);
      var first = offered.compareTo(whole) < 0 ? offered : whole;
      return List.of(first, whole.minus(first));
    }
  }
}
