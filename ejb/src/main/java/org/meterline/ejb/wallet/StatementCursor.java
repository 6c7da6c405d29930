package org.meterline.ejb.wallet;

import org.meterline.billing.ledger.Cut;
import org.meterline.billing.ledger.Statement.Place;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;

/**
 * A place in a statement as a key of its pages: the entry, and the balance before it, so that a
 * page far down does not count all that is above it; and as of when that was.
 */
final class StatementCursor {
  /** A balance beyond it is counted anew: none is as large, but the sum with what is read fits. */
  private static final long MOST = 1L << 62;

  private StatementCursor() {}

  static String key(Place place) {
    var cut = place.cut();
    return place.entry() + "/" + place.units() + (cut == null ? "" : "/" + cut.snapshot());
  }

  /** The place after which the piece begins. */
  static Place after(Ask ask) {
    return ask.after().map(StatementCursor::place).orElse(Place.NEWEST);
  }

  private static Place place(String key) {
    try {
      var parts = key.split("/", -1);
      long entry = Long.parseLong(parts[0]);
      if (parts.length == 1) { // as it was given out before; and without the cut
        return new Place(entry, null, null);
      }
      long units = Long.parseLong(parts[1]);
      if (units > MOST || units < -MOST) {
        return new Place(entry, null, null);
      }
      return new Place(entry, units, parts.length == 2 ? null : new Cut(parts[2]));
    } catch (IllegalArgumentException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }
}
