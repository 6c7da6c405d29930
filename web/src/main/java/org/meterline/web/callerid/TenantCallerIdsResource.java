package org.meterline.web.callerid;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.callerid.CallerIds;
import org.meterline.web.callerid.CallerIdView.CallerIdsView;
import org.meterline.web.rest.Created;
import org.meterline.web.session.SignedIn;

/** Numbers that the operator vouches for. */
@Path("tenants/{tenant}/caller-ids")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Numbers")
@Dependent
public class TenantCallerIdsResource {
  private final SignedIn session;
  private final CallerIds callerIds;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TenantCallerIdsResource() {
    this(null, null);
  }

  @Inject
  public TenantCallerIdsResource(SignedIn session, CallerIds callerIds) {
    this.session = session;
    this.callerIds = callerIds;
  }

  /**
   * A number that is a tenant's.
   *
   * @param note why that is known
   */
  public record VouchedBody(
      @NotBlank @Size(max = 30) String number, @NotBlank @Size(max = 500) String note) {}

  @GET
  @Operation(operationId = "listTenantCallerIds", summary = "Numbers elsewhere of a tenant")
  public CallerIdsView list(@PathParam("tenant") UUID tenant) {
    return CallerIdsView.of(callerIds.of(session.caller(), tenant));
  }

  @POST
  @Created
  @Operation(
      operationId = "vouchForCallerId",
      summary = "Let a tenant show a number without a code")
  @APIResponseSchema(value = CallerIdView.class, responseCode = "201")
  public CallerIdView vouch(@PathParam("tenant") UUID tenant, @NotNull @Valid VouchedBody body) {
    return CallerIdView.of(callerIds.vouch(session.caller(), tenant, body.number(), body.note()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "withdrawCallerId", summary = "Let a tenant show a number no more")
  public void withdraw(@PathParam("tenant") UUID tenant, @PathParam("id") UUID id) {
    callerIds.withdraw(session.caller(), tenant, id);
  }
}
