package org.meterline.web.phone;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.phone.IceServers;
import org.meterline.ejb.phone.PhonePasses;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** SIP accounts. */
@Path("phones")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Phones")
@Dependent
public class PhonesResource {
  private final SignedIn session;
  private final Phones phones;
  private final PhonePasses passes;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public PhonesResource() {
    this(null, null, null);
  }

  @Inject
  public PhonesResource(SignedIn session, Phones phones, PhonePasses passes) {
    this.session = session;
    this.phones = phones;
    this.passes = passes;
  }

  /** A phone to be made. */
  public record NewPhone(
      @NotBlank String user,
      @NotBlank @Size(max = 100) String displayName,
      @Nullable String callerId,
      @Nullable UUID walletId) {}

  /**
   * What can be changed.
   *
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record PhoneChange(
      @NotBlank @Size(max = 100) String displayName,
      @Nullable String callerId,
      @Nullable UUID walletId,
      @NotNull Boolean enabled,
      @Nullable Integer version) {}

  /** A password, told once. */
  public record Password(String password) {}

  /**
   * What a page needs to be a phone for a while.
   *
   * @param server the path of the WebSocket, on the host that was asked
   * @param iceServers as RTCPeerConnection takes them; may be none
   */
  public record Pass(
      String sipUri,
      String password,
      Instant until,
      String server,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<IceServer> iceServers) {}

  /** An RTCIceServer; without credentials it is one of STUN, and a browser takes no null there. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record IceServer(
      List<String> urls, @Nullable String username, @Nullable String credential) {
    static IceServer of(IceServers.Server server) {
      return new IceServer(server.urls(), server.username(), server.credential());
    }
  }

  @GET
  @Operation(operationId = "listPhones", summary = "SIP accounts and where they are registered")
  public PageView<PhoneView> list(@BeanParam Paging paging) {
    Caller caller = session.caller();
    return PageView.of(
        phones.list(caller, paging.ask()), p -> PhoneView.of(caller.tenant(), p, null));
  }

  @POST
  @Created
  @Operation(operationId = "createPhone", summary = "Make a SIP account; tells its password once")
  @APIResponseSchema(value = PhoneView.class, responseCode = "201")
  public PhoneView create(@NotNull @Valid NewPhone body) {
    Caller caller = session.caller();
    Phones.Opened opened =
        phones.open(
            caller,
            body.user(),
            new Phones.Draft(body.displayName(), body.callerId(), body.walletId()));
    return PhoneView.of(caller.tenant(), opened.phone(), opened.password());
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getPhone", summary = "One SIP account")
  public PhoneView get(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    return PhoneView.of(caller.tenant(), phones.get(caller, id), null);
  }

  @PUT
  @Path("{id}")
  @Operation(operationId = "changePhone", summary = "Change a SIP account")
  public PhoneView change(@PathParam("id") UUID id, @NotNull @Valid PhoneChange body) {
    Caller caller = session.caller();
    return PhoneView.of(
        caller.tenant(),
        phones.change(
            caller,
            id,
            new Phones.Draft(body.displayName(), body.callerId(), body.walletId()),
            body.enabled(),
            body.version()),
        null);
  }

  @DELETE
  @Path("{id}")
  @Operation(operationId = "deletePhone", summary = "Close a SIP account")
  public void delete(@PathParam("id") UUID id) {
    phones.close(session.caller(), id);
  }

  @POST
  @Path("{id}/password")
  @Consumes(MediaType.WILDCARD)
  @Operation(operationId = "newPhonePassword", summary = "A new random password, told once")
  public Password password(@PathParam("id") UUID id) {
    return new Password(phones.newPassword(session.caller(), id).password());
  }

  @POST
  @Path("{id}/passes")
  @Consumes(MediaType.WILDCARD)
  @Created
  @Operation(
      operationId = "givePhonePass",
      summary = "A password for a browser, good for twelve hours, told once")
  @APIResponseSchema(value = Pass.class, responseCode = "201")
  public Pass pass(@PathParam("id") UUID id) {
    Caller caller = session.caller();
    PhonePasses.Pass pass = passes.give(caller, id);
    String domain = caller.tenant().domain().name();
    return new Pass(
        "sip:" + pass.phone().user() + "@" + domain,
        pass.password(),
        pass.until(),
        "/sip/" + domain,
        pass.servers().stream().map(IceServer::of).toList());
  }
}
