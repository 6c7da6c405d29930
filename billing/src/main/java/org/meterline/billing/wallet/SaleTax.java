package org.meterline.billing.wallet;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.TaxRate;

/**
 * The tax in the price of what is sold besides calls, as it was agreed with the price.
 *
 * @param taxClass as rates of tax name it; empty where nothing is sold
 */
public record SaleTax(String taxClass, TaxRate rate) {
  /** Of what is no sale, or is paid in what is no money. */
  public static final SaleTax NONE = new SaleTax("", TaxRate.NONE);

  /** As a row has it: null where there is none. */
  @Nullable String classOrNull() {
    return taxClass.isEmpty() ? null : taxClass;
  }

  /** As a row has it: null where there is none. */
  @Nullable String countryOrNull() {
    return rate.country().isEmpty() ? null : rate.country();
  }
}
