package org.meterline.billing.ledger;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * What a call cost in all.
 *
 * @param money null if it cost none
 * @param bundled the seconds that bundles paid; null if they paid none
 */
public record CallCost(@Nullable Money money, @Nullable Money bundled) {
  /** Nothing at all. */
  public static final CallCost NOTHING = new CallCost(null, null);

  /** What is known of either. */
  CallCost or(CallCost other) {
    return new CallCost(
        money == null ? other.money : money, bundled == null ? other.bundled : bundled);
  }
}
