package org.meterline.web.rest;

import jakarta.validation.constraints.NotBlank;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.ejb.refusal.Refused;

/** An amount in a request. */
public record MoneyBody(@NotBlank String amount, @NotBlank String currency) {
  /**
   * @param field what the amount was given for
   * @throws Refused when it is no amount of a currency that is known
   */
  public Money money(String field) {
    Currency known = currency(field + ".currency", currency);
    try {
      return Money.parse(amount, known);
    } catch (NumberFormatException | MoneyOverflow unreadable) {
      throw Refused.invalid(field + ".amount", "must be a decimal number such as 1.99");
    }
  }

  /**
   * A currency in a request.
   *
   * @param field what the code was given for
   * @throws Refused when it is not known
   */
  public static Currency currency(String field, String code) {
    return Currency.find(code)
        .orElseThrow(() -> Refused.invalid(field, "is not a currency that is kept here"));
  }
}
