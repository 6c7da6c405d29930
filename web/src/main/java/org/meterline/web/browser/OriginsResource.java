package org.meterline.web.browser;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.browser.AllowedOrigins;
import org.meterline.web.session.SignedIn;

/** Web sites whose pages may connect as phones. */
@Path("origins")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Phones")
@Dependent
public class OriginsResource {
  private final SignedIn session;
  private final AllowedOrigins origins;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public OriginsResource() {
    this(null, null);
  }

  @Inject
  public OriginsResource(SignedIn session, AllowedOrigins origins) {
    this.session = session;
    this.origins = origins;
  }

  /** All of them, as browsers send them: scheme, host, and the port if it is not the usual one. */
  public record Origins(
      @NotNull @Size(max = 100) List<@NotBlank @Size(max = 300) String> origins) {}

  @GET
  @Operation(
      operationId = "listOrigins",
      summary = "Web sites whose pages may connect as phones of the tenant")
  public Origins list() {
    return new Origins(origins.list(session.caller()));
  }

  @PUT
  @Operation(operationId = "replaceOrigins", summary = "Allow these web sites and no others")
  public Origins replace(@NotNull @Valid Origins wanted) {
    return new Origins(origins.replace(session.caller(), wanted.origins()));
  }
}
