package org.meterline.web.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;

/** Which piece of a list a request wants. */
public class Paging {
  @Parameter(description = "As the last piece's `next` said; absent for the first piece.")
  @QueryParam("cursor")
  @Nullable String cursor;

  @Parameter(description = "How many items at most, 1 to 200.")
  @QueryParam("limit")
  @DefaultValue("50")
  int limit;

  /** The same for a use case. */
  public Ask ask() {
    return new Ask(cursor, limit);
  }
}
