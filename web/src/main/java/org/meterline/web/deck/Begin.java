package org.meterline.web.deck;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.meterline.ejb.refusal.Refused;

/** When a deck is to begin, as a request says it. */
final class Begin {
  private static final int LAST_YEAR = 9999;

  private Begin() {}

  /**
   * An instant of RFC 3339, or in the zone a date (from its first moment) or a local time.
   *
   * @throws Refused when it is none of these
   */
  static Instant read(String text, ZoneId zone) {
    try {
      var begin =
          text.endsWith("Z") || text.matches(".*T.*[+-].*")
              ? Instant.parse(text)
              : text.contains("T")
                  ? LocalDateTime.parse(text).atZone(zone).toInstant()
                  : LocalDate.parse(text).atStartOfDay(zone).toInstant();
      int year = begin.atZone(zone).getYear();
      if (year > 0 && year <= LAST_YEAR) {
        return begin;
      }
    } catch (DateTimeException unreadable) {
      // said below
    }
    throw Refused.invalid(
        "from", "must be a time such as 2027-01-01T00:00:00Z, or a date such as 2027-01-01");
  }
}
