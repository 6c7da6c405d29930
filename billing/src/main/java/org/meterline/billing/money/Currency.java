package org.meterline.billing.money;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ISO 4217 currency and the scale of its units: minor digits + 6, less where the worth of 10
 * billion EUR would not fit 63 bits. The same rows are in the table {@code currency}; they never
 * change.
 *
 * @param code three capital letters
 * @param minor decimal places of the smallest coin, as ISO 4217 lists them
 * @param scale decimal places of one unit
 */
public record Currency(String code, int minor, int scale) {
  private static final Map<String, Currency> KNOWN = CurrencyTable.read();

  public static final Currency EUR = of("EUR");

  /** Not money: what wallets that are bundles keep. No country's currency has this code. */
  public static final Currency SECONDS = of("SEC");

  public Currency {
    if (!code.matches("[A-Z]{3}") || minor < 0 || minor > 4 || scale < minor || scale > 12) {
      throw new IllegalArgumentException("no such currency: " + code + " at scale " + scale);
    }
  }

  /**
   * The currency of that code.
   *
   * @throws IllegalArgumentException if it is not among those that Meterline knows
   */
  public static Currency of(String code) {
    return find(code).orElseThrow(() -> new IllegalArgumentException("unknown currency: " + code));
  }

  /** The currency of that code, if Meterline knows it. */
  public static Optional<Currency> find(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }

  /** All that Meterline knows. */
  public static Stream<Currency> all() {
    return KNOWN.values().stream();
  }

  @Override
  public String toString() {
    return code;
  }
}
