package org.meterline.web.control;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.Said;
import org.meterline.ejb.control.Sound;
import org.meterline.ejb.control.Steering;
import org.meterline.ejb.control.Wishes;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.session.SignedIn;

/** Live calls are steered: each resource is a verb. {@code CallsResource} has them all. */
public abstract class SteeredCalls {
  final SignedIn session;
  private final Steering steering;
  private final CallRecords calls;

  protected SteeredCalls(SignedIn session, Steering steering, CallRecords calls) {
    this.session = session;
    this.steering = steering;
    this.calls = calls;
  }

  /** Why a caller is refused. */
  public record RejectBody(@Nullable Integer status, @Nullable @Size(max = 200) String reason) {}

  /** Where a caller is sent: a number, an extension or a SIP URI. */
  public record RedirectBody(@NotBlank @Size(max = 320) String to) {}

  /**
   * What is played to whom: {@code caller}, {@code callee} or a leg's id.
   *
   * @param over over the talk, which goes on, in place of it; then {@code leg} may be {@code both}
   * @param duckDecibels how much fainter the talk is meanwhile
   */
  public record PlayBody(
      @NotNull List<@Valid Sound> play,
      @Nullable @Size(max = 16) String escape,
      @Nullable Long offsetMillis,
      @Nullable String leg,
      @Nullable Boolean over,
      @Nullable Integer duckDecibels) {}

  /** What is said to whom. */
  public record SayBody(
      @NotNull Said say, @Nullable @Size(max = 16) String escape, @Nullable String leg) {}

  /** A position in the prompt that is on. */
  public record SeekBody(long millis) {}

  /** Digits for an end. */
  public record DigitsBody(@NotBlank @Size(max = 64) String digits, @Nullable String leg) {}

  /** Who is called, and how. */
  public record DialBody(
      @NotNull List<Wishes.@NotNull Called> to,
      @Nullable Boolean inTurn,
      @Nullable Integer longestSeconds,
      Wishes.@Nullable Screened screening) {}

  /** Who waits by which music. */
  public record HoldBody(@Nullable String leg, @Nullable List<Sound> music) {}

  /** An end of the call. */
  public record LegBody(@Nullable String leg) {}

  /** A program's number. */
  public record ProgramBody(@NotBlank @Size(max = 64) String number) {}

  /** A channel variable. */
  public record VariableBody(
      @NotBlank @Size(max = 64) String name, @NotNull @Size(max = 1_000) String value) {}

  @POST
  @Path("{id}/ring")
  @Operation(operationId = "ringCall", summary = "Tell a caller that it rings")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response ring(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.RING, asking);
  }

  @POST
  @Path("{id}/progress")
  @Operation(operationId = "progressCall", summary = "Open a caller's audio before the answer")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response progress(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.PROGRESS, asking);
  }

  @POST
  @Path("{id}/answer")
  @Operation(operationId = "answerCall", summary = "Answer a caller")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response answer(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.ANSWER, asking);
  }

  @POST
  @Path("{id}/reject")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "rejectCall", summary = "Refuse a caller who was not answered")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response reject(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid RejectBody body) {
    return run(id, Wishes.reject(body.status(), body.reason()), asking);
  }

  @POST
  @Path("{id}/redirect")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "redirectCall", summary = "Send a caller elsewhere (302)")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response redirect(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid RedirectBody body) {
    return run(id, Wishes.redirect(body.to()), asking);
  }

  @POST
  @Path("{id}/play")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "playToCall", summary = "Play prompts, tones and silence in a row")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response play(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid PlayBody body) {
    return run(
        id,
        Boolean.TRUE.equals(body.over())
            ? Wishes.playOver(body.play(), body.duckDecibels(), body.leg())
            : Wishes.play(body.play(), body.escape(), body.offsetMillis(), body.leg()),
        asking);
  }

  @POST
  @Path("{id}/say")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "sayToCall",
      summary = "Say a text, a number, a date, a time, an amount of money or letters")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response say(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid SayBody body) {
    return run(id, Wishes.say(body.say(), body.escape(), body.leg()), asking);
  }

  @POST
  @Path("{id}/pause")
  @Operation(operationId = "pausePlay", summary = "Let what plays stand still")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response pause(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.PAUSE, asking);
  }

  @POST
  @Path("{id}/resume")
  @Operation(operationId = "resumePlay", summary = "Let what stands still go on")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response resume(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.RESUME, asking);
  }

  @POST
  @Path("{id}/seek")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "seekPlay", summary = "Go to a position of the prompt that is on")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response seek(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid SeekBody body) {
    return run(id, Wishes.seek(body.millis()), asking);
  }

  @POST
  @Path("{id}/stop")
  @Operation(operationId = "stopPlay", summary = "End what plays")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response stop(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.STOP, asking);
  }

  @POST
  @Path("{id}/gather")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "gatherDigits", summary = "Ask an end for digits")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response gather(
      @PathParam("id") UUID id, @BeanParam Asking asking, Wishes.@NotNull Digits body) {
    return run(id, Wishes.gather(body), asking);
  }

  @POST
  @Path("{id}/send-digits")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "sendDigits", summary = "Send digits to an end")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response sendDigits(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid DigitsBody body) {
    return run(id, Wishes.sendDigits(body.digits(), body.leg()), asking);
  }

  @POST
  @Path("{id}/dial")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "dialFromCall",
      summary = "Call others, together or in turn; once per Idempotency-Key")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response dial(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid DialBody body) {
    asking.mustHaveKey();
    return run(
        id, Wishes.dial(body.to(), body.inTurn(), body.longestSeconds(), body.screening()), asking);
  }

  @POST
  @Path("{id}/hold")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "holdLeg", summary = "Let an end hear music, apart from the other")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response hold(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid HoldBody body) {
    return run(id, Wishes.hold(body.leg(), body.music()), asking);
  }

  @POST
  @Path("{id}/unhold")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "unholdLeg", summary = "End an end's music")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response unhold(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid LegBody body) {
    return run(id, Wishes.unhold(body.leg()), asking);
  }

  @POST
  @Path("{id}/bridge")
  @Operation(operationId = "bridgeCall", summary = "Join the two ends that were parted")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response bridge(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.BRIDGE, asking);
  }

  @POST
  @Path("{id}/unbridge")
  @Operation(operationId = "unbridgeCall", summary = "Part the two ends: each hears silence")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response unbridge(@PathParam("id") UUID id, @BeanParam Asking asking) {
    return run(id, Wishes.UNBRIDGE, asking);
  }

  @POST
  @Path("{id}/transfer")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "transferCall",
      summary =
          "Put one who talks through to somebody new, or to another call's talk; once per"
              + " Idempotency-Key")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response transfer(
      @PathParam("id") UUID id, @BeanParam Asking asking, Wishes.@NotNull Transferred body) {
    asking.mustHaveKey();
    return run(id, Wishes.transfer(body), asking);
  }

  @POST
  @Path("{id}/run-program")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "runProgram",
      summary = "Have a program steer the call; once per Idempotency-Key")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response program(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid ProgramBody body) {
    asking.mustHaveKey();
    return run(id, Wishes.runProgram(body.number()), asking);
  }

  @POST
  @Path("{id}/set-variable")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "setVariable", summary = "Set a channel variable")
  @APIResponseSchema(value = OperationView.class, responseCode = "200")
  public Response variable(
      @PathParam("id") UUID id, @BeanParam Asking asking, @NotNull @Valid VariableBody body) {
    return run(id, Wishes.setVariable(body.name(), body.value()), asking);
  }

  /** What is not live is looked up: a call of the tenant's is over, another is not there. */
  protected OperationView steered(
      Caller caller, UUID id, Steering.Wish wish, @Nullable String key, int patience) {
    try {
      return OperationView.of(steering.run(caller, id, wish, key, patience));
    } catch (Refused refused) {
      if (refused.code().equals(Steering.OVER)) {
        var _ = calls.summary(caller, id);
      }
      throw refused;
    }
  }

  final Response run(UUID id, Steering.Wish wish, Asking asking) {
    OperationView view = steered(session.caller(), id, wish, asking.key(), asking.patience());
    return Response.status(view.state().equals("running") ? 202 : 200).entity(view).build();
  }
}
