package org.meterline.billing.wallet;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Why the books did not do something. Nothing was changed.
 *
 * @param most what would have been done, where an amount was too high
 * @param held what calls and purchases that go on have set aside of a wallet that has too little,
 *     if it has enough without them: then waiting may help
 */
public record Refusal(Why why, @Nullable Money most, @Nullable Money held) {

  /**
   * The reasons, each with its stable name, its sentence, and whether the same again may succeed.
   */
  public enum Why {
    TOO_LOW("wallet-too-low", "The wallet has too little; top it up."),
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

  /** What else helps whoever waits for calls and purchases to be over. */
  public static final String WHEN_OVER = "again when they are over, or top it up.";

  /** A wallet cannot hold so much. */
  public static final Refusal OVERFLOW = new Refusal(Why.OVERFLOW, null);

  Refusal(Why why, @Nullable Money most) {
    this(why, most, null);
  }

  static Refusal of(Why why) {
    return new Refusal(why, null);
  }

  static Refusal of(Why why, Money most) {
    return new Refusal(why, most);
  }

  /**
   * A wallet has too little.
   *
   * @param wanted the least that would have done
   * @param unheld what there is to take when nothing is set aside
   */
  public static Refusal tooLow(Money available, Money wanted, Money unheld) {
    boolean waits = wanted.compareTo(unheld) <= 0 && available.compareTo(unheld) < 0;
    return new Refusal(Why.TOO_LOW, available, waits ? unheld.minus(available) : null);
  }

  /** Stable, lower-kebab, for machines. */
  public String code() {
    return why.code;
  }

  /** For a person who can act on it. */
  public String reason() {
    if (why == Why.TOO_LOW && most != null) {
      return hasOnly("The wallet", most, held)
          + (held == null ? "; top it up." : ": try " + WHEN_OVER);
    }
    return most == null ? why.sentence : why.sentence.formatted(most);
  }

  /**
   * For a person: how little there is in a wallet.
   *
   * @param held what calls and purchases have set aside in it, if that is what is in the way
   */
  public static String hasOnly(String whose, Money available, @Nullable Money held) {
    return hasOnly(whose, available + " available", held, "calls and purchases");
  }

  /**
   * The same of what else than a wallet's money is short.
   *
   * @param left how much of what
   * @param holders what has set it aside
   */
  public static String hasOnly(String whose, String left, @Nullable Money held, String holders) {
    return whose
        + " has only "
        + left
        + (held == null ? "" : ", and " + held + " set aside for " + holders + " that go on");
  }

  /** Whether the same again may succeed later, without anything being changed by a person. */
  public boolean retry() {
    return why.retry || held != null;
  }
}
