package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletOpening;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * Bundles: wallets in seconds that pay for calls to some destinations before the payer's money
 * does. They are customers' alone; others are refused with {@code payer-has-no-bundles}.
 */
@Stateless
@InTenant
public class BundleWallets {
  private static final int MOST = 500;

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected BundleWallets() {
    this(null, null);
  }

  @Inject
  public BundleWallets(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /**
   * Opens an empty bundle of a payer, once per key; gives its id.
   *
   * @param of a wallet of the payer's
   * @param prefixes what it covers: at least one
   * @throws Refused with 404 or 422 {@code invalid}, {@code payer-has-no-bundles}, {@code
   *     idempotency-key-reused}
   */
  public UUID open(Caller caller, String key, UUID of, String name, Collection<String> prefixes) {
    caller.mustBe(ADMIN, FINANCE);
    IdempotencyKey.check(key);
    var covered = checked(prefixes);
    if (covered.isEmpty()) {
      throw Refused.invalid("prefixes", "must name at least one, such as 49");
    }
    var payers = find(of);
    checkCustomer(caller, payers);
    var opening =
        new WalletOpening(
            caller.tenant().id(),
            key,
            Generators.timeBasedEpochGenerator().generate(),
            new WalletOpening.Bundle(payers.payer(), Set.copyOf(covered)),
            name,
            Money.zero(Currency.SECONDS));
    return switch (working(opening::in)) {
      case WalletOpening.Opened(UUID bundle, boolean repeated) -> {
        if (!repeated) {
          write(caller, bundle, covered);
        }
        yield bundle;
      }
      case WalletOpening.Refused why -> throw BookRefusals.of(why, Currency.SECONDS);
    };
  }

  /**
   * Changes what a bundle covers, for calls that begin a few seconds later.
   *
   * @param prefixes all of them; without any it covers nothing
   * @throws Refused with 404 or 422 {@code invalid}, {@code not-a-bundle}, {@code
   *     payer-has-no-bundles}
   */
  public void cover(Caller caller, UUID id, Collection<String> prefixes) {
    caller.mustBe(ADMIN, FINANCE);
    var covered = checked(prefixes);
    var wallet = find(id);
    if (!wallet.balance().currency().equals(Currency.SECONDS)) {
      throw new Refused(
          "not-a-bundle",
          422,
          "The wallet keeps "
              + wallet.balance().currency()
              + ", which pays for calls anywhere: open a bundle of its payer, which keeps SEC.",
          false);
    }
    checkCustomer(caller, wallet);
    write(caller, id, covered);
  }

  private static void checkCustomer(Caller caller, Wallet wallet) {
    if (wallet.payerKind() != PayerKind.CUSTOMER || caller.tenant().isOperator()) {
      throw new Refused(
          "payer-has-no-bundles",
          422,
          "Only a tenant's customers have bundles: name a wallet of one.",
          false);
    }
  }

  private static Collection<String> checked(Collection<String> prefixes) {
    if (prefixes.size() > MOST) {
      throw Refused.invalid("prefixes", "must be at most " + MOST);
    }
    for (var prefix : prefixes) {
      if (!BundleRows.isPrefix(prefix)) {
        throw Refused.invalid(
            "prefixes",
            "must be beginnings of numbers with the country's code, 1 to 15 digits without + or"
                + " zeros before it, such as 49: "
                + prefix
                + " is none");
      }
    }
    return new LinkedHashSet<>(prefixes);
  }

  private void write(Caller caller, UUID id, Collection<String> prefixes) {
    working(
        c -> {
          BundleRows.cover(
              c, caller.tenant().id(), id, prefixes, caller.subject(), clock.instant());
          return true;
        });
  }

  private Wallet find(UUID id) {
    return working(c -> WalletRows.read(c, id)).stream()
        .findFirst()
        .orElseThrow(() -> Refused.notFound("wallet"));
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
