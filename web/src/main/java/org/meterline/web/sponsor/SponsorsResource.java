package org.meterline.web.sponsor;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.ejb.sponsor.NewOffer;
import org.meterline.ejb.sponsor.SponsorSeen;
import org.meterline.ejb.sponsor.Sponsors;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Third parties who pay for calls. */
@Path("sponsors")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Sponsors")
@Dependent
public class SponsorsResource {
  private final SignedIn session;
  private final Sponsors sponsors;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public SponsorsResource() {
    this(null, null);
  }

  @Inject
  public SponsorsResource(SignedIn session, Sponsors sponsors) {
    this.session = session;
    this.sponsors = sponsors;
  }

  /**
   * A sponsor.
   *
   * @param budget what its wallet has available
   * @param held set aside for calls that are up
   * @param version another one after each change
   */
  public record SponsorView(
      UUID id,
      String name,
      UUID walletId,
      MoneyView budget,
      MoneyView held,
      boolean active,
      Instant opened,
      List<OfferView> offers,
      long version) {
    static SponsorView of(SponsorSeen seen) {
      return new SponsorView(
          seen.sponsor().id(),
          seen.sponsor().payer().name(),
          seen.wallet().id(),
          MoneyView.of(seen.wallet().available()),
          MoneyView.of(seen.wallet().held()),
          seen.sponsor().active(),
          seen.sponsor().opened(),
          seen.offers().stream().map(OfferView::of).toList(),
          seen.sponsor().version());
    }
  }

  /**
   * A sponsor to be opened.
   *
   * @param country whose tax it pays; null for the tenant's
   */
  public record SponsorBody(
      @NotBlank @Size(max = 100) String name,
      @NotBlank @Size(max = 3) String currency,
      @Nullable String country) {}

  /**
   * Whether a sponsor's offers are asked.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record ActiveBody(@NotNull Boolean active, @Nullable Long version) {}

  /** An offer to be made. */
  public record OfferBody(
      @NotBlank @Size(max = 100) String name,
      @Nullable @Valid MoneyBody perCall,
      @Nullable @Valid MoneyBody perMinute,
      @Nullable @Min(0) @Max(3600) Integer initialSeconds,
      @Nullable @Min(1) @Max(3600) Integer incrementSeconds,
      @Nullable @Valid MoneyBody atMost,
      @Nullable @Size(max = 20) List<@NotBlank @Size(max = 300) String> conditions) {
    NewOffer offer() {
      return new NewOffer(
          name,
          money("perCall", perCall),
          money("perMinute", perMinute),
          initialSeconds == null ? 1 : initialSeconds,
          incrementSeconds == null ? 1 : incrementSeconds,
          money("atMost", atMost),
          conditions == null ? List.of() : conditions);
    }

    private static @Nullable Money money(String field, @Nullable MoneyBody body) {
      return body == null ? null : body.money(field);
    }
  }

  @GET
  @Operation(operationId = "listSponsors", summary = "Sponsors with their offers, by name")
  public PageView<SponsorView> list(@BeanParam Paging paging) {
    return PageView.of(sponsors.list(session.caller(), paging.ask()), SponsorView::of);
  }

  @POST
  @Created
  @Operation(
      operationId = "createSponsor",
      summary = "Open a sponsor; its budget is what is paid into its wallet")
  @APIResponseSchema(value = SponsorView.class, responseCode = "201")
  public SponsorView create(@BeanParam IdempotencyKey key, @NotNull @Valid SponsorBody body) {
    var currency = MoneyBody.currency("currency", body.currency());
    return SponsorView.of(
        sponsors.open(session.caller(), key.needed(), body.name(), currency, body.country()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getSponsor", summary = "One sponsor")
  public SponsorView get(@PathParam("id") UUID id) {
    return SponsorView.of(sponsors.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changeSponsor", summary = "Ask a sponsor's offers, or do not")
  public SponsorView change(@PathParam("id") UUID id, @NotNull @Valid ActiveBody body) {
    return SponsorView.of(sponsors.activate(session.caller(), id, body.active(), body.version()));
  }

  @POST
  @Created
  @Path("{id}/offers")
  @Operation(operationId = "createSponsorOffer", summary = "Make an offer of a sponsor's")
  @APIResponseSchema(value = OfferView.class, responseCode = "201")
  public OfferView offer(@PathParam("id") UUID id, @NotNull @Valid OfferBody body) {
    return OfferView.of(sponsors.offer(session.caller(), id, body.offer()));
  }
}
