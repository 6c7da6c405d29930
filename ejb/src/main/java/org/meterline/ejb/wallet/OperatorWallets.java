package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import java.util.function.Predicate;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;

/**
 * Wallets in the operator's book: a tenant's, from which it pays for calls, and a carrier's, which
 * says what it is owed for them. All is refused to others with {@code operator-only}.
 */
@Stateless
@InTenant
public class OperatorWallets {
  private final EntityManager entities;
  private final WalletBook book;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected OperatorWallets() {
    this(null, null);
  }

  @Inject
  public OperatorWallets(EntityManager entities, WalletBook book) {
    this.entities = entities;
    this.book = book;
  }

  /** All tenants of this Meterline, by alias. */
  public Page<Tenant> tenants(Caller caller, Ask ask) {
    check(caller);
    var after = ask.after().orElse("");
    var rows =
        working(Tenants::all).stream()
            .filter(t -> t.alias().compareTo(after) > 0)
            .sorted((a, b) -> a.alias().compareTo(b.alias()))
            .limit(ask.rows())
            .toList();
    return Page.of(rows, ask, Tenant::alias);
  }

  /**
   * Opens a tenant's wallet; gives its id. The payer has the tenant's id and name.
   *
   * @throws Refused with 404, 409 {@code payer-has-wallet} or 422 {@code currency-mismatch}
   */
  public UUID openForTenant(Caller caller, UUID tenant, Currency currency) {
    check(caller);
    var found =
        working(Tenants::all).stream()
            .filter(t -> t.id().equals(tenant))
            .findFirst()
            .orElseThrow(() -> Refused.notFound("tenant"));
    // calls are paid from the first one: money in another would lie there unused
    checkNew(w -> w.payer().equals(tenant), found.name());
    return open(caller, tenant, PayerKind.CUSTOMER, found.name(), currency);
  }

  /**
   * Opens a carrier and its wallet; gives the wallet's id.
   *
   * @throws Refused with 409 {@code payer-has-wallet} or 422 {@code currency-mismatch}
   */
  public UUID openForCarrier(Caller caller, String name, Currency currency) {
    check(caller);
    checkNew(w -> w.payerKind() == PayerKind.CARRIER && w.payerName().equals(name), name);
    return open(caller, fresh(), PayerKind.CARRIER, name, currency);
  }

  private static void check(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    caller.mustBeOperators();
  }

  private void checkNew(Predicate<Wallet> same, String name) {
    if (working(c -> WalletRows.read(c, null)).stream().anyMatch(same)) {
      throw Refused.conflict("payer-has-wallet", name + " has a wallet already.");
    }
  }

  private UUID open(Caller caller, UUID payer, PayerKind kind, String name, Currency currency) {
    var wallet = fresh();
    try {
      book.open(
          new NewWallet(
              caller.tenant().id(), wallet, payer, kind, name, null, name, Money.zero(currency)));
    } catch (IllegalArgumentException unknown) {
      throw new Refused("currency-mismatch", 422, "The books keep another currency.", false);
    }
    return wallet;
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static UUID fresh() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
