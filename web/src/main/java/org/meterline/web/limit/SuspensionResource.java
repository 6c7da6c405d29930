package org.meterline.web.limit;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.tenant.Customers;
import org.meterline.web.session.SignedIn;
import org.meterline.web.wallet.TenantsResource.OneTenantView;

/** Tenants whose calls the operator stops. */
@Path("tenants/{tenant}/suspension")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Limits")
@Dependent
public class SuspensionResource {
  private final SignedIn session;
  private final Customers customers;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public SuspensionResource() {
    this(null, null);
  }

  @Inject
  public SuspensionResource(SignedIn session, Customers customers) {
    this.session = session;
    this.customers = customers;
  }

  /**
   * Whether the tenant's calls are stopped.
   *
   * @param support the user whom calls from outside reach all the same
   */
  public record SuspensionBody(@NotNull Boolean suspended, @Nullable String support) {}

  @PUT
  @Operation(
      operationId = "suspendTenant",
      summary = "Stop a tenant's calls but for emergencies, or let them be again")
  public OneTenantView suspend(
      @PathParam("tenant") UUID tenant, @NotNull @Valid SuspensionBody body) {
    return OneTenantView.of(
        customers.suspend(session.caller(), tenant, body.suspended(), body.support()));
  }
}
