package org.meterline.web.callerid;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.callerid.CallerId;
import org.meterline.ejb.callerid.CallerIds;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.callerid.CallerIdView.CallerIdsView;
import org.meterline.web.rest.Created;
import org.meterline.web.session.SignedIn;

/** Numbers elsewhere that the tenant shows. */
@Path("caller-ids")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Numbers")
@Dependent
public class CallerIdsResource {
  /** A modem may take longer: then the message is on its way, as far as is known. */
  private static final int PATIENCE_SECONDS = 30;

  private final SignedIn session;
  private final CallerIds callerIds;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public CallerIdsResource() {
    this(null, null);
  }

  @Inject
  public CallerIdsResource(SignedIn session, CallerIds callerIds) {
    this.session = session;
    this.callerIds = callerIds;
  }

  /** A number to be verified. */
  public record CallerIdBody(@NotBlank @Size(max = 30) String number) {}

  /** How a code is to come there; a call, if it is left out. */
  public record CodeBody(CallerId.@Nullable Way way) {}

  /** What was heard or read there. */
  public record EnteredBody(@NotBlank @Size(max = 20) String code) {}

  @GET
  @Operation(operationId = "listCallerIds", summary = "Numbers elsewhere, and how they stand")
  public CallerIdsView list() {
    return CallerIdsView.of(callerIds.list(session.caller()));
  }

  @POST
  @Created
  @Operation(operationId = "createCallerId", summary = "Write down a number to be verified")
  @APIResponseSchema(value = CallerIdView.class, responseCode = "201")
  public CallerIdView create(@NotNull @Valid CallerIdBody body) {
    return CallerIdView.of(callerIds.add(session.caller(), body.number()));
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getCallerId", summary = "One number, and how it stands")
  public CallerIdView get(@PathParam("id") UUID id) {
    return CallerIdView.of(callerIds.get(session.caller(), id));
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deleteCallerId", summary = "Show a number no more")
  public void delete(@PathParam("id") UUID id) {
    callerIds.remove(session.caller(), id);
  }

  @POST
  @Path("{id}/codes")
  @Operation(operationId = "sendCallerIdCode", summary = "Have the number called, or a code sent")
  public CallerIdView send(@PathParam("id") UUID id, @NotNull @Valid CodeBody body) {
    CallerIds.Asked asked =
        callerIds.send(session.caller(), id, body.way() == null ? CallerId.Way.CALL : body.way());
    try {
      Optional<String> why = asked.sent().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (why.isPresent()) {
        throw new Refused("message-not-sent", 503, why.get(), true);
      }
    } catch (TimeoutException slow) {
      return CallerIdView.of(asked.seen());
    } catch (ExecutionException e) {
      throw new Refused("message-not-sent", 503, "The modem did not send it.", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("going-down", 503, "The server is going down.", true);
    }
    return CallerIdView.of(asked.seen());
  }

  @POST
  @Path("{id}/verification")
  @Operation(operationId = "verifyCallerId", summary = "Enter the code that came there")
  public CallerIdView verify(@PathParam("id") UUID id, @NotNull @Valid EnteredBody body) {
    return switch (callerIds.enter(session.caller(), id, body.code().strip())) {
      case RIGHT -> CallerIdView.of(callerIds.get(session.caller(), id));
      case WRONG -> throw Refused.invalid("code", "is not the one that was sent");
      case TOO_LATE ->
          throw Refused.conflict("no-code-waited-for", "No code is waited for: send another one.");
    };
  }
}
