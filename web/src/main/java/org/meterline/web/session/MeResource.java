package org.meterline.web.session;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.switchboard.SipConfiguration;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;

/** Who I am. */
@Path("me")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Session")
@Dependent
public class MeResource {
  private final SignedIn session;
  private final Configuration configuration;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public MeResource() {
    this(null, null);
  }

  @Inject
  public MeResource(SignedIn session, Configuration configuration) {
    this.session = session;
    this.configuration = configuration;
  }

  /** The signed-in member. */
  public record Me(
      String subject,
      String email,
      String name,
      Role role,
      TenantView tenant,
      List<UUID> walletIds,
      Sip sip) {}

  /**
   * The member's tenant.
   *
   * @param operator whether it is the operator of this Meterline
   * @param timeZone of its book
   */
  public record TenantView(
      UUID id, String name, String domain, boolean operator, String timeZone) {}

  /** What a phone has to be told. */
  public record Sip(String host, int port, int tlsPort) {}

  @GET
  @Operation(operationId = "me", summary = "The signed-in member and their tenant")
  public Me me() {
    Caller caller = session.caller();
    UUID wallet = caller.wallet();
    SipConfiguration sip = configuration.sip();
    return new Me(
        caller.subject(),
        caller.email(),
        caller.name(),
        caller.role(),
        new TenantView(
            caller.tenant().id(),
            caller.tenant().name(),
            caller.tenant().domain().name(),
            caller.tenant().isOperator(),
            caller.tenant().zone().getId()),
        wallet == null ? List.of() : List.of(wallet),
        new Sip(sip.advertisedAddress(), sip.port(), sip.tlsPort()));
  }
}
