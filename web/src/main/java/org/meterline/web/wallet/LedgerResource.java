package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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
import org.meterline.billing.ledger.TrialBalance;
import org.meterline.billing.money.Currency;
import org.meterline.billing.seal.SealedHead;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.wallet.Books;
import org.meterline.ejb.wallet.WalletFilter;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** The tenant's books. */
@Path("ledger")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class LedgerResource {
  private static final String AS_OF =
      "Balances as of this instant, or this date or local time in the book's zone; now, if absent";

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
   * @param balance debits less credits, whatever the kind; null if that is more than one amount can
   *     hold
   * @param error then overflow, else null
   */
  public record AccountView(
      String id,
      String code,
      String name,
      Account.Kind kind,
      String currency,
      @Nullable MoneyView balance,
      @Nullable String error) {
    static AccountView of(Account account) {
      var balance = account.net();
      return new AccountView(
          Integer.toString(account.id()),
          account.code(),
          account.name(),
          account.kind(),
          account.currency().code(),
          balance.map(MoneyView::of).orElse(null),
          balance.isPresent() ? null : Account.OVERFLOW);
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

  /**
   * A transfer, and what became of it.
   *
   * @param recorded when it was written; {@code at} is when what it is about happened
   */
  public record OneTransferView(
      TransferView transfer, Instant recorded, @Nullable UUID reversedBy, @Nullable UUID reverses) {
    static OneTransferView of(Books.OneTransfer one) {
      return new OneTransferView(
          TransferView.of(one.transfer()),
          one.transfer().recorded(),
          one.reversedBy(),
          one.reverses());
    }
  }

  /**
   * A line of the trial balance. Amounts are decimal strings; opening and closing are debits less
   * credits.
   */
  public record TrialLineView(
      String id,
      String code,
      String name,
      Account.Kind kind,
      MoneyView opening,
      MoneyView debits,
      MoneyView credits,
      MoneyView closing) {
    static TrialLineView of(TrialBalance.Line line) {
      String currency = line.currency().code();
      return new TrialLineView(
          Integer.toString(line.account()),
          line.code(),
          line.name(),
          line.kind(),
          new MoneyView(line.opening().toPlainString(), currency),
          new MoneyView(line.debits().toPlainString(), currency),
          new MoneyView(line.credits().toPlainString(), currency),
          new MoneyView(line.closing().toPlainString(), currency));
    }
  }

  /** What was in a wallet. */
  public record WalletBalanceView(UUID id, String name, String account, MoneyView balance) {
    static WalletBalanceView of(TrialBalance.WalletBalance wallet) {
      return new WalletBalanceView(
          wallet.wallet(),
          wallet.name(),
          wallet.account(),
          new MoneyView(wallet.balance().toPlainString(), wallet.currency().code()));
    }
  }

  /**
   * The head of the book's hash chain.
   *
   * @param transfers how many the chain covers
   * @param head SHA-256 in hexadecimal
   */
  public record SealView(long number, long transfers, String head, Instant sealed) {
    static SealView of(SealedHead head) {
      return new SealView(head.number(), head.transfers(), head.head(), head.sealed());
    }
  }

  /** A currency that the book keeps its chart in. */
  public record CurrencyView(String currency) {
    static CurrencyView of(Currency currency) {
      return new CurrencyView(currency.code());
    }
  }

  @GET
  @Path("currencies")
  @Operation(operationId = "listCurrencies", summary = "What the book keeps, its own one first")
  public PageView<CurrencyView> currencies() {
    return new PageView<>(
        books.currencies(session.caller()).stream().map(CurrencyView::of).toList(), null);
  }

  @PUT
  @Path("currencies/{currency}")
  @Operation(
      operationId = "openCurrency",
      summary = "Open the chart of accounts in one more currency, for good; again: nothing")
  public CurrencyView open(@PathParam("currency") String code) {
    var currency = MoneyBody.currency("currency", code);
    books.open(session.caller(), currency);
    return CurrencyView.of(currency);
  }

  @GET
  @Path("accounts")
  @Operation(operationId = "listAccounts", summary = "The chart of accounts with balances")
  public PageView<AccountView> accounts(
      @Parameter(description = AS_OF) @QueryParam("asOf") @Nullable String asOf,
      @BeanParam Paging paging) {
    var all = books.accounts(session.caller(), instant(asOf));
    return PageView.of(cut(all, paging.ask()), AccountView::of);
  }

  /** What of a list that is read whole is asked for. */
  private static <T> Page<T> cut(List<T> all, Ask ask) {
    int from = ask.after().map(LedgerResource::position).orElse(0);
    List<T> rest = all.subList(Math.min(from, all.size()), all.size());
    int to = from + ask.limit();
    return Page.of(
        rest.subList(0, Math.min(rest.size(), ask.rows())), ask, each -> Integer.toString(to));
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

  @GET
  @Path("transfers/{id}")
  @Operation(operationId = "getTransfer", summary = "One transfer and its reversals")
  public OneTransferView transfer(@PathParam("id") UUID id) {
    return OneTransferView.of(books.transfer(session.caller(), id));
  }

  @GET
  @Path("wallets")
  @Operation(
      operationId = "listWalletBalances",
      summary = "The wallets behind the control accounts by name, as of an instant")
  public PageView<WalletBalanceView> wallets(
      @Parameter(description = AS_OF) @QueryParam("asOf") @Nullable String asOf,
      @Parameter(description = "Only this wallet") @QueryParam("wallet") @Nullable UUID wallet,
      @Parameter(description = "Only this payer's") @QueryParam("payer") @Nullable UUID payer,
      @Parameter(description = "The beginning of a wallet's or its payer's name, in any case")
          @QueryParam("name")
          @Nullable String name,
      @BeanParam Paging paging) {
    var filter = new WalletFilter(payer, wallet, name);
    return PageView.of(
        books.wallets(session.caller(), instant(asOf), filter, paging.ask()),
        WalletBalanceView::of);
  }

  @GET
  @Path("trial-balance")
  @Operation(
      operationId = "getTrialBalance",
      summary = "What moved each account between two posting dates")
  public PageView<TrialLineView> trialBalance(
      @Parameter(required = true, description = "The first day, such as 2026-11-01")
          @QueryParam("from")
          @Nullable String from,
      @Parameter(required = true, description = "The day after the last one") @QueryParam("until")
          @Nullable String until) {
    return new PageView<>(
        books.trialBalance(session.caller(), day("from", from), day("until", until)).stream()
            .map(TrialLineView::of)
            .toList(),
        null);
  }

  @GET
  @Path("seal")
  @Operation(operationId = "getSeal", summary = "The head of the book's hash chain")
  public SealView seal() {
    return books
        .head(session.caller())
        .map(SealView::of)
        .orElseThrow(() -> Refused.notFound("seal yet"));
  }

  private @Nullable Instant instant(@Nullable String asOf) {
    return asOf == null || asOf.isEmpty()
        ? null
        : Times.read("asOf", asOf, session.caller().tenant().zone());
  }

  private static LocalDate day(String field, @Nullable String text) {
    var day = Times.day(field, text);
    if (day == null) {
      throw Refused.invalid(field, "must be there");
    }
    return day;
  }

  private static int position(String cursor) {
    try {
      return Math.max(0, Integer.parseInt(cursor));
    } catch (NumberFormatException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }
}
