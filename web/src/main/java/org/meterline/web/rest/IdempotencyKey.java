package org.meterline.web.rest;

import jakarta.ws.rs.HeaderParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/** The header by which something happens once, however often it is asked for. */
public class IdempotencyKey {
  private static final String HEADER = "Idempotency-Key";

  @Parameter(required = true, description = "1 to 200 characters, chosen by the caller")
  @HeaderParam(HEADER)
  @Nullable String key;

  /**
   * @throws Refused when there is none
   */
  public String needed() {
    if (key == null || key.isBlank()) {
      throw Refused.invalid(HEADER, "is needed");
    }
    return key;
  }

  /** For what is there once whatever the key: who gives none is told of the first one. */
  public String orFresh() {
    return key == null || key.isBlank() ? UUID.randomUUID().toString() : key;
  }
}
