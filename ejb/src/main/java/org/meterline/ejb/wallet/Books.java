package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.BookCurrencies;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Journal;
import org.meterline.billing.ledger.JournalBook;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.ledger.TrialBalance;
import org.meterline.billing.money.Currency;
import org.meterline.billing.seal.SealedHead;
import org.meterline.billing.seal.Seals;
import org.meterline.billing.wallet.WalletPages;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Looking into the tenant's ledger. */
@Stateless
@InTenant
public class Books {
  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Books() {
    this(null, null);
  }

  @Inject
  public Books(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** The chart of accounts with balances as of now. */
  public List<Account> accounts(Caller caller) {
    return accounts(caller, null);
  }

  /**
   * The chart of accounts with balances.
   *
   * @param asOf what took effect later does not count; null: now
   */
  public List<Account> accounts(Caller caller, @Nullable Instant asOf) {
    caller.mustBe(ADMIN, FINANCE);
    var at = asOf == null ? clock.instant() : asOf;
    return reading(connection -> new Ledger(connection).accounts(at));
  }

  /**
   * The wallets behind the control accounts, in the order of {@link Wallets#list}.
   *
   * @param asOf what took effect later does not count; null: now
   */
  public Page<TrialBalance.WalletBalance> wallets(
      Caller caller, @Nullable Instant asOf, WalletFilter filter, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var now = clock.instant();
    var at = asOf == null ? now : asOf;
    var after = WalletCursor.after(ask);
    var wanted = filter.seenBy(caller);
    return reading(
        connection -> {
          var found = WalletPages.read(connection, wanted, after, ask.rows());
          var page = Page.of(found, ask, each -> WalletCursor.key(each.place()));
          var ids = page.items().stream().map(each -> each.wallet().id()).toList();
          return new Page<>(TrialBalance.wallets(connection, at, now, ids), page.next());
        });
  }

  /**
   * What moved each account.
   *
   * @param from the first posting date
   * @param until the day after the last one
   */
  public List<TrialBalance.Line> trialBalance(Caller caller, LocalDate from, LocalDate until) {
    caller.mustBe(ADMIN, FINANCE);
    if (!from.isBefore(until)) {
      throw Refused.invalid("until", "must be later than from");
    }
    return reading(connection -> TrialBalance.read(connection, from, until));
  }

  /**
   * A transfer and its reversals.
   *
   * @param reversedBy what took it back, or null
   * @param reverses what it takes back, or null
   */
  public record OneTransfer(
      Transfer transfer, @Nullable UUID reversedBy, @Nullable UUID reverses) {}

  public OneTransfer transfer(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return reading(
        connection -> {
          var transfer =
              new Ledger(connection).transfer(id).orElseThrow(() -> Refused.notFound("transfer"));
          var journals = new JournalBook(connection);
          return new OneTransfer(
              transfer,
              journals.reversals(List.of(id)).get(id),
              journals.find(id).map(Journal::reverses).orElse(null));
        });
  }

  /** The currencies that the book keeps, its own first. */
  public List<Currency> currencies(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return reading(BookCurrencies::kept);
  }

  /**
   * Opens the chart of accounts once more in a currency; again: nothing. It stays open.
   *
   * @throws Refused with 422 when it is no money
   */
  public void open(Caller caller, Currency currency) {
    caller.mustBe(ADMIN, FINANCE);
    if (currency.equals(Currency.SECONDS)) {
      throw Refused.invalid("currency", "must be money: bundles bring their seconds with them");
    }
    reading(c -> BookCurrencies.open(c, caller.tenant().id(), currency));
  }

  /** The head of the book's hash chain; empty before the first seal. */
  public Optional<SealedHead> head(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return reading(Seals::head);
  }

  /**
   * Transfers with their moves, newest first.
   *
   * @param call only this call's, if given
   * @param account only those that touch the account, if given
   */
  public Page<Transfer> transfers(
      Caller caller, @Nullable UUID call, @Nullable Integer account, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var before = ask.afterId().orElse(null);
    var rows = reading(c -> new Ledger(c).transfers(call, account, before, ask.rows()));
    return Page.of(rows, ask, transfer -> transfer.id().toString());
  }

  /** Whether wallets, holds, charges and ledger agree: every difference by name. */
  public List<Reconciliation.Difference> differences(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return reading(Reconciliation::check);
  }

  private <T> T reading(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
