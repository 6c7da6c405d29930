package org.meterline.billing.wallet;

/** What became of a settlement. Amounts are units of the wallet's currency. */
public sealed interface SettleOutcome {

  /**
   * Posted, and the rest voided.
   *
   * @param posted taken from the wallet
   * @param overrun what no hold covered; it went to the leakage account
   */
  record Settled(long posted, long overrun) implements SettleOutcome {}

  /** It was settled so before. */
  record Repeated(long posted, long overrun) implements SettleOutcome {}

  /** Recovery had posted less: the difference was posted, as far as the wallet has it. */
  record Late(long posted, long overrun) implements SettleOutcome {}

  /** It was resolved otherwise before; nothing was changed. */
  record AlreadyResolved() implements SettleOutcome {}

  /** The transfer's id is taken by something else. */
  record DuplicateKeyOtherBody() implements SettleOutcome {}

  /** The leg has no hold. */
  record NoHold() implements SettleOutcome {}
}
