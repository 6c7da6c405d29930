package org.meterline.web.control;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
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
import org.meterline.ejb.control.Steering;
import org.meterline.ejb.control.Wishes;
import org.meterline.ejb.record.CallRecords;
import org.meterline.web.session.SignedIn;

/** Live calls are recorded. */
public abstract class RecordedCalls extends SteeredCalls {
  protected RecordedCalls(SignedIn session, Steering steering, CallRecords calls) {
    super(session, steering, calls);
  }

  @POST
  @Path("{id}/recordings")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "recordCall",
      summary = "Record the call, or one of its legs; once per Idempotency-Key")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response startRecording(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid Wishes.Recorded body) {
    asking.mustHaveKey();
    return run(id, Wishes.record(body, session.caller().email()), asking);
  }

  @POST
  @Path("{id}/recordings/{recording}/pause")
  @Operation(operationId = "pauseRecording", summary = "Leave out what comes from now on")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response pauseRecording(
      @PathParam("id") UUID id, @PathParam("recording") UUID recording, @BeanParam Asking asking) {
    return run(id, Wishes.changeRecording(recording, "pause"), asking);
  }

  @POST
  @Path("{id}/recordings/{recording}/resume")
  @Operation(operationId = "resumeRecording", summary = "Let a paused recording go on")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response resumeRecording(
      @PathParam("id") UUID id, @PathParam("recording") UUID recording, @BeanParam Asking asking) {
    return run(id, Wishes.changeRecording(recording, "resume"), asking);
  }

  @POST
  @Path("{id}/recordings/{recording}/mask")
  @Operation(operationId = "maskRecording", summary = "Write silence from now on")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response maskRecording(
      @PathParam("id") UUID id, @PathParam("recording") UUID recording, @BeanParam Asking asking) {
    return run(id, Wishes.changeRecording(recording, "mask"), asking);
  }

  @POST
  @Path("{id}/recordings/{recording}/unmask")
  @Operation(operationId = "unmaskRecording", summary = "Write what is heard again")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response unmaskRecording(
      @PathParam("id") UUID id, @PathParam("recording") UUID recording, @BeanParam Asking asking) {
    return run(id, Wishes.changeRecording(recording, "unmask"), asking);
  }

  @POST
  @Path("{id}/recordings/{recording}/stop")
  @Operation(operationId = "stopRecording", summary = "End a recording")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response stopRecording(
      @PathParam("id") UUID id, @PathParam("recording") UUID recording, @BeanParam Asking asking) {
    return run(id, Wishes.changeRecording(recording, "stop"), asking);
  }
}
