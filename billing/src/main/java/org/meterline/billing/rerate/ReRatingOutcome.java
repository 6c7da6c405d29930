package org.meterline.billing.rerate;

/** What became of a request about a re-rating. What is refused leaves all as it was. */
public enum ReRatingOutcome {
  /** Waits for a second person. */
  PREPARED,
  /** It may be posted. */
  APPROVED,
  REJECTED,
  /** The same was asked before; nothing happened now. */
  REPEATED,
  /** The id was used for something else. */
  DUPLICATE,
  /** The other decision, or another person's, came first. */
  DECIDED,
  NO_RE_RATING,
  NO_BOOK,
  /** One of the decks is not there, or has no prices for payers. */
  NO_DECK,
  /** The corrected deck was withdrawn, or its file has wrong rows. */
  DECK_NOT_SOUND,
  /** The decks are of several currencies. */
  CURRENCY,
  /** Who prepared it cannot approve it. */
  SAME_PERSON,
  NO_REASON;

  /** Whether it is done, now or before. */
  public boolean done() {
    return this == PREPARED || this == APPROVED || this == REJECTED || this == REPEATED;
  }
}
