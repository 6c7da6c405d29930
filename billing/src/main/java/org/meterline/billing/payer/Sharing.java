package org.meterline.billing.payer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
   * unless it is net. A sponsor pays no more of it than it offers; what is left of its part is paid
   * by whom the rest is for, or by the first who makes no offer.
   *
   * @param parts one for each weight, not all of them offers
   */
  record ByWeight(List<Part> parts, Instant start, Split split) implements Sharing {
    /**
     * A part of the price.
     *
     * @param price the same for all but for the tax
     * @param offer what is given of it at most; null: all
     */
    public record Part(Tariff price, @Nullable Tariff offer) {}

    public ByWeight {
      parts = List.copyOf(parts);
      if (parts.stream().allMatch(part -> part.offer() != null)) {
        throw new IllegalArgumentException("somebody pays what sponsors do not");
      }
    }

    @Override
    public List<Money> due(long seconds) {
      var tax = parts.getFirst().price().tax();
      var due = new ArrayList<>(split.of(Cost.of(parts.getFirst().price(), start, seconds)));
      for (int i = 1; i < due.size(); i++) {
        var price = parts.get(i).price();
        if (!price.tax().equals(tax)) {
          due.set(i, split.of(Cost.of(price, start, seconds)).get(i));
        }
      }
      int rest = rest();
      for (int i = 0; i < due.size(); i++) {
        var offer = parts.get(i).offer();
        var most = offer == null ? due.get(i) : Cost.of(offer, start, seconds);
        if (most.compareTo(due.get(i)) < 0) {
          due.set(rest, due.get(rest).plus(left(i, rest, due.get(i).minus(most))));
          due.set(i, most);
        }
      }
      return List.copyOf(due);
    }

    /** What one leaves of a net price has the other's tax on it. */
    private Money left(int one, int other, Money amount) {
      var price = parts.get(one).price();
      return price.net() ? price.tax().to(parts.get(other).price().tax(), amount) : amount;
    }

    private int rest() {
      int rest = split.rest();
      for (int i = 0; parts.get(rest).offer() != null; i++) {
        rest = i;
      }
      return rest;
    }
  }

  /**
   * The first pays what it offers, but no more than the price; the second what is left of it. They
   * are compared, and taken from each other, without their tax.
   */
  record UpTo(Tariff offer, Tariff price, Instant start) implements Sharing {
    @Override
    public List<Money> due(long seconds) {
      var whole = Cost.of(price, start, seconds);
      var offered = Cost.of(offer, start, seconds);
      var given = offer.tax().to(price.tax(), offered);
      return given.compareTo(whole) < 0
          ? List.of(offered, whole.minus(given))
          : List.of(price.tax().to(offer.tax(), whole), Money.zero(whole.currency()));
    }
  }
}
