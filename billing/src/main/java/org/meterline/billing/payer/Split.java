package org.meterline.billing.payer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.meterline.billing.money.Money;

/**
 * A cost shared by weights. Each pays its part rounded down; one of them, named beforehand, pays
 * what is left, so that nothing is lost. Computed once, from the whole cost.
 *
 * @param weights one each, in their order
 * @param rest which of them pays what is left, from 0
 */
public record Split(List<Integer> weights, int rest) {
  public Split {
    weights = List.copyOf(weights);
    if (weights.size() < 2 || weights.size() > 20) {
      throw new IllegalArgumentException("a split is between 2 and 20 payers");
    }
    if (weights.stream().anyMatch(w -> w < 1 || w > 1_000_000)) {
      throw new IllegalArgumentException("a weight is between 1 and 1000000");
    }
    if (rest < 0 || rest >= weights.size()) {
      throw new IllegalArgumentException("the rest goes to one of the payers");
    }
  }

  /** What each pays of a cost; together exactly the cost. */
  public List<Money> of(Money cost) {
    if (cost.isNegative()) {
      throw new IllegalArgumentException("a cost is not negative");
    }
    var shares = new ArrayList<Money>();
    var left = cost;
    for (var weight : weights) {
      var share = Money.of(part(cost, weight), cost.currency());
      shares.add(share);
      left = left.minus(share);
    }
    shares.set(rest, shares.get(rest).plus(left));
    return List.copyOf(shares);
  }

  private long part(Money cost, int weight) {
    long all = weights.stream().mapToLong(w -> w).sum();
    return BigInteger.valueOf(cost.units())
        .multiply(BigInteger.valueOf(weight))
        .divide(BigInteger.valueOf(all))
        .longValueExact();
  }
}
