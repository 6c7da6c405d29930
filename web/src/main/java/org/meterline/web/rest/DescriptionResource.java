package org.meterline.web.rest;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The interface's own description (OpenAPI), made at the build. */
@Path("openapi.json")
@Tag(name = "Description")
public class DescriptionResource {
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "describe", summary = "This description")
  public String description() throws IOException {
    try (InputStream in = DescriptionResource.class.getResourceAsStream("openapi.json")) {
      return new String(
          Objects.requireNonNull(in, "openapi.json").readAllBytes(),
          java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
