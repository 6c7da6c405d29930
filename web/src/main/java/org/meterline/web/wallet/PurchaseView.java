package org.meterline.web.wallet;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Purchases;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.tax.TaxView;

/**
 * Something at a fixed price.
 *
 * @param tax in what was posted, or else in the price
 * @param captured what was posted
 * @param expires when a price that is held is given back
 */
record PurchaseView(
    UUID id,
    UUID walletId,
    String item,
    String text,
    MoneyView price,
    TaxView tax,
    Purchases.State state,
    @Nullable MoneyView captured,
    @Nullable UUID transferId,
    Instant made,
    Instant expires) {
  static PurchaseView of(Purchases.Purchase purchase) {
    return new PurchaseView(
        purchase.id(),
        purchase.wallet(),
        purchase.item(),
        purchase.text(),
        MoneyView.of(purchase.price()),
        TaxView.of(purchase.tax().rate(), purchase.taxed()),
        purchase.state(),
        MoneyView.orNull(purchase.captured()),
        purchase.transfer(),
        purchase.made(),
        purchase.expires());
  }
}
