package org.meterline.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The interface's own description (OpenAPI), made from the classes at the build. */
@Path("openapi.json")
@Tag(name = "Description")
public class DescriptionResource {
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(operationId = "describe", summary = "This description")
  public String description() throws IOException {
    return Json.MAPPER.writeValueAsString(read());
  }

  /** Every operation may answer with a problem; the generator cannot be told so in one place. */
  static JsonNode read() throws IOException {
    try (InputStream in = DescriptionResource.class.getResourceAsStream("openapi.json")) {
      JsonNode description = Json.MAPPER.readTree(Objects.requireNonNull(in, "openapi.json"));
      for (JsonNode path : description.get("paths")) {
        for (JsonNode operation : path) {
          if (operation.get("responses") instanceof ObjectNode responses) {
            responses.putObject("default").put("$ref", "#/components/responses/Problem");
          }
        }
      }
      return description;
    }
  }
}
