package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wallet in seconds, with the destinations that it covers.
 *
 * @param name as it was opened
 * @param prefixes digits of E.164 without the plus
 * @param expires when the first of its seconds are taken; null if none ever are
 */
public record Bundle(UUID wallet, String name, List<String> prefixes, @Nullable Instant expires) {
  public Bundle {
    prefixes = List.copyOf(prefixes);
  }

  /**
   * Those that cover a number, in the order in which they pay: the longest prefix first, then the
   * earliest expiry, then the smallest id, as it is written.
   *
   * @param number E.164, with or without the plus
   */
  public static List<Bundle> covering(List<Bundle> bundles, String number) {
    var digits = digits(number);
    return bundles.stream()
        .filter(b -> !b.longest(digits).isEmpty())
        .sorted(
            Comparator.comparingInt((Bundle b) -> b.longest(digits).length())
                .reversed()
                .thenComparing(Bundle::expires, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(b -> b.wallet().toString()))
        .toList();
  }

  /**
   * By which of its prefixes it covers a number: the longest; empty if it does not.
   *
   * @param number E.164, with or without the plus
   */
  public String covers(String number) {
    return longest(digits(number));
  }

  private String longest(String digits) {
    return prefixes.stream()
        .filter(digits::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private static String digits(String number) {
    return number.startsWith("+") ? number.substring(1) : number;
  }
}
