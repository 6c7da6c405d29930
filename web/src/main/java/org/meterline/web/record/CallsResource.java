package org.meterline.web.record;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.Originating;
import org.meterline.ejb.control.Steering;
import org.meterline.ejb.control.Wishes;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.CallRecords.Wanted;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.telephony.call.Verb;
import org.meterline.web.control.SupervisedCalls;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Calls, live and over. */
@Path("calls")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calls")
@Dependent
public class CallsResource extends SupervisedCalls {
  private static final int A_MINUTE = 60;

  private final SignedIn session;
  private final CallRecords calls;
  private final Originating originating;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public CallsResource() {
    this(null, null, null, null);
  }

  @Inject
  public CallsResource(
      SignedIn session, CallRecords calls, Originating originating, Steering steering) {
    super(session, steering, calls);
    this.session = session;
    this.calls = calls;
    this.originating = originating;
  }

  /**
   * Who is to be called, and who or what they get.
   *
   * @param then absent if nobody else is called: verbs say what comes when the first has answered
   * @param account the phone whose call it is; without it nobody's
   * @param variables of the call's program, and facts for who pays
   * @param language of the prompts, a tag of BCP 47; without it the tenant's
   */
  public record CallBody(
      @NotNull @Valid PartyBody first,
      @Nullable @Valid PartyBody then,
      @Nullable @Size(max = 32) String account,
      @Nullable Map<String, String> variables,
      @Nullable @Pattern(regexp = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}") String language) {
    Originating.Wish wish() {
      Map<String, String> all = new HashMap<>(variables == null ? Map.of() : variables);
      if (language != null) {
        all.put(Verb.SetVariable.LANGUAGE, language);
      }
      return new Originating.Wish(first.party(), then == null ? null : then.party(), account, all);
    }
  }

  /**
   * @param to an extension, a number of a program, or a number, as a phone dials it
   * @param callerId what they are shown: one of the tenant's own; without it what suits
   * @param ringSeconds 1 to 180, else 60
   */
  public record PartyBody(
      @NotBlank @Size(max = 64) String to,
      @Nullable @Size(max = 64) String callerId,
      @Nullable Integer ringSeconds) {
    private Originating.Party party() {
      return new Originating.Party(to, callerId, ringSeconds == null ? A_MINUTE : ringSeconds);
    }
  }

  /** The call that was begun. */
  public record BegunView(UUID id) {}

  @GET
  @Operation(operationId = "listCalls", summary = "Calls, newest first")
  public PageView<CallSummaryView> list(
      @Parameter(
              description = "Only these; absent for all.",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"live", "ended"}))
          @QueryParam("state")
          @Nullable String state,
      @BeanParam Paging paging) {
    return PageView.of(
        calls.list(session.caller(), wanted(state), paging.ask()), CallSummaryView::of);
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getCall", summary = "The record of a call")
  public CallRecordView get(@PathParam("id") UUID id) {
    return CallRecordView.of(calls.details(session.caller(), id));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "originateCall",
      summary = "Call somebody, and then somebody else if told, once per Idempotency-Key")
  @APIResponse(
      responseCode = "202",
      description = "The call is being set up; Location is its record",
      content = @Content(schema = @Schema(implementation = BegunView.class)))
  public Response originate(@BeanParam IdempotencyKey key, @NotNull @Valid CallBody body) {
    UUID id = originating.call(session.caller(), key.needed(), body.wish());
    return Response.accepted(new BegunView(id))
        .location(UriBuilder.fromResource(CallsResource.class).path(id.toString()).build())
        .build();
  }

  @POST
  @Path("{id}/hang-up")
  @Operation(operationId = "hangUpCall", summary = "End a live call")
  @APIResponse(responseCode = "202", description = "The call is being ended")
  public Response hangUp(
      @PathParam("id") UUID id,
      @Parameter(description = "SIP's, told to ends that were not answered: 400 to 699")
          @QueryParam("status")
          @Nullable Integer status,
      @Parameter(description = "Of Q.850: 17 is busy; in place of a status, or beside one")
          @QueryParam("cause")
          @Nullable Integer cause) {
    Caller caller = session.caller();
    if (status == null && cause == null) {
      calls.hangUp(caller, id);
    } else {
      var _ = steered(caller, id, Wishes.hangUp(null, status, cause, caller.email()), null, 0);
    }
    return Response.accepted().build();
  }

  private static Wanted wanted(@Nullable String state) {
    return switch (state) {
      case null -> Wanted.ALL;
      case "" -> Wanted.ALL;
      case "live" -> Wanted.LIVE;
      case "ended" -> Wanted.ENDED;
      default -> throw Refused.invalid("state", "must be live or ended");
    };
  }
}
