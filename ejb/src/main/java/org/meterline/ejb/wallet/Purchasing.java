package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.AGENT;
import static org.meterline.ejb.tenant.Role.FINANCE;
import static org.meterline.ejb.tenant.Role.PAYER;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Purchases;
import org.meterline.billing.wallet.Purchases.Purchase;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tax.SalesTax;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Things at a fixed price, paid from wallets. A payer may buy from their own wallets; capturing and
 * releasing is for those who deliver.
 */
@Stateless
@InTenant
public class Purchasing {
  private static final Duration LONGEST = Duration.ofDays(1);

  private final WalletBook book;
  private final TenantTransaction transaction;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Purchasing() {
    this(null, null, null);
  }

  @Inject
  public Purchasing(WalletBook book, TenantTransaction transaction, Clock clock) {
    this.book = book;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * What is to be bought.
   *
   * @param wallet that pays, or null for the one with which the caller was entered
   * @param item the tenant's name for it
   * @param text for people
   * @param price what is paid: the tax is in it
   * @param taxClass as rates of tax name it, or null for the usual one; a payer names none
   * @param time how long the price is held
   */
  public record Wish(
      @Nullable UUID wallet,
      String item,
      String text,
      Money price,
      @Nullable String taxClass,
      Duration time) {}

  /**
   * Holds the price, once per key; a payer's keys are their own. The tax in it is that of now,
   * whenever it is captured.
   *
   * @throws Refused with 409 {@code tax-rate-missing} when the payer's country has rates of tax,
   *     but none for the class; 403 {@code tax-class-by-seller} when a payer names a class
   */
  public Purchase authorise(Caller caller, String key, Wish wish) {
    caller.mustBe(ADMIN, FINANCE, AGENT, PAYER);
    BookRefusals.check(key, wish.price());
    if (wish.time().compareTo(Duration.ofSeconds(1)) < 0 || wish.time().compareTo(LONGEST) > 0) {
      throw Refused.invalid("expiresInSeconds", "must be between 1 and " + LONGEST.toSeconds());
    }
    if (caller.is(PAYER) && wish.taxClass() != null) {
      throw new Refused(
          "tax-class-by-seller",
          403,
          "Who sells says what is taxed how: leave the tax class out, or let the seller authorise.",
          false);
    }
    var wallet = wish.wallet() == null ? caller.wallet() : wish.wallet();
    if (wallet == null) {
      throw Refused.invalid("walletId", "is needed");
    }
    var _ = mustSee(caller, wallet);
    if (caller.tenant().isOperator()) { // nobody else has carriers
      book.wallet(caller.tenant().id(), wallet).ifPresent(BookRefusals::checkPays);
    }
    var kept = KeptKey.kept(caller, key);
    var tax =
        transaction.read(
            caller.tenant().id(),
            c ->
                SalesTax.of(
                    c,
                    wallet,
                    wish.price().currency(),
                    wish.taxClass(),
                    clock.instant(),
                    KeptKey.asks(kept)));
    return BookRefusals.done(
        book.purchases()
            .authorise(
                new Purchases.Authorisation(
                    caller.tenant().id(),
                    wallet,
                    kept,
                    fresh(),
                    wish.item(),
                    wish.text(),
                    wish.price(),
                    tax,
                    wish.time(),
                    caller.subject())));
  }

  /**
   * Posts a held price, once per key.
   *
   * @param amount whole or less, or null for the whole price
   */
  public Purchase capture(Caller caller, UUID id, String key, @Nullable Money amount) {
    caller.mustBe(ADMIN, FINANCE, AGENT);
    var purchase = find(caller, id);
    var units = amount == null ? purchase.price() : amount;
    BookRefusals.check(key, units);
    return BookRefusals.done(
        book.purchases()
            .capture(
                new Purchases.Capture(
                    caller.tenant().id(),
                    id,
                    key,
                    fresh(),
                    units,
                    caller.subject(),
                    clock.instant())));
  }

  /** Gives a held price back; again: nothing more. */
  public Purchase release(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE, AGENT);
    return BookRefusals.done(book.purchases().release(caller.tenant().id(), id));
  }

  public Purchase get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE, AGENT, PAYER);
    return find(caller, id);
  }

  /**
   * Newest first; a payer gets their own.
   *
   * @param wallet only those paid from it, or null
   */
  public Page<Purchase> list(Caller caller, @Nullable UUID wallet, Ask ask) {
    caller.mustBe(ADMIN, FINANCE, AGENT, PAYER);
    var seen = wallet == null ? seen(caller).ids() : Set.of(mustSee(caller, wallet));
    var rows =
        book.purchases().list(caller.tenant().id(), seen, ask.afterId().orElse(null), ask.rows());
    return Page.of(rows, ask, p -> p.id().toString());
  }

  private Purchase find(Caller caller, UUID id) {
    var seen = seen(caller);
    return book.purchases()
        .find(caller.tenant().id(), id)
        .filter(p -> seen.contains(p.wallet()))
        .orElseThrow(() -> Refused.notFound("purchase"));
  }

  private SeenWallets seen(Caller caller) {
    return caller.onlyWallet() == null
        ? SeenWallets.ALL
        : transaction.read(caller.tenant().id(), c -> SeenWallets.of(c, caller));
  }

  private UUID mustSee(Caller caller, UUID wallet) {
    if (!seen(caller).contains(wallet)) {
      throw Refused.notFound("wallet");
    }
    return wallet;
  }

  private static UUID fresh() {
    return Generators.timeBasedEpochGenerator().generate();
  }
}
