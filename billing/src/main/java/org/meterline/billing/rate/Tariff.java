package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/**
 * What one line of a rate deck says. A running call keeps the tariff it started with.
 *
 * @param deck the deck's version, which never changes
 * @param line the line in it
 * @param prefix digits of E.164 without the plus, or {@code extension} or {@code program}
 * @param destination its name, for people
 * @param perMinute price of sixty seconds, exact
 * @param connectFee due once, when a leg is answered, exact
 * @param initialSeconds the least that is billed of an answered leg
 * @param incrementSeconds the steps in which use beyond that is billed
 * @param blocked nobody may be called there
 * @param rounding how the exact cost becomes units of the currency
 */
public record Tariff(
    UUID deck,
    int line,
    String prefix,
    String destination,
    Currency currency,
    BigDecimal perMinute,
    BigDecimal connectFee,
    int initialSeconds,
    int incrementSeconds,
    boolean blocked,
    RoundingMode rounding) {

  public static final String EXTENSION = "extension";
  public static final String PROGRAM = "program";

  public Tariff {
    if (perMinute.signum() < 0 || connectFee.signum() < 0) {
      throw new IllegalArgumentException("a price is not negative");
    }
    if (initialSeconds < 0 || incrementSeconds < 1) {
      throw new IllegalArgumentException("increments are at least 0/1 seconds");
    }
  }

  /** Nothing has to be paid, however long it takes. */
  public boolean free() {
    return perMinute.signum() == 0 && connectFee.signum() == 0;
  }

  /** What is billed for so much use: the initial part, then whole increments. */
  public long billedSeconds(long seconds) {
    if (seconds <= 0) {
      return 0;
    }
    if (seconds <= initialSeconds) {
      return initialSeconds;
    }
    long beyond = seconds - initialSeconds;
    long steps = Math.ceilDiv(beyond, (long) incrementSeconds);
    return Math.addExact(initialSeconds, Math.multiplyExact(steps, (long) incrementSeconds));
  }

  /** For people: {@code 0.02/min + 0.05, 60/1}. */
  public String terms() {
    var fee = connectFee.signum() == 0 ? "" : " + " + plain(connectFee);
    return plain(perMinute)
        + " "
        + currency
        + "/min"
        + fee
        + ", "
        + initialSeconds
        + "/"
        + incrementSeconds;
  }

  /** The price of a minute in the currency's units, for showing. */
  public Money perMinuteShown() {
    return Money.round(perMinute, currency, RoundingMode.HALF_EVEN);
  }

  /** The connect fee in the currency's units, for showing. */
  public Money connectFeeShown() {
    return Money.round(connectFee, currency, RoundingMode.HALF_EVEN);
  }

  private static String plain(BigDecimal price) {
    return price.signum() == 0 ? "0" : price.stripTrailingZeros().toPlainString();
  }
}
