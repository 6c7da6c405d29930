package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.money.Money;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.wallet.Books;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** The tenant's books. */
@Path("ledger")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class LedgerResource {
  private final SignedIn session;
  private final Books books;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public LedgerResource() {
    this(null, null);
  }

  @Inject
  public LedgerResource(SignedIn session, Books books) {
    this.session = session;
    this.books = books;
  }

  /**
   * An account.
   *
   * @param balance debits less credits, whatever the kind
   */
  public record AccountView(
      String id, String code, String name, Account.Kind kind, MoneyView balance) {
    static AccountView of(Account account) {
      Money balance = account.balance();
      return new AccountView(
          Integer.toString(account.id()),
          account.code(),
          account.name(),
          account.kind(),
          MoneyView.of(account.kind().debit() ? balance : balance.negated()));
    }
  }

  /** A transfer. */
  public record TransferView(
      UUID id,
      Instant at,
      LocalDate postingDate,
      String kind,
      @Nullable UUID callId,
      String text,
      List<SideView> moves) {
    static TransferView of(Transfer transfer) {
      return new TransferView(
          transfer.id(),
          transfer.effective(),
          transfer.postingDate(),
          transfer.kind(),
          transfer.call(),
          transfer.description(),
          transfer.moves().stream().flatMap(SideView::of).toList());
    }
  }

  /** One side of a move. */
  public record SideView(String account, String side, MoneyView amount) {
    static Stream<SideView> of(Transfer.Move move) {
      MoneyView amount = MoneyView.of(move.amount());
      return Stream.of(
          new SideView(move.debit(), "debit", amount),
          new SideView(move.credit(), "credit", amount));
    }
  }

  @GET
  @Path("accounts")
  @Operation(operationId = "listAccounts", summary = "The chart of accounts with balances")
  public PageView<AccountView> accounts(@BeanParam Paging paging) {
    Ask ask = paging.ask();
    List<Account> all = books.accounts(session.caller());
    int from = ask.after().map(LedgerResource::position).orElse(0);
    List<Account> rest = all.subList(Math.min(from, all.size()), all.size());
    int to = from + ask.limit();
    return PageView.of(
        org.meterline.ejb.page.Page.of(
            rest.subList(0, Math.min(rest.size(), ask.rows())), ask, a -> Integer.toString(to)),
        AccountView::of);
  }

  @GET
  @Path("transfers")
  @Operation(operationId = "listTransfers", summary = "Transfers with their moves, newest first")
  public PageView<TransferView> transfers(
      @Parameter(description = "Only this call's") @QueryParam("call") @Nullable UUID call,
      @Parameter(description = "Only those that touch this account, by its id")
          @QueryParam("account")
          @Nullable Integer account,
      @BeanParam Paging paging) {
    return PageView.of(
        books.transfers(session.caller(), call, account, paging.ask()), TransferView::of);
  }

  private static int position(String cursor) {
    try {
      return Math.max(0, Integer.parseInt(cursor));
    } catch (NumberFormatException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }
}
