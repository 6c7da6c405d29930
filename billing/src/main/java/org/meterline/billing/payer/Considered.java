package org.meterline.billing.payer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Somebody who was considered, and what came of it.
 *
 * @param who {@code caller}, {@code tenant}, {@code sponsor} or {@code split}
 * @param name the payer's, empty if there is none
 * @param offer a sponsor's
 * @param offerName as the sponsor's offers are told apart, empty if it is no offer
 * @param bid what the offer gives for a call of the rule's length
 * @param code a stable name of the reason: {@code pays}, {@code stands-by}, {@code no-wallet},
 *     {@code condition}, {@code below-price}, {@code out-of-budget} …
 * @param why a sentence
 */
public record Considered(
    String who,
    String name,
    @Nullable UUID wallet,
    @Nullable UUID offer,
    String offerName,
    @Nullable Money bid,
    Verdict verdict,
    String code,
    String why) {

  /** What came of it. */
  public enum Verdict {
    /** Pays from the beginning. */
    PAYS,
    /** Agreed, and pays when whoever pays before has no money left. */
    STANDS_BY,
    /** Does not pay. */
    DECLINED
  }
}
