package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.wallet.Wallets;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Wallets. */
@Path("wallets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Wallets")
@Dependent
public class WalletsResource {
  private final SignedIn session;
  private final Wallets wallets;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public WalletsResource() {
    this(null, null);
  }

  @Inject
  public WalletsResource(SignedIn session, Wallets wallets) {
    this.session = session;
    this.wallets = wallets;
  }

  /** Money to be put in. */
  public record TopUpBody(
      @NotNull @Valid MoneyBody amount, @NotBlank @Size(max = 200) String reason) {}

  @GET
  @Operation(operationId = "listWallets", summary = "Wallets, by name; a payer gets their own")
  public PageView<WalletView> list(@BeanParam Paging paging) {
    return PageView.of(wallets.list(session.caller(), paging.ask()), WalletView::of);
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getWallet", summary = "One wallet")
  public WalletView get(@PathParam("id") UUID id) {
    return WalletView.of(wallets.get(session.caller(), id));
  }

  @GET
  @Path("{id}/moves")
  @Operation(operationId = "listWalletMoves", summary = "The statement, newest first")
  public PageView<WalletMoveView> moves(@PathParam("id") UUID id, @BeanParam Paging paging) {
    return PageView.of(wallets.moves(session.caller(), id, paging.ask()), WalletMoveView::of);
  }

  @POST
  @Created
  @Path("{id}/top-ups")
  @Operation(operationId = "topUpWallet", summary = "Put money in, once per Idempotency-Key")
  @APIResponseSchema(value = WalletMoveView.class, responseCode = "201")
  public WalletMoveView topUp(
      @PathParam("id") UUID id,
      @Parameter(required = true, description = "1 to 200 characters, chosen by the caller")
          @HeaderParam("Idempotency-Key")
          @Nullable String key,
      @NotNull @Valid TopUpBody body) {
    Caller caller = session.caller();
    if (key == null || key.isBlank()) {
      throw Refused.invalid("Idempotency-Key", "is needed");
    }
    return WalletMoveView.of(wallets.topUp(caller, id, key, body.amount().money(), body.reason()));
  }
}
