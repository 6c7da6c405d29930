package org.meterline.web.tax;

import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.web.rest.MoneyView;

/**
 * The tax that an amount contains.
 *
 * @param country whose tax it is; empty where nothing is taxed
 * @param rate a part of the net amount, a decimal string such as {@code 0.19}
 */
public record TaxView(String country, String rate, MoneyView amount) {
  /**
   * @param tax what an amount contains
   */
  public static TaxView of(TaxRate rate, Money tax) {
    return new TaxView(rate.country(), rate.rate().toPlainString(), MoneyView.of(tax));
  }
}
