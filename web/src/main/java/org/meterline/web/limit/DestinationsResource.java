package org.meterline.web.limit;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.limit.Destinations;
import org.meterline.web.session.SignedIn;

/** Which destinations may be called. */
@Path("destinations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Limits")
@Dependent
public class DestinationsResource {
  private final SignedIn session;
  private final Destinations destinations;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public DestinationsResource() {
    this(null, null);
  }

  @Inject
  public DestinationsResource(SignedIn session, Destinations destinations) {
    this.session = session;
    this.destinations = destinations;
  }

  /** Those that were called, or decided about; those that wait first. */
  public record DestinationsView(List<DestinationView> items) {}

  /**
   * @param id a country, a country's premium-rate numbers as {@code LV-premium}, {@code satellite},
   *     or {@code international}
   * @param askedBy the user who called there first
   */
  public record DestinationView(
      String id,
      Destinations.State state,
      @Nullable Instant asked,
      @Nullable String askedBy,
      @Nullable Instant decided,
      @Nullable String decidedBy) {
    static DestinationView of(Destinations.Seen seen) {
      return new DestinationView(
          seen.group(),
          seen.state(),
          seen.asked(),
          seen.askedBy(),
          seen.decided(),
          seen.decidedBy());
    }
  }

  /** Whether it may be called. */
  public record DecisionBody(@NotNull Boolean approved) {}

  @GET
  @Operation(
      operationId = "listDestinations",
      summary = "Destinations that were called without approval, or decided about")
  public DestinationsView list() {
    return new DestinationsView(
        destinations.list(session.caller()).stream().map(DestinationView::of).toList());
  }

  @PUT
  @Path("{id}")
  @Operation(
      operationId = "decideDestination",
      summary = "Approve a destination, or refuse calls there, for calls a few seconds later")
  public DestinationView decide(@PathParam("id") String id, @NotNull @Valid DecisionBody body) {
    return DestinationView.of(destinations.decide(session.caller(), id, body.approved()));
  }
}
