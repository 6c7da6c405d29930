package org.meterline.web.event;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.session.SignedIn;

/** What happens in the tenant, as it happens. */
@Path("events")
@Tag(name = "Events")
@Dependent
public class EventsResource {
  private final SignedIn session;
  private final LiveCalls live;
  private final CallRecords calls;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public EventsResource() {
    this(null, null, null);
  }

  @Inject
  public EventsResource(SignedIn session, LiveCalls live, CallRecords calls) {
    this.session = session;
    this.live = live;
    this.calls = calls;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      operationId = "events",
      summary = "Server-sent events, or the same over a WebSocket: CloudEvents 1.0 JSON")
  @APIResponse(
      responseCode = "200",
      description =
          "Types call.began, call.changed, call.ended, leg.changed, digit.pressed,"
              + " recording.started, recording.paused, recording.resumed, recording.masked,"
              + " recording.unmasked, recording.ended, recording.ruled, operation.ended,"
              + " phone.registered, phone.unregistered, wallet.changed, limit.reached,"
              + " destination.asked, caller-id.verified, caller-id.removed, emergency.called,"
              + " source.banned, trunk.changed, modem.changed, message.received, stream.gap; a comment every 15 s; Last-Event-ID is honoured",
      content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
  public void events(
      @HeaderParam("Last-Event-ID") @Nullable String last,
      @Context SseEventSink sink,
      @Context Sse sse) {
    Caller caller = session.caller();
    new EventFeed(caller, calls, new SseReader(sink, sse)).follow(live, last);
  }
}
