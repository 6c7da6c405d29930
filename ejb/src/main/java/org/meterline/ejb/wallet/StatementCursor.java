package org.meterline.ejb.wallet;

import org.meterline.billing.ledger.Statement.Place;
import org.meterline.billing.ledger.StatementLine;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;

/**
 * A place in a statement as a key of its pages: the entry, and the balance before it, so that a
 * page far down does not count all that is above it.
 */
final class StatementCursor {
  /** A balance beyond it is counted anew: none is as large, but the sum with what is read fits. */
  private static final long MOST = 1L << 62;

  private StatementCursor() {}

  /** After that line. */
  static String key(StatementLine line) {
    var place = Place.after(line);
    return place.entry() + "/" + place.units();
  }

  /** The place after which the piece begins. */
  static Place after(Ask ask) {
    return ask.after().map(StatementCursor::place).orElse(Place.NEWEST);
  }

  private static Place place(String key) {
    try {
      int end = key.indexOf('/');
      if (end < 0) { // as it was given out before
        return new Place(Long.parseLong(key), null);
      }
      long units = Long.parseLong(key.substring(end + 1));
      boolean large = units > MOST || units < -MOST;
      return new Place(Long.parseLong(key.substring(0, end)), large ? null : units);
    } catch (NumberFormatException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }
}
