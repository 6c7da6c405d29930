package org.meterline.web.modem;

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
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.modem.Modems;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.PageView;
import org.meterline.web.session.SignedIn;

/** Modems that are plugged into this node. */
@Path("modems")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Modems")
@Dependent
public class ModemsResource {
  private static final int PATIENCE_SECONDS = 90;

  private final SignedIn session;
  private final Modems modems;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ModemsResource() {
    this(null, null);
  }

  @Inject
  public ModemsResource(SignedIn session, Modems modems) {
    this.session = session;
    this.modems = modems;
  }

  /** A message to send. */
  public record MessageBody(
      @NotBlank @Size(max = 21) String to, @NotBlank @Size(max = 1000) String text) {}

  @GET
  @Operation(operationId = "listModems", summary = "The modems of this node, and how they are")
  public PageView<ModemView> list() {
    return new PageView<>(modems.list(session.caller()).stream().map(ModemView::of).toList(), null);
  }

  @GET
  @Path("{name}/messages")
  @Operation(operationId = "listMessages", summary = "Text messages that a modem keeps")
  public PageView<MessageView> messages(@PathParam("name") String name) {
    return new PageView<>(
        modems.messages(session.caller(), name).stream().map(MessageView::of).toList(), null);
  }

  @POST
  @Path("{name}/messages")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(operationId = "sendMessage", summary = "Send a text message; waits for the network")
  @APIResponse(responseCode = "204", description = "The network took it")
  public Response send(@PathParam("name") String name, @NotNull @Valid MessageBody body) {
    try {
      Optional<String> why =
          modems
              .send(session.caller(), name, body.to(), body.text())
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (why.isPresent()) {
        throw new Refused("message-not-sent", 503, why.get(), true);
      }
      return Response.noContent().build();
    } catch (TimeoutException | ExecutionException e) {
      throw new Refused(
          "message-in-doubt", 504, "The modem did not say whether it was sent.", false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("message-in-doubt", 504, "The server is going down.", false);
    }
  }

  @DELETE
  @Path("{name}/messages/{id}")
  @Operation(operationId = "deleteMessage", summary = "Take a text message off a modem")
  @APIResponse(responseCode = "204", description = "It is being taken off")
  public Response delete(@PathParam("name") String name, @PathParam("id") int id) {
    modems.remove(session.caller(), name, id);
    return Response.noContent().build();
  }
}
