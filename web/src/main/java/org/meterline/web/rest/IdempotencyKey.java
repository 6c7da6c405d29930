package org.meterline.web.rest;

import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/** The header by which something happens once, however often it is asked for. */
public final class IdempotencyKey {
  public static final String HEADER = "Idempotency-Key";
  public static final String DESCRIPTION = "1 to 200 characters, chosen by the caller";

  private IdempotencyKey() {}

  /**
   * @throws Refused when there is none
   */
  public static String needed(@Nullable String key) {
    if (key == null || key.isBlank()) {
      throw Refused.invalid(HEADER, "is needed");
    }
    return key;
  }
}
