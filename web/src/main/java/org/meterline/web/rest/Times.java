package org.meterline.web.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/** Times in requests. */
public final class Times {
  private static final int LAST_YEAR = 9999;

  private Times() {}

  /**
   * RFC 3339.
   *
   * @param field what the text was given for
   * @throws Refused when it is no time
   */
  public static Instant read(String field, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException unreadable) {
      throw Refused.invalid(field, "must be a time such as 2026-11-25T10:00:00Z");
    }
  }

  /**
   * RFC 3339, or in the zone a date (its first moment) or a local time.
   *
   * @param field what the text was given for
   * @throws Refused when it is none of these, or of no year from 1 to 9999
   */
  public static Instant read(String field, String text, ZoneId zone) {
    try {
      var instant =
          text.endsWith("Z") || text.matches(".*T.*[+-].*")
              ? Instant.parse(text)
              : text.contains("T")
                  ? LocalDateTime.parse(text).atZone(zone).toInstant()
                  : LocalDate.parse(text).atStartOfDay(zone).toInstant();
      int year = instant.atZone(zone).getYear();
      if (year > 0 && year <= LAST_YEAR) {
        return instant;
      }
    } catch (DateTimeException unreadable) {
      // said below
    }
    throw Refused.invalid(
        field, "must be a time such as 2027-01-01T00:00:00Z, or a date such as 2027-01-01");
  }

  /**
   * A day; null for none.
   *
   * @throws Refused when it is no day of a year from 1 to 9999
   */
  public static @Nullable LocalDate day(String field, @Nullable String text) {
    try {
      var day = text == null || text.isEmpty() ? null : LocalDate.parse(text);
      if (day == null || (day.getYear() > 0 && day.getYear() <= LAST_YEAR)) {
        return day;
      }
    } catch (DateTimeException unreadable) {
      // said below
    }
    throw Refused.invalid(field, "must be a day such as 2026-11-01");
  }

  /**
   * A month.
   *
   * @throws Refused when it is none
   */
  public static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException unreadable) {
      throw Refused.invalid("month", "must be a month such as 2026-11");
    }
  }
}
