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
  /** So many pay for one leg at most: each one that ends costs a question to the books. */
  private static final int MOST = 10;

  public Bundle {
    prefixes = List.copyOf(prefixes);
  }

  /**
   * Those that pay for a number, at most ten, in the order in which they do: the longest prefix
   * first, then the earliest expiry, then the smallest id, as it is written.
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
        .limit(MOST)
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
