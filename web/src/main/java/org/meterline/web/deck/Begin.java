package org.meterline.web.deck;

import java.time.Instant;
import java.time.ZoneId;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.Times;

/** When a deck is to begin, as a request says it. */
final class Begin {
  private Begin() {}

  /**
   * An instant of RFC 3339, or in the zone a date (from its first moment) or a local time.
   *
   * @throws Refused when it is none of these
   */
  static Instant read(String text, ZoneId zone) {
    return Times.read("from", text, zone);
  }
}
