package org.meterline.web.guard;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.guard.GuardedSource;
import org.meterline.ejb.guard.Sources;
import org.meterline.telephony.guard.Tally;
import org.meterline.web.rest.PageView;
import org.meterline.web.session.SignedIn;

/** What is taken of whom, for the operator: bans, the allowed, and what was counted. */
@Path("guard")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Guard")
@Dependent
public class GuardResource {
  private final SignedIn session;
  private final Sources sources;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public GuardResource() {
    this(null, null);
  }

  @Inject
  public GuardResource(SignedIn session, Sources sources) {
    this.session = session;
    this.sources = sources;
  }

  /**
   * A source.
   *
   * @param source an address, or one with / and a length
   * @param by who wrote it down; null: Meterline learned it
   * @param until null: until it is taken back
   */
  public record SourceView(
      UUID id,
      String source,
      String reason,
      @Nullable String by,
      Instant since,
      @Nullable Instant until) {
    static SourceView of(GuardedSource it) {
      return new SourceView(
          it.id(), it.source().toString(), it.why(), it.by(), it.since(), it.until());
    }
  }

  /**
   * A ban to make.
   *
   * @param hours null: until it is lifted
   */
  public record BanBody(
      @NotBlank @Size(max = 60) String source,
      @NotBlank @Size(max = 200) String reason,
      @Nullable @Min(1) @Max(87_600) Integer hours) {}

  /** A source to allow. */
  public record AllowedBody(
      @NotBlank @Size(max = 60) String source, @NotBlank @Size(max = 200) String reason) {}

  /** Something that the node which answers has counted since it started. */
  public record CounterView(String name, long value, String meaning) {
    static CounterView of(Tally it) {
      return new CounterView(it.name(), it.value(), it.meaning());
    }
  }

  private PageView<SourceView> list(boolean allowed) {
    return new PageView<>(
        sources.list(session.caller(), allowed).stream().map(SourceView::of).toList(), null);
  }

  private Response add(boolean allowed, String source, String reason, @Nullable Duration lasts) {
    return Response.status(Response.Status.CREATED)
        .entity(
            SourceView.of(sources.add(session.caller(), allowed, source, reason.strip(), lasts)))
        .build();
  }

  private Response remove(boolean allowed, UUID id) {
    sources.remove(session.caller(), allowed, id);
    return Response.noContent().build();
  }

  @GET
  @Path("bans")
  @Operation(operationId = "listBans", summary = "Sources that nothing is taken from")
  public PageView<SourceView> bans() {
    return list(false);
  }

  @POST
  @Path("bans")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "ban", summary = "Take nothing from a source any more")
  @APIResponse(responseCode = "201", description = "All nodes do so within a few seconds")
  public Response ban(@NotNull @Valid BanBody body) {
    Integer hours = body.hours();
    return add(false, body.source(), body.reason(), hours == null ? null : Duration.ofHours(hours));
  }

  /**
   * How long a ban lasts from now on.
   *
   * @param hours null: until it is lifted
   */
  public record BanTime(@Nullable @Min(1) @Max(87_600) Integer hours) {}

  @PUT
  @Path("bans/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "prolongBan", summary = "Let a ban last, such as one that was learned")
  public SourceView prolong(@PathParam("id") UUID id, @NotNull @Valid BanTime body) {
    Integer hours = body.hours();
    return SourceView.of(
        sources.prolong(session.caller(), id, hours == null ? null : Duration.ofHours(hours)));
  }

  @DELETE
  @Path("bans/{id}")
  @Operation(operationId = "liftBan", summary = "Lift a ban")
  @APIResponse(responseCode = "204", description = "It is lifted")
  public Response lift(@PathParam("id") UUID id) {
    return remove(false, id);
  }

  @GET
  @Path("allowed")
  @Operation(operationId = "listAllowed", summary = "Sources that are never limited nor banned")
  public PageView<SourceView> allowed() {
    return list(true);
  }

  @POST
  @Path("allowed")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "allow", summary = "Never limit nor ban a source")
  @APIResponse(responseCode = "201", description = "All nodes do so within a few seconds")
  public Response allow(@NotNull @Valid AllowedBody body) {
    return add(true, body.source(), body.reason(), null);
  }

  @DELETE
  @Path("allowed/{id}")
  @Operation(operationId = "disallow", summary = "Treat a source as all others again")
  @APIResponse(responseCode = "204", description = "It is")
  public Response disallow(@PathParam("id") UUID id) {
    return remove(true, id);
  }

  @GET
  @Path("counters")
  @Operation(
      operationId = "listCounters",
      summary = "What the node that answers has counted since it started")
  public PageView<CounterView> counters() {
    return new PageView<>(
        sources.counters(session.caller()).stream().map(CounterView::of).toList(), null);
  }
}
