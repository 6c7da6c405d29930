package org.meterline.web.sponsor;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.sponsor.Sponsors;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** What sponsors offer. */
@Path("sponsor-offers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Sponsors")
@Dependent
public class SponsorOffersResource {
  private final SignedIn session;
  private final Sponsors sponsors;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public SponsorOffersResource() {
    this(null, null);
  }

  @Inject
  public SponsorOffersResource(SignedIn session, Sponsors sponsors) {
    this.session = session;
    this.sponsors = sponsors;
  }

  @GET
  @Operation(operationId = "listSponsorOffers", summary = "All offers, the elder first")
  public PageView<OfferView> list(@BeanParam Paging paging) {
    return PageView.of(sponsors.offers(session.caller(), paging.ask()), OfferView::of);
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "endSponsorOffer", summary = "End an offer; calls that run keep it")
  public void end(@PathParam("id") UUID id) {
    sponsors.end(session.caller(), id);
  }
}
