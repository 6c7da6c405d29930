package org.meterline.ejb.wallet;

import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.Tariff;

/**
 * Which prices somebody looks for: along a number (whose prefix begins it, or begins with it), or
 * of destinations by a part of their name.
 */
final class RateSearch implements Predicate<Tariff> {
  private final String text;
  private final String digits;

  /** All of them for nothing. */
  RateSearch(@Nullable String typed) {
    text = typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
    var plain = text.replaceFirst("^00", "").replaceAll("[\\s()+/.-]", "");
    digits = plain.matches("[0-9]+") ? plain : "";
  }

  @Override
  public boolean test(Tariff tariff) {
    var prefix = tariff.prefix();
    return digits.isEmpty()
        ? prefix.contains(text) || tariff.destination().toLowerCase(Locale.ROOT).contains(text)
        : prefix.startsWith(digits) || digits.startsWith(prefix);
  }
}
