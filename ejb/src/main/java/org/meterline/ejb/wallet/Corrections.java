package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Statement;
import org.meterline.billing.ledger.StatementLine;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.Refunds;
import org.meterline.billing.wallet.SaleTax;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tax.SalesTax;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * What finance does to wallets: forced debits, settling what is owed, refunds, and transfers. Each
 * happens once per key; the same again answers the first result. A carrier's wallet is refused with
 * {@code carrier-wallet}.
 */
@Stateless
@InTenant
public class Corrections {
  private final EntityManager entities;
  private final WalletBook book;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Corrections() {
    this(null, null, null);
  }

  @Inject
  public Corrections(EntityManager entities, WalletBook book, Clock clock) {
    this.entities = entities;
    this.book = book;
    this.clock = clock;
  }

  /**
   * Takes what is available; the rest is owed and freezes the wallet.
   *
   * @param taxClass of what a re-rating asks for, or null for the usual one; a dispute is no sale
   * @throws Refused with 422 when a dispute has a class, or 409 {@code tax-rate-missing}
   */
  public Debts.Taken force(
      Caller caller,
      UUID wallet,
      String key,
      Debts.Kind kind,
      Money amount,
      @Nullable String taxClass,
      String reason) {
    caller.mustBe(ADMIN, FINANCE);
    BookRefusals.check(key, amount);
    checkPays(caller, wallet);
    var at = clock.instant();
    if (kind == Debts.Kind.DISPUTE && taxClass != null) {
      throw Refused.invalid("taxClass", "is for a re-rating: a dispute is no sale");
    }
    var tax =
        kind == Debts.Kind.DISPUTE
            ? SaleTax.NONE
            : within(
                c -> SalesTax.of(c, wallet, amount.currency(), taxClass, at, KeptKey.asks(key)));
    return BookRefusals.done(
        book.debts()
            .force(
                new Debts.ForcedDebit(
                    caller.tenant().id(),
                    wallet,
                    key,
                    fresh(),
                    kind,
                    amount,
                    tax,
                    reason,
                    caller.subject(),
                    at)));
  }

  /**
   * What is owed, oldest first, closed ones too.
   *
   * @param wallet only what it owes, or null
   */
  public Page<Debts.Receivable> receivables(Caller caller, @Nullable UUID wallet, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    var rows =
        book.debts()
            .receivables(caller.tenant().id(), wallet, ask.afterId().orElse(null), ask.rows());
    return Page.of(rows, ask, r -> r.id().toString());
  }

  public Debts.Receivable receivable(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE);
    return find(caller, id);
  }

  /** Settles a receivable, whole or in part; with the last one the wallet pays again. */
  public Debts.Receivable settle(
      Caller caller, UUID receivable, String key, Debts.Means means, Money amount, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    BookRefusals.check(key, amount);
    BookRefusals.done(
        book.debts()
            .settle(
                new Debts.Settle(
                    caller.tenant().id(),
                    receivable,
                    key,
                    fresh(),
                    means,
                    amount,
                    reason,
                    caller.subject(),
                    clock.instant())));
    return find(caller, receivable);
  }

  /** Gives back what was charged, whole or in part, never more than that in all. */
  public StatementLine refund(
      Caller caller, UUID wallet, String key, UUID charge, Money amount, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    BookRefusals.check(key, amount);
    checkPays(caller, wallet);
    var transfer =
        BookRefusals.done(
            book.refunds()
                .refund(
                    new Refunds.Refund(
                        caller.tenant().id(),
                        wallet,
                        charge,
                        key,
                        fresh(),
                        amount,
                        reason,
                        caller.subject(),
                        clock.instant())));
    return line(wallet, transfer);
  }

  /** Moves refundable money between two wallets of one payer; answers the line of the first. */
  public StatementLine transfer(
      Caller caller, UUID from, String key, UUID to, Money amount, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    BookRefusals.check(key, amount);
    checkPays(caller, from);
    checkPays(caller, to);
    var transfer =
        BookRefusals.done(
            book.refunds()
                .transfer(
                    new Refunds.Between(
                        caller.tenant().id(),
                        from,
                        to,
                        key,
                        fresh(),
                        amount,
                        reason,
                        caller.subject(),
                        clock.instant())));
    return line(from, transfer);
  }

  private Debts.Receivable find(Caller caller, UUID id) {
    return book.debts()
        .receivable(caller.tenant().id(), id)
        .orElseThrow(() -> Refused.notFound("receivable"));
  }

  private void checkPays(Caller caller, UUID wallet) {
    book.wallet(caller.tenant().id(), wallet).ifPresent(BookRefusals::checkPays);
  }

  private StatementLine line(UUID wallet, UUID transfer) {
    return within(
        c -> new Statement(c, wallet).lineOf(transfer).orElseThrow(IllegalStateException::new));
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static UUID fresh() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
