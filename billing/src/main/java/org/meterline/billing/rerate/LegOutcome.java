package org.meterline.billing.rerate;

/** What became of a leg that was to be posted. */
enum LegOutcome {
  POSTED,
  /** Its cost stays the same: only the deck was noted. */
  SAME,
  /** It was done in this run before. */
  REPEATED,
  /** It is not what it was found to be: to be looked at again. */
  CHANGED,
  /**
   * It was free, and the wallet or book that would have paid is not there, or of another currency.
   */
  CANNOT_PAY,
  /** An amount does not fit. */
  OVERFLOW,
  /** Nobody has approved the run. */
  NOT_APPROVED,
  /** The run was posted to its end meanwhile. */
  ENDED
}
