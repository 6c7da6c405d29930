package org.meterline.web.rerate;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
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
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.billing.rerate.ReRating;
import org.meterline.ejb.rerate.ReRatings;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.rest.ReasonBody;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** Charging a period's calls anew by a corrected deck. */
@Path("re-ratings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Re-rating")
@Dependent
public class ReRatingsResource {
  private final SignedIn session;
  private final ReRatings ratings;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ReRatingsResource() {
    this(null, null);
  }

  @Inject
  public ReRatingsResource(SignedIn session, ReRatings ratings) {
    this.session = session;
    this.ratings = ratings;
  }

  /**
   * What is to be charged anew.
   *
   * @param wrongDecks versions that calls were charged by
   * @param correctedDeck the version that they are charged by instead; a draft will do
   * @param since calls that began from then: RFC 3339, or a date or local time in the book's zone
   * @param until and before then
   */
  public record ReRatingBody(
      @NotEmpty @Size(max = 100) List<@NotNull UUID> wrongDecks,
      @NotNull UUID correctedDeck,
      @NotBlank String since,
      @NotBlank String until,
      @NotBlank @Size(max = 500) String reason) {
    ReRating.Asked asked(UUID id, ZoneId zone) {
      return new ReRating.Asked(
          id,
          wrongDecks,
          correctedDeck,
          Times.read("since", since, zone),
          Times.read("until", until, zone),
          reason);
    }
  }

  @GET
  @Operation(operationId = "listReRatings", summary = "Re-ratings, newest first")
  public PageView<ReRatingView> list(@BeanParam Paging paging) {
    Caller caller = session.caller();
    return PageView.of(
        ratings.list(caller, paging.ask()), rating -> ReRatingView.of(rating, caller));
  }

  @GET
  @Path("{id}")
  @Operation(
      operationId = "getReRating",
      summary = "One re-rating, with its dry run and what was posted")
  public ReRatingView get(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    return ReRatingView.of(ratings.get(caller, id), caller);
  }

  @PUT
  @Path("{id}")
  @Operation(
      operationId = "prepareReRating",
      summary = "See what a corrected deck does to a period, under an id that you have minted")
  public ReRatingView prepare(@PathParam("id") UUID id, @NotNull @Valid ReRatingBody body) {
    Caller caller = session.caller();
    ReRating.Asked asked = body.asked(id, caller.tenant().zone());
    return ReRatingView.of(ratings.prepare(caller, asked), caller);
  }

  @POST
  @Path("{id}/approval")
  @Operation(operationId = "approveReRating", summary = "Post it: for a second person")
  public ReRatingView approve(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    return ReRatingView.of(ratings.approve(caller, id), caller);
  }

  @POST
  @Path("{id}/rejection")
  @Operation(operationId = "rejectReRating", summary = "It will never be posted")
  public ReRatingView reject(@PathParam("id") UUID id, @NotNull @Valid ReasonBody body) {
    Caller caller = session.caller();
    return ReRatingView.of(ratings.reject(caller, id, body.reason()), caller);
  }
}
