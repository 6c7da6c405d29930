package org.meterline.web.rest;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * An amount.
 *
 * @param amount decimal string at the currency's scale, such as {@code 1.99000000}
 * @param currency ISO 4217
 */
public record MoneyView(String amount, String currency) {
  public static MoneyView of(Money money) {
    return new MoneyView(money.amount(), money.currency().toString());
  }

  public static @Nullable MoneyView orNull(@Nullable Money money) {
    return money == null ? null : of(money);
  }
}
