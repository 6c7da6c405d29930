package org.meterline.billing.wallet;

import org.meterline.billing.money.Money;

/** What all acts that post once per key have in common. */
final class OncePerKey {
  private static final int LONGEST_KEY = 255;

  private OncePerKey() {}

  static void check(String key, Money amount) {
    if (amount.units() <= 0) {
      throw new IllegalArgumentException("an amount is more than nothing");
    }
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new IllegalArgumentException("a key has 1 to 255 characters");
    }
  }
}
