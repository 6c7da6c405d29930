package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * The one function from a tariff and a length to a cost, and its inverse. Quote, hold, posting and
 * re-rating all call it. Pure; exact inside and rounded once.
 */
public final class Cost {
  /** What {@link #secondsFor} says when the money never ends. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private static final BigDecimal SIXTY = BigDecimal.valueOf(60);

  /** More than a thousand years of the shortest increment. */
  private static final BigDecimal MOST_INCREMENTS = BigDecimal.valueOf(100_000_000_000L);

  private Cost() {}

  /**
   * What a leg of that length costs. Nothing for a leg of no length: it was not answered.
   *
   * @param seconds time between answer and end, started seconds counted whole
   * @throws MoneyOverflow if it does not fit the currency's units
   */
  public static Money of(Tariff tariff, long seconds) {
    if (seconds <= 0) {
      return Money.zero(tariff.currency());
    }
    long billed;
    try {
      billed = tariff.billedSeconds(seconds);
    } catch (ArithmeticException e) {
      throw new MoneyOverflow(seconds + " s at " + tariff.terms());
    }
    // sixtyfold, so that it stays a finite decimal until the single division
    var sixtyfold =
        tariff
            .perMinute()
            .multiply(BigDecimal.valueOf(billed))
            .add(tariff.connectFee().multiply(SIXTY));
    return divided(sixtyfold, tariff.currency(), tariff.rounding());
  }

  /**
   * The longest leg that the amount pays for: the greatest {@code n} with {@code of(tariff, n) <=
   * amount}; zero if it does not buy the first second.
   */
  public static long secondsFor(Tariff tariff, Money amount) {
    if (of(tariff, 1).compareTo(amount) > 0) {
      return 0;
    }
    if (tariff.perMinute().signum() == 0) {
      return ENDLESS;
    }
    // increments beyond the first block: an estimate, then galloping and halving, since prices far
    // below a unit leave the rounded cost level over many seconds
    var estimate =
        amount
            .decimal()
            .subtract(tariff.connectFee())
            .multiply(SIXTY)
            .divide(tariff.perMinute(), 0, RoundingMode.DOWN)
            .subtract(BigDecimal.valueOf(tariff.initialSeconds()))
            .divide(BigDecimal.valueOf(tariff.incrementSeconds()), 0, RoundingMode.DOWN)
            .max(BigDecimal.ZERO);
    if (estimate.compareTo(MOST_INCREMENTS) > 0) {
      return ENDLESS;
    }
    long paid = 0;
    long unpaid = estimate.longValueExact() + 1;
    for (long step = 1; pays(tariff, unpaid, amount); step *= 2) {
      paid = unpaid;
      unpaid += step;
      if (unpaid > MOST_INCREMENTS.longValueExact()) {
        return ENDLESS;
      }
    }
    while (unpaid - paid > 1) {
      long middle = paid + (unpaid - paid) / 2;
      if (pays(tariff, middle, amount)) {
        paid = middle;
      } else {
        unpaid = middle;
      }
    }
    return Math.max(Math.max(1, tariff.initialSeconds()), end(tariff, paid));
  }

  private static boolean pays(Tariff tariff, long increments, Money amount) {
    return of(tariff, end(tariff, increments)).compareTo(amount) <= 0;
  }

  private static long end(Tariff tariff, long increments) {
    return tariff.initialSeconds() + increments * tariff.incrementSeconds();
  }

  private static Money divided(BigDecimal sixtyfold, Currency currency, RoundingMode rounding) {
    return Money.round(sixtyfold.divide(SIXTY, currency.scale(), rounding), currency, rounding);
  }
}
