package org.meterline.billing.ledger;

/** What became of a request about a journal. What is refused leaves the book as it was. */
public enum JournalOutcome {
  /** Waits for a second person. */
  DRAFTED,
  /** Approved, and in the book. */
  POSTED,
  REJECTED,
  /** The same was asked before; nothing happened now. */
  REPEATED,
  /** The id was used for something else. */
  DUPLICATE,
  /** The other decision, or another person's, came first. */
  DECIDED,
  NO_BOOK,
  NO_JOURNAL,
  NO_ACCOUNT,
  NO_WALLET,
  /**
   * The account is kept by wallets and what they owe, or in the operator's book by what passes
   * between books.
   */
  KEPT_ACCOUNT,
  /** An account, or a wallet, stands on both sides. */
  BOTH_SIDES,
  /** Debits and credits differ in one of the currencies. */
  UNBALANCED,
  PERIOD_CLOSED,
  /** There is no transfer to reverse. */
  NO_TRANSFER,
  /**
   * Another half, goodwill, a receivable or a purchase would be left behind; or it took a call
   * back.
   */
  NOT_REVERSIBLE,
  /** The transfer has been reversed already. */
  REVERSED,
  /** Who drafted it cannot approve it. */
  SAME_PERSON,
  NO_REASON,
  /** A wallet has not what would be taken. */
  TOO_LOW,
  OVERFLOW;

  /** Whether it is done, now or before. */
  public boolean done() {
    return this == DRAFTED || this == POSTED || this == REJECTED || this == REPEATED;
  }
}
