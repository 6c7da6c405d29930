package org.meterline.web.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.Times;

/** Times in requests. */
final class Days {
  private Days() {}

  /** RFC 3339; null when absent. */
  static @Nullable Instant instant(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Times.read("effective", text);
  }

  /** A day; null when absent. */
  static @Nullable LocalDate day(String field, @Nullable String text) {
    try {
      return text == null || text.isEmpty() ? null : LocalDate.parse(text);
    } catch (DateTimeException unreadable) {
      throw Refused.invalid(field, "must be a day such as 2026-11-01");
    }
  }

  static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException unreadable) {
      throw Refused.invalid("month", "must be a month such as 2026-11");
    }
  }
}
