package org.meterline.web.limit;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.limit.Limits;
import org.meterline.web.session.SignedIn;

/** The operator's ceilings for tenants. */
@Path("tenants/{tenant}/limits")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Limits")
@Dependent
public class TenantLimitsResource {
  private final SignedIn session;
  private final Limits limits;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TenantLimitsResource() {
    this(null, null);
  }

  @Inject
  public TenantLimitsResource(SignedIn session, Limits limits) {
    this.session = session;
    this.limits = limits;
  }

  /** A tenant's ceilings. */
  public record CeilingsView(List<LimitView> items) {}

  @GET
  @Operation(operationId = "listTenantLimits", summary = "The operator's limits for a tenant")
  public CeilingsView list(@PathParam("tenant") UUID tenant) {
    return new CeilingsView(
        limits.ceilings(session.caller(), tenant).stream().map(LimitView::of).toList());
  }

  @PUT
  @Operation(operationId = "setTenantLimit", summary = "Set a limit that a tenant may only lower")
  public LimitView set(@PathParam("tenant") UUID tenant, @NotNull @Valid LimitBody body) {
    return LimitView.of(limits.setCeiling(session.caller(), tenant, body.draft()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteTenantLimit", summary = "Take a limit of a tenant away")
  public void delete(@PathParam("tenant") UUID tenant, @PathParam("id") UUID id) {
    limits.removeCeiling(session.caller(), tenant, id);
  }
}
