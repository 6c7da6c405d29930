package org.meterline.web.control;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.Steering;
import org.meterline.ejb.control.Supervising;
import org.meterline.ejb.record.CallRecords;
import org.meterline.web.session.SignedIn;

/** Live calls are listened to, whispered into and joined, by admins. */
public abstract class SupervisedCalls extends RecordedCalls {
  protected SupervisedCalls(SignedIn session, Steering steering, CallRecords calls) {
    super(session, steering, calls);
  }

  /** Whom who supervises speaks to: {@code listen}, {@code whisper} or {@code barge}. */
  public record ModeBody(@Nullable @Size(max = 16) String mode) {}

  @POST
  @Path("{id}/supervise")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "superviseCall",
      summary = "Call a phone that hears the talk; once per Idempotency-Key")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response supervise(
      @PathParam("id") UUID id,
      @BeanParam Asking asking,
      @NotNull @Valid Supervising.Supervisor body) {
    session.caller().mustBe(ADMIN);
    asking.mustHaveKey();
    return run(id, Supervising.begin(body), asking);
  }

  @POST
  @Path("{id}/supervise/mode")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "changeSupervision", summary = "Change whom who supervises speaks to")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response superviseMode(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid ModeBody body) {
    session.caller().mustBe(ADMIN);
    return run(id, Supervising.change(body.mode()), asking);
  }

  @POST
  @Path("{id}/supervise/stop")
  @Operation(operationId = "stopSupervision", summary = "Hang up who supervises")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response superviseNoMore(@PathParam("id") UUID id, @BeanParam Asking asking) {
    session.caller().mustBe(ADMIN);
    return run(id, Supervising.STOP, asking);
  }
}
