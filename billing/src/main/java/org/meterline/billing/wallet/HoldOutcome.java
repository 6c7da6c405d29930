package org.meterline.billing.wallet;

import org.meterline.billing.money.Money;

/** What became of a request to hold money, or to hold more. Nothing is ever half done. */
public sealed interface HoldOutcome {

  /**
   * The money is set aside.
   *
   * @param amount the total that is held
   * @param seconds how long a leg it pays for
   * @param last it is all that the wallet buys
   * @param repeated it was so before this request
   */
  record Held(Money amount, long seconds, boolean last, boolean repeated) implements HoldOutcome {}

  /** Not enough money. A retry helps after a top-up. */
  record TooLow(Money available) implements HoldOutcome {}

  /** The wallet pays for nothing at present. A retry does not help until it is released. */
  record Frozen() implements HoldOutcome {}

  /** The leg was settled or recovered before. A retry does not help. */
  record AlreadyResolved() implements HoldOutcome {}

  /** The leg has a hold that says something else. A retry does not help. */
  record DuplicateKeyOtherBody() implements HoldOutcome {}

  /** The node's lease has a newer epoch. A retry does not help under this lease. */
  record Fenced() implements HoldOutcome {}

  /** The tenant has no such wallet. */
  record NoWallet() implements HoldOutcome {}

  /** There is no hold to extend. */
  record NoHold() implements HoldOutcome {}

  /** The wallet keeps another currency. */
  record CurrencyMismatch() implements HoldOutcome {}
}
