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
import org.meterline.billing.wallet.Refusal;
import org.meterline.billing.wallet.WalletOpening;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * Opens money wallets in a tenant's book, once per key: the same again gives the first one's id.
 * All is refused to the operator with 403 {@code tenants-only}, and to all with 422 {@code
 * currency-mismatch}, {@code idempotency-key-reused}, {@code amount-out-of-range} or {@code
 * invalid}.
 */
@Stateless
@InTenant
public class MoneyWallets {
  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected MoneyWallets() {
    this(null);
  }

  @Inject
  public MoneyWallets(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Opens the wallet of a new customer; gives its id.
   *
   * @param floor zero, or minus the credit limit; its currency is the wallet's
   */
  public UUID openForCustomer(
      Caller caller, String key, String customer, String name, Money floor) {
    return open(caller, key, new WalletOpening.Customer(fresh(), customer), name, floor);
  }

  /**
   * Opens the tenant's own wallet; gives its id. It pays for calls that nobody else pays.
   *
   * @throws Refused with 409 {@code payer-has-wallet} when there is one: that payer may have more
   */
  public UUID openOwn(Caller caller, String key, String name, Money floor) {
    var tenant = caller.tenant();
    return open(caller, key, new WalletOpening.Own(fresh(), tenant.name()), name, floor);
  }

  /**
   * Opens one more wallet of a payer; gives its id.
   *
   * @throws Refused with 404, or 422 {@code one-wallet-only} when it is a sponsor
   */
  public UUID openMore(Caller caller, String key, UUID payer, String name, Money floor) {
    return open(caller, key, new WalletOpening.Known(payer), name, floor);
  }

  private UUID open(
      Caller caller, String key, WalletOpening.Whose whose, String name, Money floor) {
    caller.mustBe(ADMIN, FINANCE);
    IdempotencyKey.check(key);
    var tenant = caller.tenant();
    if (tenant.isOperator()) {
      throw new Refused(
          "tenants-only",
          403,
          "The operator's book has wallets of tenants and of carriers: name one of these.",
          false);
    }
    if (floor.currency().equals(Currency.SECONDS)) {
      throw Refused.invalid("currency", "must be money: a bundle is opened with ofWalletId");
    }
    BookRefusals.checkFloor(floor);
    if (floor.units() == Long.MIN_VALUE) {
      throw BookRefusals.of(Refusal.OVERFLOW); // nothing less it would be more than fits
    }
    var opening = new WalletOpening(tenant.id(), key, fresh(), whose, name, floor);
    return switch (within(opening::in)) {
      case WalletOpening.Opened(UUID wallet, _) -> wallet;
      case WalletOpening.Refused why -> throw BookRefusals.of(why, floor.currency());
    };
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static UUID fresh() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
