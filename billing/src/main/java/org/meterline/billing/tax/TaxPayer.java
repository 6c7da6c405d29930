package org.meterline.billing.tax;

import org.jspecify.annotations.Nullable;

/**
 * What decides on the tax of who pays.
 *
 * @param country ISO 3166; null for the tenant's
 * @param ownUse the tenant pays itself: nothing is sold, so there is no tax
 */
public record TaxPayer(@Nullable String country, boolean ownUse) {
  /** Somebody of whom nothing is known: a customer in the tenant's country. */
  public static final TaxPayer ANYBODY = new TaxPayer(null, false);

  /** The tenant itself. */
  public static final TaxPayer TENANT = new TaxPayer(null, true);
}
