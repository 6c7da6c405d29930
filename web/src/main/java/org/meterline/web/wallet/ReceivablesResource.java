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
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Debts;
import org.meterline.ejb.wallet.Corrections;
import org.meterline.web.rest.Created;
import org.meterline.web.rest.IdempotencyKey;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** What payers owe because a forced debit found too little. */
@Path("receivables")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Wallets")
@Dependent
public class ReceivablesResource {
  private final SignedIn session;
  private final Corrections corrections;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ReceivablesResource() {
    this(null, null);
  }

  @Inject
  public ReceivablesResource(SignedIn session, Corrections corrections) {
    this.session = session;
    this.corrections = corrections;
  }

  /** What is owed. */
  public record ReceivableView(
      UUID id,
      UUID walletId,
      Debts.Kind kind,
      String reason,
      MoneyView amount,
      MoneyView settled,
      Instant made,
      @Nullable Instant closed) {
    static ReceivableView of(Debts.Receivable receivable) {
      return new ReceivableView(
          receivable.id(),
          receivable.wallet(),
          receivable.kind(),
          receivable.reason(),
          MoneyView.of(receivable.amount()),
          MoneyView.of(receivable.settled()),
          receivable.made(),
          receivable.closed());
    }
  }

  /** How it is settled. */
  public record SettlementBody(
      @NotNull Debts.Means means,
      @NotNull @Valid MoneyBody amount,
      @NotBlank @Size(max = 200) String reason) {}

  @GET
  @Operation(operationId = "listReceivables", summary = "What is owed, oldest first")
  public PageView<ReceivableView> list(
      @Parameter(description = "Only what this wallet owes") @QueryParam("wallet")
          @Nullable UUID wallet,
      @BeanParam Paging paging) {
    return PageView.of(
        corrections.receivables(session.caller(), wallet, paging.ask()), ReceivableView::of);
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getReceivable", summary = "One receivable")
  public ReceivableView get(@PathParam("id") UUID id) {
    return ReceivableView.of(corrections.receivable(session.caller(), id));
  }

  @POST
  @Created
  @Path("{id}/settlements")
  @Operation(
      operationId = "settleReceivable",
      summary = "Settle it from the wallet or write it off; with the last the wallet pays again")
  @APIResponseSchema(value = ReceivableView.class, responseCode = "201")
  public ReceivableView settle(
      @PathParam("id") UUID id,
      @BeanParam IdempotencyKey key,
      @NotNull @Valid SettlementBody body) {
    return ReceivableView.of(
        corrections.settle(
            session.caller(),
            id,
            key.needed(),
            body.means(),
            body.amount().money("amount"),
            body.reason()));
  }
}
