package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Transfer;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
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
    caller.mustBe(ADMIN, FINANCE);
    var now = clock.instant();
    return reading(connection -> new Ledger(connection).accounts(now));
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
