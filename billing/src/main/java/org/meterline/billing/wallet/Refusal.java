package org.meterline.billing.wallet;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Why the books did not do something. Nothing was changed.
 *
 * @param most what would have been done, where an amount was too high
 */
public record Refusal(Why why, @Nullable Money most) {

  /**
   * The reasons, each with its stable name, its sentence, and whether the same again may succeed.
   */
  public enum Why {
    TOO_LOW("wallet-too-low", "The wallet has only %s available; top it up."),
    FROZEN("wallet-frozen", "The wallet is frozen, or owes: release it, or settle what it owes."),
    NO_WALLET("no-wallet", "There is no such wallet."),
    CURRENCY("currency-mismatch", "The wallet keeps another currency."),
    KEY_REUSED("idempotency-key-reused", "The key was used for something else: take a new one."),
    OVERFLOW("amount-out-of-range", "The wallet cannot hold so much."),
    FENCED("lease-lost", "This node may not charge at present; another start of it may.", true),
    NO_HOLD("leg-not-charged", "This leg has no money set aside."),
    RESOLVED("already-resolved", "This leg was settled before."),
    OTHER_TERMS("duplicate-key", "This leg has a hold with other terms."),
    GOODWILL_PAST("goodwill-expired", "Goodwill ends in the future: choose a later end."),
    NO_RECEIVABLE("no-receivable", "There is no such receivable."),
    RECEIVABLE_CLOSED("receivable-closed", "The receivable was settled before."),
    MORE_THAN_OWED("more-than-owed", "Only %s of it is still owed."),
    NO_PURCHASE("no-purchase", "There is no such purchase."),
    CAPTURED("purchase-captured", "The purchase was captured before."),
    RELEASED("purchase-released", "The purchase was released before: authorise a new one."),
    EXPIRED("purchase-expired", "The purchase's time is over: authorise a new one."),
    MORE_THAN_HELD("more-than-authorised", "Only %s was authorised."),
    NO_CHARGE("no-charge", "Nothing of that id was charged to this wallet."),
    REVERSED("already-reversed", "What was charged has been taken back by a reversal."),
    MORE_THAN_CHARGED("more-than-charged", "Only %s of it can still be given back."),
    SAME_WALLET("same-wallet", "Both are the same wallet."),
    OTHER_PAYER("other-payer", "The wallets belong to two payers."),
    PERIOD_CLOSED("period-closed", "The book is closed for that day: choose a later one.");

    private final String code;
    private final String sentence;
    private final boolean retry;

    Why(String code, String sentence) {
      this(code, sentence, false);
    }

    Why(String code, String sentence, boolean retry) {
      this.code = code;
      this.sentence = sentence;
      this.retry = retry;
    }
  }

  /** A wallet cannot hold so much. */
  public static final Refusal OVERFLOW = new Refusal(Why.OVERFLOW, null);

  static Refusal of(Why why) {
    return new Refusal(why, null);
  }

  static Refusal of(Why why, Money most) {
    return new Refusal(why, most);
  }

  /** Stable, lower-kebab, for machines. */
  public String code() {
    return why.code;
  }

  /** For a person who can act on it. */
  public String reason() {
    return most == null ? why.sentence : why.sentence.formatted(most);
  }

  /** Whether the same again may succeed later, without anything being changed by a person. */
  public boolean retry() {
    return why.retry;
  }
}
