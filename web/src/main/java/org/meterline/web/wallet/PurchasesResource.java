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
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.wallet.Purchasing;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Things at a fixed price, paid from wallets: authorised, then captured or released. */
@Path("purchases")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Purchases")
@Dependent
public class PurchasesResource {
  private static final long QUARTER_OF_AN_HOUR = 900;

  private final SignedIn session;
  private final Purchasing purchasing;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public PurchasesResource() {
    this(null, null);
  }

  @Inject
  public PurchasesResource(SignedIn session, Purchasing purchasing) {
    this.session = session;
    this.purchasing = purchasing;
  }

  /**
   * What is to be bought.
   *
   * @param walletId that pays; without it the caller's own
   * @param item the tenant's name for it
   * @param price what is paid: the tax is in it
   * @param taxClass as rates of tax name it; without it {@code standard}. Who sells names it: a
   *     payer does not
   * @param expiresInSeconds how long the price is held: 1 to 86400, else 900
   */
  public record PurchaseBody(
      @Nullable UUID walletId,
      @NotBlank @Size(max = 200) String item,
      @NotBlank @Size(max = 200) String text,
      @NotNull @Valid MoneyBody price,
      @Nullable String taxClass,
      @Nullable Long expiresInSeconds) {
    Purchasing.Wish wish() {
      long seconds = expiresInSeconds == null ? QUARTER_OF_AN_HOUR : expiresInSeconds;
      return new Purchasing.Wish(
          walletId,
          item,
          text,
          price.money("price"),
          taxClass,
          Duration.ofSeconds(Math.clamp(seconds, 0, 1L << 32)));
    }
  }

  /** What of the price is posted; all of it when nothing is said. */
  public record CaptureBody(@Nullable @Valid MoneyBody amount) {}

  @GET
  @Operation(
      operationId = "listPurchases",
      summary = "Purchases, newest first; a payer gets their own")
  public PageView<PurchaseView> list(
      @Parameter(description = "Only those paid from this wallet") @QueryParam("wallet")
          @Nullable UUID wallet,
      @BeanParam Paging paging) {
    return PageView.of(purchasing.list(session.caller(), wallet, paging.ask()), PurchaseView::of);
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getPurchase", summary = "One purchase")
  public PurchaseView get(@PathParam("id") UUID id) {
    return PurchaseView.of(purchasing.get(session.caller(), id));
  }

  @POST
  @Created
  @Operation(
      operationId = "authorisePurchase",
      summary = "Hold a fixed price, once per Idempotency-Key",
      description = "A taxClass is named by who sells: a payer's purchase is of the class standard")
  @APIResponseSchema(value = PurchaseView.class, responseCode = "201")
  public PurchaseView authorise(@BeanParam IdempotencyKey key, @NotNull @Valid PurchaseBody body) {
    return PurchaseView.of(purchasing.authorise(session.caller(), key.needed(), body.wish()));
  }

  @POST
  @Path("{id}/capture")
  @Operation(
      operationId = "capturePurchase",
      summary = "Post a held price, whole or less, once per Idempotency-Key")
  public PurchaseView capture(
      @PathParam("id") UUID id, @BeanParam IdempotencyKey key, @NotNull @Valid CaptureBody body) {
    var amount = body.amount();
    return PurchaseView.of(
        purchasing.capture(
            session.caller(), id, key.needed(), amount == null ? null : amount.money("amount")));
  }

  @POST
  @Path("{id}/release")
  @Operation(operationId = "releasePurchase", summary = "Give a held price back")
  public PurchaseView release(@PathParam("id") UUID id) {
    return PurchaseView.of(purchasing.release(session.caller(), id));
  }
}
