package org.meterline.billing.wallet;

/** What became of an act on the books: it was done whole, or nothing of it. */
public sealed interface Outcome<T> {

  /**
   * It stands in the books.
   *
   * @param repeated the same was asked before; this is what became of it then
   */
  record Done<T>(T result, boolean repeated) implements Outcome<T> {}

  /** Nothing was done. */
  record Refused<T>(Refusal why) implements Outcome<T> {}
}
