package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * The one function from a tariff, a beginning, a length and what is covered to a cost, and its
 * inverse. Quote, hold, posting and re-rating all call it. Pure; exact inside and rounded once.
 *
 * <p>All amounts are what the payer pays. Tax that prices do not contain is put on the sum; a
 * maximum is a price like the others.
 *
 * <p>The beginning is the instant at which the leg's price was agreed, before it rang: second
 * {@code n} of the leg has the price of that instant plus {@code n} seconds, so that a quote stays
 * what it was. Billed are whole increments, counted from the answer; each billed second has the
 * price of the time band and of the part of the leg that it falls in.
 */
public final class Cost {
  /** What {@link #secondsFor} and {@link #longest} say when there is no end: over a year. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private static final long YEAR = 366L * 86_400;
  private static final long HUNDRED_YEARS = 100 * YEAR;

  // all sums are of an hour's 3600 parts, so that they stay finite decimals until the one division
  static final int PARTS = 3600;
  private static final BigDecimal HOUR = BigDecimal.valueOf(PARTS);

  private Cost() {}

  /** What a leg costs of which nothing is covered. */
  public static Money of(Tariff tariff, Instant start, long seconds) {
    return of(tariff, start, seconds, Covered.NOTHING);
  }

  /**
   * What a leg of that length costs. Nothing for a leg of no length: it was not answered.
   *
   * @param start when its price was agreed
   * @param seconds time between answer and end, started seconds counted whole
   * @throws MoneyOverflow if it does not fit the currency's units, or is longer than a hundred
   *     years
   */
  public static Money of(Tariff tariff, Instant start, long seconds, Covered covered) {
    var currency = tariff.currency();
    if (seconds <= tariff.rate().graceSeconds()) {
      return Money.zero(currency);
    }
    return Money.round(
        limited(tariff, parts(tariff, start, seconds, covered)),
        currency,
        RoundingMode.UNNECESSARY);
  }

  /**
   * The same without tax: not what is paid, but what is compared. It is exact until it is rounded.
   */
  public static Money net(Tariff tariff, Instant start, long seconds) {
    if (seconds <= tariff.rate().graceSeconds()) {
      return Money.zero(tariff.currency());
    }
    var due = due(tariff, parts(tariff, start, seconds, Covered.NOTHING));
    var hour = tariff.net() ? HOUR : tariff.tax().on(HOUR);
    return Money.round(
        due.divide(hour, tariff.currency().scale(), tariff.terms().rounding()),
        tariff.currency(),
        RoundingMode.UNNECESSARY);
  }

  /** What a leg of that length is billed for, from one change of price to the next. */
  public static List<Stretch> stretches(
      Tariff tariff, Instant start, long seconds, Covered covered) {
    var all = new ArrayList<Stretch>();
    var walk = new Walk(tariff, start, billed(tariff, seconds), covered);
    while (walk.next()) {
      var next = walk.stretch();
      if (!all.isEmpty() && next.goesOnFrom(all.getLast())) {
        next = next.from(all.removeLast().from());
      }
      all.add(next);
    }
    return all;
  }

  /** What the amount buys when nothing is covered. */
  public static long secondsFor(Tariff tariff, Instant start, Money amount) {
    return secondsFor(tariff, start, amount, Covered.NOTHING);
  }

  /**
   * The longest leg that the amount pays for: the greatest {@code n} with {@code of(tariff, start,
   * n, covered) <= amount}; {@link #ENDLESS} from a year on; zero if it does not buy the first
   * second.
   */
  public static long secondsFor(Tariff tariff, Instant start, Money amount, Covered covered) {
    if (amount.isNegative()) {
      return 0;
    }
    var most = amount.decimal();
    return last(
        tariff,
        tariff.rate().graceSeconds(),
        n -> limited(tariff, parts(tariff, start, n, covered)).compareTo(most) <= 0);
  }

  /**
   * How long a leg may be by its tariff: it is cut where a maximum is reached at which it is cut,
   * after what is billed first at the earliest; at once, if it goes on and too little is left.
   */
  public static long longest(Tariff tariff, Instant start, Covered covered) {
    var rate = tariff.rate();
    var most = tariff.left();
    if (most == null || rate.atMaximum() == Rate.AtMaximum.FREE) {
      return ENDLESS;
    }
    return last(
        tariff,
        tariff.age() == 0 ? rate.firstBilled() : 0,
        n -> parts(tariff, start, n, covered).compareTo(most) <= 0);
  }

  /** The last end of an increment for which something holds that, once it fails, fails for good. */
  private static long last(Tariff tariff, long otherwise, LongPredicate holds) {
    long first = tariff.rate().firstBilled();
    long step = tariff.rate().incrementSeconds();
    if (!holds.test(first)) {
      return otherwise;
    }
    long good = 0;
    long bad = 1;
    while (holds.test(first + bad * step)) {
      good = bad;
      bad *= 2;
      if (first + good * step > YEAR) {
        return ENDLESS;
      }
    }
    while (bad - good > 1) {
      long middle = good + (bad - good) / 2;
      if (holds.test(first + middle * step)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return first + good * step;
  }

  private static long billed(Tariff tariff, long seconds) {
    if (seconds > HUNDRED_YEARS) {
      throw new MoneyOverflow(seconds + " s at " + tariff.inWords());
    }
    return tariff.billedSeconds(seconds);
  }

  /**
   * The exact cost in 3600ths of the currency, before any maximum and as prices are, net or gross.
   */
  public static BigDecimal parts(Tariff tariff, Instant start, long seconds, Covered covered) {
    var walk = new Walk(tariff, start, billed(tariff, seconds), covered);
    var fee = tariff.rate().connectFee();
    var sum = fee.signum() == 0 ? BigDecimal.ZERO : fee.multiply(HOUR);
    while (walk.next()) {
      if (!walk.free()) {
        long parts = walk.seconds() * (PARTS / walk.rate().unitSeconds());
        sum = sum.add(walk.price().multiply(BigDecimal.valueOf(parts)));
      }
    }
    return sum;
  }

  /** No more than is left of the maximum, with tax, and rounded: the only division. */
  private static BigDecimal limited(Tariff tariff, BigDecimal parts) {
    return gross(tariff, due(tariff, parts))
        .divide(HOUR, tariff.currency().scale(), tariff.terms().rounding());
  }

  private static BigDecimal due(Tariff tariff, BigDecimal parts) {
    var left = tariff.left();
    return left == null ? parts : parts.min(left.max(BigDecimal.ZERO));
  }

  private static BigDecimal gross(Tariff tariff, BigDecimal sum) {
    return tariff.net() ? tariff.tax().on(sum) : sum;
  }
}
