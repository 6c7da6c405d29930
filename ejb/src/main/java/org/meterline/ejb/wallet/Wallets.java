package org.meterline.ejb.wallet;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;
import static org.meterline.ejb.tenant.Role.PAYER;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Statement;
import org.meterline.billing.ledger.StatementLine;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.Refusal;
import org.meterline.billing.wallet.TopUp;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.billing.wallet.WalletPages;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Looking into wallets and putting money into them. */
@Stateless
@InTenant
public class Wallets {
  private final EntityManager entities;
  private final WalletBook book;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Wallets() {
    this(null, null, null);
  }

  @Inject
  public Wallets(EntityManager entities, WalletBook book, Clock clock) {
    this.entities = entities;
    this.book = book;
    this.clock = clock;
  }

  /** By name; a payer gets all of their own. */
  public Page<WalletSeen> list(Caller caller, Ask ask) {
    return list(caller, WalletFilter.ALL, ask);
  }

  /**
   * By name in lower case; those found by their own name come before those found by their payer's.
   * A payer gets of their own.
   */
  public Page<WalletSeen> list(Caller caller, WalletFilter filter, Ask ask) {
    caller.mustBe(ADMIN, FINANCE, PAYER);
    var after = WalletCursor.after(ask);
    var wanted = filter.seenBy(caller);
    var found = reading(c -> WalletPages.read(c, wanted, after, ask.rows()));
    var page = Page.of(found, ask, each -> WalletCursor.key(each.place()));
    return new Page<>(
        seen(page.items().stream().map(WalletPages.Found::wallet).toList()), page.next());
  }

  public WalletSeen get(Caller caller, UUID id) {
    caller.mustBe(ADMIN, FINANCE, PAYER);
    return seen(List.of(find(caller, id))).getFirst();
  }

  private List<WalletSeen> seen(List<Wallet> wallets) {
    var holds = reading(connection -> holds(connection, wallets));
    var ids = wallets.stream().map(Wallet::id).toList();
    var pockets = reading(connection -> WalletRows.pockets(connection, ids));
    var prefixes = reading(connection -> BundleRows.prefixes(connection, ids));
    var payers = wallets.stream().map(Wallet::payer).toList();
    var countries = reading(connection -> new TaxBook(connection).countries(payers));
    return wallets.stream()
        .map(
            w ->
                new WalletSeen(
                    w,
                    countries.get(w.payer()),
                    prefixes.getOrDefault(w.id(), List.of()),
                    holds.getOrDefault(w.id(), List.of()),
                    pockets.getOrDefault(w.id(), List.of())))
        .toList();
  }

  /** The statement, newest first. */
  public Page<StatementLine> moves(Caller caller, UUID id, Ask ask) {
    caller.mustBe(ADMIN, FINANCE, PAYER);
    var wallet = find(caller, id);
    var after = StatementCursor.after(ask);
    var piece = reading(c -> new Statement(c, wallet.id()).lines(after, ask.rows()));
    return Page.of(piece.lines(), ask, line -> StatementCursor.key(piece.after(line)));
  }

  /** Puts refundable money into a wallet, once per key; what the wallet owes is paid first. */
  public StatementLine topUp(Caller caller, UUID id, String key, Money amount, String reason) {
    return topUp(caller, id, key, amount, reason, new Pocket.Refundable());
  }

  /**
   * Puts money into a pocket of a wallet, once per key.
   *
   * @param key the caller's idempotency key
   * @throws Refused with 404, 422 {@code idempotency-key-reused}, {@code currency-mismatch}, {@code
   *     goodwill-expired}, {@code amount-out-of-range} or {@code carrier-wallet}
   */
  public StatementLine topUp(
      Caller caller, UUID id, String key, Money amount, String reason, Pocket pocket) {
    caller.mustBe(ADMIN, FINANCE);
    BookRefusals.check(key, amount);
    var wallet = find(caller, id);
    BookRefusals.checkPays(wallet);
    var request =
        new TopUp(
            caller.tenant().id(),
            wallet.id(),
            key,
            Generators.timeBasedEpochGenerator().generate(),
            amount,
            reason,
            caller.subject(),
            clock.instant(),
            pocket);
    var transfer =
        switch (book.topUp(request)) {
          case TopUp.Posted posted -> posted.transfer();
          case TopUp.Repeated repeated -> repeated.transfer();
          case TopUp.DuplicateKeyOtherBody d -> throw IdempotencyKey.reused();
          case TopUp.NoWallet n -> throw Refused.notFound("wallet");
          case TopUp.CurrencyMismatch c ->
              throw new Refused(
                  "currency-mismatch",
                  422,
                  "The wallet keeps " + wallet.balance().currency() + ".",
                  false);
          case TopUp.GoodwillPast g ->
              throw new Refused("goodwill-expired", 422, "Goodwill ends in the future.", false);
          case TopUp.PeriodClosed p ->
              throw new Refused("period-closed", 409, "The book is closed for that day.", false);
          case TopUp.Overflow o ->
              throw new Refused(
                  "amount-out-of-range", 422, "The wallet cannot hold so much.", false);
        };
    return reading(c -> new Statement(c, wallet.id()).lineOf(transfer))
        .orElseThrow(() -> new IllegalStateException("posted, but not to be seen: " + transfer));
  }

  /**
   * Changes what stops new holds: what is held stays held, what is owed stays owed.
   *
   * @param floor zero, or minus the credit limit, which only money has; null: it stays
   * @param frozen by hand; null: it stays
   * @throws Refused with 404, 422 {@code currency-mismatch}, {@code amount-out-of-range} or {@code
   *     invalid}
   */
  public WalletSeen limit(Caller caller, UUID id, @Nullable Money floor, @Nullable Boolean frozen) {
    caller.mustBe(ADMIN, FINANCE);
    var wallet = find(caller, id);
    if (floor == null && frozen == null) {
      throw Refused.invalid("floor", "or frozen has to be given");
    }
    if (floor != null && !wallet.floor().currency().equals(floor.currency())) {
      throw new Refused(
          "currency-mismatch", 422, "The wallet keeps " + wallet.floor().currency() + ".", false);
    }
    if (floor != null) {
      BookRefusals.checkFloor(floor);
    }
    if (floor != null && floor.units() < 0 && floor.currency().equals(Currency.SECONDS)) {
      throw Refused.invalid("floor", "of a bundle is zero: seconds are not lent");
    }
    var units = floor == null ? null : floor.units();
    try {
      if (!book.limitInPart(caller.tenant().id(), id, units, frozen)) {
        throw Refused.notFound("wallet");
      }
    } catch (MoneyOverflow e) {
      throw BookRefusals.of(Refusal.OVERFLOW);
    }
    return get(caller, id);
  }

  private Wallet find(Caller caller, UUID id) {
    var only = caller.onlyWallet();
    return reading(
            connection ->
                only == null
                    ? WalletRows.read(connection, id)
                    : WalletRows.withOthers(connection, only))
        .stream()
        .filter(w -> w.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Refused.notFound("wallet"));
  }

  private <T> T reading(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  private static Map<UUID, List<WalletSeen.OpenHold>> holds(
      Connection connection, List<Wallet> wallets) throws SQLException {
    var found = new HashMap<UUID, List<WalletSeen.OpenHold>>();
    try (var s =
        connection.prepareStatement(
            """
            select h.wallet, h.call, h.amount, w.currency, h.placed, b.id
            from hold h join wallet w on w.tenant = h.tenant and w.id = h.wallet
              left join purchase b on b.tenant = h.tenant and b.id = h.id
            where h.resolved is null and h.wallet = any (?) order by h.placed
            """)) {
      s.setArray(1, connection.createArrayOf("uuid", wallets.stream().map(Wallet::id).toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getObject(1, UUID.class), w -> new ArrayList<>())
              .add(
                  new WalletSeen.OpenHold(
                      row.getObject(2, UUID.class),
                      row.getObject(6, UUID.class),
                      Money.of(row.getLong(3), Currency.of(row.getString(4))),
                      row.getObject(5, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return found;
  }
}
