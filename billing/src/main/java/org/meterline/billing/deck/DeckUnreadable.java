package org.meterline.billing.deck;

/** A file that is no table at all. The message says why, for people. */
public final class DeckUnreadable extends Exception {
  DeckUnreadable(String reason) {
    super(reason);
  }
}
