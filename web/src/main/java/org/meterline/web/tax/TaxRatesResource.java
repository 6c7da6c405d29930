package org.meterline.web.tax;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.tax.TaxBook;
import org.meterline.ejb.tax.TaxRates;
import org.meterline.web.rest.Created;
import org.meterline.web.session.SignedIn;

/** The tenant's rates of tax. */
@Path("tax-rates")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Taxes")
@Dependent
public class TaxRatesResource {
  private final SignedIn session;
  private final TaxRates rates;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TaxRatesResource() {
    this(null, null);
  }

  @Inject
  public TaxRatesResource(SignedIn session, TaxRates rates) {
    this.session = session;
    this.rates = rates;
  }

  /** All rates, and where one is missing. */
  public record TaxRatesView(List<TaxRateView> items, List<GapView> gaps) {}

  /**
   * A rate.
   *
   * @param rate a part of the net amount, a decimal string such as {@code 0.19}
   * @param from its first day, by the book's zone
   * @param until the first day without it; the same as {@code from} if it never began
   */
  public record TaxRateView(
      UUID id,
      String country,
      String taxClass,
      String rate,
      LocalDate from,
      @Nullable LocalDate until,
      StepView added,
      @Nullable StepView ended) {
    static TaxRateView of(TaxBook.Kept kept) {
      var term = kept.term();
      var ended = kept.ended();
      return new TaxRateView(
          term.id(),
          term.rate().country(),
          term.taxClass(),
          term.rate().rate().toPlainString(),
          term.from(),
          term.until(),
          StepView.of(kept.added()),
          ended == null ? null : StepView.of(ended));
    }
  }

  /** Who did it; the subject of a token. */
  public record StepView(String by, Instant at) {
    static StepView of(TaxBook.Step step) {
      return new StepView(step.by(), step.at());
    }
  }

  /** From that day on, decks with that class charge no tax in a country that has other rates. */
  public record GapView(String country, String taxClass, LocalDate from) {
    static GapView of(TaxBook.Gap gap) {
      return new GapView(gap.country(), gap.taxClass(), gap.from());
    }
  }

  /**
   * A rate to be added.
   *
   * @param rate a decimal string between 0 and 1
   */
  public record TaxRateBody(
      @NotBlank @Size(max = 2) String country,
      @NotBlank @Size(max = 40) String taxClass,
      @NotNull
          @Pattern(
              regexp = "[0-9](\\.[0-9]{1,6})?",
              message = "must be a decimal number such as 0.19")
          String rate,
      @NotNull LocalDate from,
      @Nullable LocalDate until) {
    TaxRates.Wanted wanted() {
      return new TaxRates.Wanted(country, taxClass, new BigDecimal(rate), from, until);
    }
  }

  /** The first day without it. */
  public record EndBody(@NotNull LocalDate until) {}

  @GET
  @Operation(
      operationId = "listTaxRates",
      summary = "Rates of tax by country, class and first day, and where one is missing")
  public TaxRatesView list() {
    var standing = rates.standing(session.caller());
    return new TaxRatesView(
        standing.rates().stream().map(TaxRateView::of).toList(),
        standing.gaps().stream().map(GapView::of).toList());
  }

  @POST
  @Created
  @Operation(
      operationId = "addTaxRate",
      summary = "Add a rate; an open one of that country and class is ended on its first day")
  @APIResponseSchema(value = TaxRateView.class, responseCode = "201")
  public TaxRateView add(@NotNull @Valid TaxRateBody body) {
    return TaxRateView.of(rates.add(session.caller(), body.wanted()));
  }

  @PUT
  @Path("{id}/end")
  @Operation(operationId = "endTaxRate", summary = "End a rate on a day to come")
  public TaxRateView end(@PathParam("id") UUID id, @NotNull @Valid EndBody body) {
    return TaxRateView.of(rates.end(session.caller(), id, body.until()));
  }
}
