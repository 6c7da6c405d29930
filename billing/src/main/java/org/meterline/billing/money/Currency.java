package org.meterline.billing.money;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
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
  private static final Map<String, Currency> KNOWN =
      Stream.of(
              at("EUR", 2, 8),
              at("USD", 2, 8),
              at("GBP", 2, 8),
              at("CHF", 2, 8),
              at("PLN", 2, 8),
              at("SEK", 2, 8),
              at("NOK", 2, 8),
              at("DKK", 2, 8),
              at("CZK", 2, 6),
              at("CAD", 2, 8),
              at("AUD", 2, 8),
              at("INR", 2, 6),
              at("JPY", 0, 6),
              at("KRW", 0, 4),
              at("HUF", 2, 6),
              at("IDR", 2, 4),
              at("BHD", 3, 9),
              at("KWD", 3, 9),
              at("TND", 3, 7))
          .collect(Collectors.toUnmodifiableMap(Currency::code, Function.identity()));

  public static final Currency EUR = of("EUR");

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

  private static Currency at(String code, int minor, int scale) {
    return new Currency(code, minor, scale);
  }

  @Override
  public String toString() {
    return code;
  }
}
