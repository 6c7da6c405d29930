package org.meterline.billing.wallet;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * A wallet to be opened, and its payer if that is new.
 *
 * @param email of the portal user who may see it, if any
 * @param floor what available money never goes below: zero, or minus the credit limit
 */
public record NewWallet(
    UUID tenant,
    UUID id,
    UUID payer,
    PayerKind payerKind,
    String payerName,
    @Nullable String email,
    String name,
    Money floor) {

  /** Who a payer is to the tenant. */
  public enum PayerKind {
    /** Pays the tenant for calls. */
    CUSTOMER,
    /** The tenant itself, for calls nobody else pays. */
    TENANT,
    /** A third party. */
    SPONSOR,
    /** Whom calls are bought from: the wallet's balance is what it is owed. */
    CARRIER
  }
}
