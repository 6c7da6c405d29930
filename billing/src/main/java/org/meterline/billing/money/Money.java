package org.meterline.billing.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An exact amount.
 *
 * @param units whole number at the currency's scale: 1.99 EUR is 199,000,000 units
 */
public record Money(long units, Currency currency) implements Comparable<Money> {

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  public static Money of(long units, Currency currency) {
    return new Money(units, currency);
  }

  /**
   * Reads a decimal string such as {@code 1.99}.
   *
   * @throws NumberFormatException if it is no decimal number, uses an exponent, or has more decimal
   *     places than the currency's units
   * @throws MoneyOverflow if it does not fit
   */
  public static Money parse(String amount, Currency currency) {
    if (amount.length() > 40 || !amount.matches("-?[0-9]+(\\.[0-9]+)?")) {
      throw new NumberFormatException("not an amount: " + amount);
    }
    var exact = new BigDecimal(amount);
    if (exact.stripTrailingZeros().scale() > currency.scale()) {
      throw new NumberFormatException(
          amount + " has more than " + currency.scale() + " decimal places");
    }
    return round(exact, currency, RoundingMode.UNNECESSARY);
  }

  /**
   * The only place where an exact value becomes units.
   *
   * @throws MoneyOverflow if it does not fit
   */
  public static Money round(BigDecimal exact, Currency currency, RoundingMode mode) {
    var units = exact.setScale(currency.scale(), mode).unscaledValue();
    if (units.bitLength() > 63) {
      throw new MoneyOverflow(exact.toPlainString() + " " + currency);
    }
    return new Money(units.longValueExact(), currency);
  }

  public Money plus(Money other) {
    same(other);
    try {
      return new Money(Math.addExact(units, other.units), currency);
    } catch (ArithmeticException e) {
      throw new MoneyOverflow(this + " + " + other);
    }
  }

  public Money minus(Money other) {
    same(other);
    try {
      return new Money(Math.subtractExact(units, other.units), currency);
    } catch (ArithmeticException e) {
      throw new MoneyOverflow(this + " - " + other);
    }
  }

  public Money negated() {
    return zero(currency).minus(this);
  }

  public boolean isZero() {
    return units == 0;
  }

  public boolean isNegative() {
    return units < 0;
  }

  /** The amount as a decimal number, exactly. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(units, currency.scale());
  }

  /** The amount as a decimal string at the currency's scale, such as {@code 1.99000000}. */
  public String amount() {
    return decimal().toPlainString();
  }

  @Override
  public int compareTo(Money other) {
    same(other);
    return Long.compare(units, other.units);
  }

  /** For people: at least the minor digits, no needless zeros: {@code 1.99 EUR}. */
  @Override
  public String toString() {
    var shown = decimal().stripTrailingZeros();
    if (shown.scale() < currency.minor()) {
      shown = shown.setScale(currency.minor());
    }
    return shown.toPlainString() + " " + currency;
  }

  private void same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(currency + " is not " + other.currency);
    }
  }
}
