package org.meterline.web.rest;

import java.time.DateTimeException;
import java.time.Instant;
import org.meterline.ejb.refusal.Refused;

/** Times in requests. */
public final class Times {
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
}
