package org.meterline.web.trunk;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.trunk.TrunkWatch;
import org.meterline.ejb.trunk.Trunks;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Trunks. */
@Path("trunks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Trunks")
@Dependent
public class TrunksResource {
  private final SignedIn session;
  private final Trunks trunks;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public TrunksResource() {
    this(null, null);
  }

  @Inject
  public TrunksResource(SignedIn session, Trunks trunks) {
    this.session = session;
    this.trunks = trunks;
  }

  /** Which number. */
  public record NumberBody(@NotBlank @Size(max = 64) String number) {}

  /**
   * What would become of a call.
   *
   * @param means what the number is
   * @param trunks those that are tried first, in their order
   */
  public record AttemptView(String means, List<ConsideredView> trunks) {}

  /**
   * @param turn 1 for the first to be tried; null: not tried
   * @param why it is not tried, or so late; empty if there is nothing to say
   */
  public record ConsideredView(String name, @Nullable Integer turn, String why) {}

  @GET
  @Operation(
      operationId = "listTrunks",
      summary = "Trunks that you may use, in order of preference")
  public PageView<TrunkView> list(@BeanParam Paging paging) {
    return PageView.of(trunks.list(session.caller(), paging.ask()), TrunkView::of);
  }

  @POST
  @Created
  @Operation(
      operationId = "createTrunk",
      summary = "Add a trunk: the operator's for tenants, a tenant's for itself")
  @APIResponseSchema(value = TrunkView.class, responseCode = "201")
  public TrunkView create(@NotNull @Valid TrunkBody body) {
    String name = body.name() == null ? "" : body.name();
    return TrunkView.of(trunks.create(session.caller(), name, body.draft()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getTrunk", summary = "One trunk")
  public TrunkView get(@PathParam("id") UUID id) {
    return TrunkView.of(trunks.get(session.caller(), id));
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changeTrunk", summary = "Change a trunk, or switch it on or off")
  public TrunkView change(@PathParam("id") UUID id, @NotNull @Valid TrunkBody body) {
    return TrunkView.of(trunks.change(session.caller(), id, body.draft(), body.version()));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteTrunk", summary = "Remove a trunk")
  public void delete(@PathParam("id") UUID id) {
    trunks.delete(session.caller(), id);
  }

  @POST
  @Path("attempts")
  @Operation(
      operationId = "tryNumber",
      summary =
          "Which trunks would be tried for a number, and why the others are not; calls nobody")
  public AttemptView attempt(@NotNull @Valid NumberBody body) {
    TrunkWatch.Trial trial = trunks.attempt(session.caller(), body.number().strip());
    return new AttemptView(
        trial.means(),
        trial.trunks().stream()
            .map(
                c -> new ConsideredView(c.trunk().name(), c.turn() == 0 ? null : c.turn(), c.why()))
            .toList());
  }
}
