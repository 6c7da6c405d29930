package org.meterline.web.tax;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.tax.TaxRates;
import org.meterline.web.session.SignedIn;

/** Whether the tax in what the tenant buys is an asset of it. */
@Path("input-tax")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Taxes")
@Dependent
public class InputTaxResource {
  private final SignedIn session;
  private final TaxRates rates;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public InputTaxResource() {
    this(null, null);
  }

  @Inject
  public InputTaxResource(SignedIn session, TaxRates rates) {
    this.session = session;
    this.rates = rates;
  }

  /** Whether it is deducted. */
  public record InputTaxBody(@NotNull Boolean deducted) {}

  @GET
  @Operation(operationId = "inputTax", summary = "Whether the tax in calls bought is deducted")
  public InputTaxBody get() {
    return new InputTaxBody(rates.inputTaxDeducted(session.caller()));
  }

  @PUT
  @Operation(
      operationId = "setInputTax",
      summary = "Say whether the tax in calls bought is deducted, for what is posted from now on")
  public InputTaxBody put(@NotNull @Valid InputTaxBody body) {
    rates.deductInputTax(session.caller(), body.deducted());
    return body;
  }
}
