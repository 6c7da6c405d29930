package org.meterline.web.control;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/** How something is asked for: once, and for how long its end is waited for. */
public class Asking {
  private static final String HEADER = "Idempotency-Key";

  @Parameter(description = "1 to 200 characters, chosen by the caller: it is done once")
  @HeaderParam(HEADER)
  @Nullable String key;

  @Parameter(description = "So many seconds its end is waited for: 0 to 60")
  @QueryParam("wait")
  @Nullable Integer wait;

  @Nullable String key() {
    return key;
  }

  int patience() {
    return wait == null ? 0 : wait;
  }

  /**
   * @throws Refused when there is no key
   */
  void mustHaveKey() {
    if (key == null || key.isBlank()) {
      throw Refused.invalid(HEADER, "is needed");
    }
  }
}
