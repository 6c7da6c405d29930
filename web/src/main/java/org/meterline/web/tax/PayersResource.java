package org.meterline.web.tax;

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
import org.meterline.ejb.tax.TaxRates;
import org.meterline.web.session.SignedIn;

/** Whose tax payers pay. */
@Path("payers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Taxes")
@Dependent
public class PayersResource {
  private final SignedIn session;
  private final TaxRates rates;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public PayersResource() {
    this(null, null);
  }

  @Inject
  public PayersResource(SignedIn session, TaxRates rates) {
    this.session = session;
    this.rates = rates;
  }

  /** A country, ISO 3166; null for the tenant's. */
  public record CountryBody(@Nullable String country) {}

  @PUT
  @Path("{id}/country")
  @Operation(
      operationId = "setPayerCountry",
      summary = "Say whose tax a payer pays, for calls that begin a minute later")
  public CountryBody country(@PathParam("id") UUID id, @NotNull @Valid CountryBody body) {
    rates.country(session.caller(), id, body.country());
    return body;
  }
}
