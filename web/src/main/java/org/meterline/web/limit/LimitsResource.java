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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.limit.Limits;
import org.meterline.web.session.SignedIn;

/** The tenant's limits of calls to the outside. */
@Path("limits")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Limits")
@Dependent
public class LimitsResource {
  private final SignedIn session;
  private final Limits limits;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public LimitsResource() {
    this(null, null);
  }

  @Inject
  public LimitsResource(SignedIn session, Limits limits) {
    this.session = session;
    this.limits = limits;
  }

  /**
   * All limits, the operator's first.
   *
   * @param hour when the hour began in which was used what is told
   * @param stopped in the last day, the latest first
   */
  public record LimitsView(Instant hour, List<LimitView> items, List<StoppedView> stopped) {}

  /**
   * Calls that one limit stopped in one hour.
   *
   * @param code as in the calls' records
   */
  public record StoppedView(
      Instant hour,
      String code,
      String user,
      String destination,
      String reason,
      int calls,
      Instant last,
      UUID lastCallId) {
    static StoppedView of(Limits.Stopped stopped) {
      return new StoppedView(
          stopped.hour(),
          stopped.code(),
          stopped.user(),
          stopped.destination(),
          stopped.reason(),
          stopped.calls(),
          stopped.last(),
          stopped.lastCall());
    }
  }

  @GET
  @Operation(
      operationId = "listLimits",
      summary = "Limits, what was used of them in this hour, and what they stopped lately")
  public LimitsView list() {
    var standing = limits.standing(session.caller());
    return new LimitsView(
        standing.hour(),
        standing.limits().stream().map(LimitView::of).toList(),
        standing.stopped().stream().map(StoppedView::of).toList());
  }

  @PUT
  @Operation(operationId = "setLimit", summary = "Set a limit of your own, below the operator's")
  public LimitView set(@NotNull @Valid LimitBody body) {
    return LimitView.of(limits.set(session.caller(), body.draft()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteLimit", summary = "Take a limit of your own away")
  public void delete(@PathParam("id") UUID id) {
    limits.remove(session.caller(), id);
  }
}
