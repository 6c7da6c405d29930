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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.Pocket;
import org.meterline.ejb.wallet.BundleWallets;
import org.meterline.ejb.wallet.Corrections;
import org.meterline.ejb.wallet.WalletFilter;
import org.meterline.ejb.wallet.Wallets;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.MoneyView;
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
  private final Corrections corrections;
  private final WalletOpenings openings;
  private final BundleWallets bundles;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public WalletsResource() {
    this(null, null, null, null, null);
  }

  @Inject
  public WalletsResource(
      SignedIn session,
      Wallets wallets,
      Corrections corrections,
      WalletOpenings openings,
      BundleWallets bundles) {
    this.session = session;
    this.wallets = wallets;
    this.corrections = corrections;
    this.openings = openings;
    this.bundles = bundles;
  }

  /** What a bundle covers: digits with which numbers begin. */
  public record PrefixesBody(@NotNull List<@NotNull String> prefixes) {}

  /**
   * Money to be put in.
   *
   * @param goodwillUntil when it is given rather than paid: until when it can be spent
   */
  public record TopUpBody(
      @NotNull @Valid MoneyBody amount,
      @NotBlank @Size(max = 200) String reason,
      @Nullable Instant goodwillUntil) {
    Pocket pocket() {
      return goodwillUntil == null ? new Pocket.Refundable() : new Pocket.Goodwill(goodwillUntil);
    }
  }

  /** What stops new holds; what is left out stays as it is. */
  public record LimitBody(@Nullable @Valid MoneyBody floor, @Nullable Boolean frozen) {}

  /**
   * Money to be taken.
   *
   * @param taxClass of what a re-rating asks for; without it {@code standard}
   */
  public record ForcedDebitBody(
      @NotNull Debts.Kind kind,
      @NotNull @Valid MoneyBody amount,
      @Nullable String taxClass,
      @NotBlank @Size(max = 200) String reason) {}

  /**
   * What was taken.
   *
   * @param owed what was not there: a receivable of the transfer's id, if it is more than nothing
   */
  public record ForcedDebitView(UUID transferId, MoneyView taken, MoneyView owed) {
    static ForcedDebitView of(Debts.Taken taken) {
      return new ForcedDebitView(
          taken.transfer(), MoneyView.of(taken.taken()), MoneyView.of(taken.owed()));
    }
  }

  /** Money to be given back. */
  public record RefundBody(
      @NotNull UUID transferId,
      @NotNull @Valid MoneyBody amount,
      @NotBlank @Size(max = 200) String reason) {}

  /** Money to be moved to another wallet of the payer. */
  public record TransferBody(
      @NotNull UUID toWalletId,
      @NotNull @Valid MoneyBody amount,
      @NotBlank @Size(max = 200) String reason) {}

  @GET
  @Operation(
      operationId = "listWallets",
      summary = "Wallets, by name; a payer gets all of their own")
  public PageView<WalletView> list(
      @Parameter(description = "Only this payer's") @QueryParam("payer") @Nullable UUID payer,
      @Parameter(description = "The beginning of a wallet's or its payer's name, in any case")
          @QueryParam("name")
          @Nullable String name,
      @BeanParam Paging paging) {
    var filter = new WalletFilter(payer, null, name);
    return PageView.of(wallets.list(session.caller(), filter, paging.ask()), WalletView::of);
  }

  @POST
  @Created
  @Operation(
      operationId = "openWallet",
      summary =
          "A wallet of a customer, of the tenant itself, or one more of a payer, once per"
              + " Idempotency-Key; a bundle; the operator's of a tenant or a carrier")
  @APIResponseSchema(value = WalletView.class, responseCode = "201")
  public WalletView open(
      @BeanParam IdempotencyKey key, @NotNull @Valid WalletOpenings.OpenBody body) {
    var caller = session.caller();
    return WalletView.of(wallets.get(caller, openings.open(caller, key, body)));
  }

  @PUT
  @Path("{id}/prefixes")
  @Operation(
      operationId = "coverNumbers",
      summary = "Say which numbers a bundle covers, for calls that begin a few seconds later")
  public WalletView cover(@PathParam("id") UUID id, @NotNull @Valid PrefixesBody body) {
    bundles.cover(session.caller(), id, body.prefixes());
    return WalletView.of(wallets.get(session.caller(), id));
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
      @PathParam("id") UUID id, @BeanParam IdempotencyKey key, @NotNull @Valid TopUpBody body) {
    return WalletMoveView.of(
        wallets.topUp(
            session.caller(),
            id,
            key.needed(),
            body.amount().money("amount"),
            body.reason(),
            body.pocket()));
  }

  @PUT
  @Path("{id}/limit")
  @Operation(
      operationId = "limitWallet",
      summary = "Set floor, freeze or both; stops new holds, what is held stays held")
  public WalletView limit(@PathParam("id") UUID id, @NotNull @Valid LimitBody body) {
    var floor = body.floor();
    return WalletView.of(
        wallets.limit(
            session.caller(), id, floor == null ? null : floor.money("floor"), body.frozen()));
  }

  @POST
  @Created
  @Path("{id}/forced-debits")
  @Operation(
      operationId = "forceDebit",
      summary = "Take what is available; the rest is owed and freezes the wallet")
  @APIResponseSchema(value = ForcedDebitView.class, responseCode = "201")
  public ForcedDebitView force(
      @PathParam("id") UUID id,
      @BeanParam IdempotencyKey key,
      @NotNull @Valid ForcedDebitBody body) {
    return ForcedDebitView.of(
        corrections.force(
            session.caller(),
            id,
            key.needed(),
            body.kind(),
            body.amount().money("amount"),
            body.taxClass(),
            body.reason()));
  }

  @POST
  @Created
  @Path("{id}/refunds")
  @Operation(
      operationId = "refundCharge",
      summary = "Give back what a transfer took from the wallet, whole or in part")
  @APIResponseSchema(value = WalletMoveView.class, responseCode = "201")
  public WalletMoveView refund(
      @PathParam("id") UUID id, @BeanParam IdempotencyKey key, @NotNull @Valid RefundBody body) {
    return WalletMoveView.of(
        corrections.refund(
            session.caller(),
            id,
            key.needed(),
            body.transferId(),
            body.amount().money("amount"),
            body.reason()));
  }

  @POST
  @Created
  @Path("{id}/transfers")
  @Operation(
      operationId = "transferMoney",
      summary = "Move refundable money to another wallet of the payer")
  @APIResponseSchema(value = WalletMoveView.class, responseCode = "201")
  public WalletMoveView transfer(
      @PathParam("id") UUID id, @BeanParam IdempotencyKey key, @NotNull @Valid TransferBody body) {
    return WalletMoveView.of(
        corrections.transfer(
            session.caller(),
            id,
            key.needed(),
            body.toWalletId(),
            body.amount().money("amount"),
            body.reason()));
  }
}
