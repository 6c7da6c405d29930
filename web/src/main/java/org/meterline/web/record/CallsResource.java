package org.meterline.web.record;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.CallRecords.Wanted;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Calls, live and over. */
@Path("calls")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Calls")
@Dependent
public class CallsResource {
  private final SignedIn session;
  private final CallRecords calls;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public CallsResource() {
    this(null, null);
  }

  @Inject
  public CallsResource(SignedIn session, CallRecords calls) {
    this.session = session;
    this.calls = calls;
  }

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
  @Path("{id}/hang-up")
  @Operation(operationId = "hangUpCall", summary = "End a live call")
  @APIResponse(responseCode = "202", description = "The call is being ended")
  public Response hangUp(@PathParam("id") UUID id) {
    calls.hangUp(session.caller(), id);
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
