package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.WalletOpening;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.IdempotencyKey;
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

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected OperatorWallets() {
    this(null);
  }

  @Inject
  public OperatorWallets(EntityManager entities) {
    this.entities = entities;
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
   * Opens a tenant's wallet, once per key; gives its id. The payer has the tenant's id and name.
   *
   * @throws Refused with 404, 409 {@code payer-has-wallet}, 422 {@code currency-mismatch} or {@code
   *     idempotency-key-reused}
   */
  public UUID openForTenant(Caller caller, String key, UUID tenant, Currency currency) {
    check(caller);
    var name =
        working(Tenants::all).stream()
            .filter(t -> t.id().equals(tenant))
            .findFirst()
            .orElseThrow(() -> Refused.notFound("tenant"))
            .name();
    // calls are paid from the first one: money in another would lie there unused
    return open(caller, key, new WalletOpening.Tenant(tenant, name), name, currency);
  }

  /**
   * Opens a carrier and its wallet, once per key; gives the wallet's id.
   *
   * @throws Refused with 409 {@code payer-has-wallet}, 422 {@code currency-mismatch} or {@code
   *     idempotency-key-reused}
   */
  public UUID openForCarrier(Caller caller, String key, String name, Currency currency) {
    check(caller);
    return open(caller, key, new WalletOpening.Carrier(fresh(), name), name, currency);
  }

  private static void check(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    caller.mustBeOperators();
  }

  private UUID open(
      Caller caller, String key, WalletOpening.Whose whose, String name, Currency currency) {
    IdempotencyKey.check(key);
    var opening =
        new WalletOpening(caller.tenant().id(), key, fresh(), whose, name, Money.zero(currency));
    return switch (working(opening::in)) {
      case WalletOpening.Opened(UUID wallet, _) -> wallet;
      case WalletOpening.Refused.HAS_WALLET ->
          throw Refused.conflict("payer-has-wallet", name + " has a wallet already.");
      case WalletOpening.Refused why -> throw BookRefusals.of(why, currency);
    };
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static UUID fresh() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
