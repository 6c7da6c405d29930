package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** What a tenant's people open in their own book, over PostgreSQL. */
class MoneyWalletsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
  private static final Currency USD = Currency.of("USD");

  private final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  private final Tenant tenant;
  private final Caller admin;
  private final Wallets wallets;
  private final Corrections corrections;
  private final Books books;

  MoneyWalletsTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("purses");
    admin = caller(tenant, Role.ADMIN, null);
    var entities = TestEntities.of(tenant);
    wallets = new Wallets(entities, book, CLOCK);
    corrections = new Corrections(entities, book, CLOCK);
    books = new Books(entities, CLOCK);
  }

  @Test
  void aCustomersWalletIsOpenedOncePerKey() {
    var id = customer("k", "Ann", "Ann's calls", "-5");
    var wallet = wallets.get(admin, id).wallet();
    assertEquals(PayerKind.CUSTOMER, wallet.payerKind());
    assertEquals("Ann", wallet.payerName());
    assertEquals("Ann's calls", wallet.name());
    assertEquals(eur("-5"), wallet.floor());
    assertEquals(eur("5"), wallet.available());

    assertEquals(id, customer("k", "Ann", "Ann's calls", "-5"));
    assertRefused("idempotency-key-reused", () -> customer("k", "Ann", "Ann's calls", "-6"));
    assertRefused("idempotency-key-reused", () -> customer("k", "Bea", "Ann's calls", "-5"));
    wallets.topUp(admin, id, "paid", eur("1"), "Cash");
    assertRefused("idempotency-key-reused", () -> customer("paid", "Bea", "B", "0"));
    assertRefused("idempotency-key-reused", () -> wallets.topUp(admin, id, "k", eur("1"), "Cash"));
    assertEquals(1, wallets.list(admin, Ask.first()).items().size());

    var namesake = wallets.get(admin, customer("l", "Ann", "Ann's calls", "0")).wallet();
    assertNotEquals(wallet.payer(), namesake.payer());
  }

  @Test
  void theTenantsOwnPaysForWhatNobodyElsePays() {
    var id = money(m -> m.openOwn(admin, "k", "Own calls", eur("0")));
    var wallet = wallets.get(admin, id).wallet();
    assertEquals(PayerKind.TENANT, wallet.payerKind());
    assertEquals(tenant.name(), wallet.payerName());
    assertEquals(id, money(m -> m.openOwn(admin, "k", "Own calls", eur("0"))));
    assertRefused(
        "payer-has-wallet", () -> money(m -> m.openOwn(admin, "l", "Own calls", eur("0"))));

    var more = money(m -> m.openMore(admin, "l", wallet.payer(), "Saved", eur("0")));
    assertEquals(PayerKind.TENANT, wallets.get(admin, more).wallet().payerKind());
    var pays = new TenantTransaction(TestDatabase.get().app()).read(tenant.id(), WalletRows::own);
    assertEquals(id, pays.map(Wallet::id).orElseThrow(), "the first one goes on paying");
    assertEquals(
        List.of(more),
        wallets.list(caller(tenant, Role.PAYER, more), Ask.first()).items().stream()
            .map(seen -> seen.wallet().id())
            .toList(),
        "whoever pays from one of the tenant's own does not see the others");
  }

  @Test
  void moneyMovesBetweenThePursesOfAPayer() {
    var first = customer("a", "Ann", "A", "0");
    var payer = wallets.get(admin, first).wallet().payer();
    var second = money(m -> m.openMore(admin, "b", payer, "B", eur("0")));
    assertEquals(second, money(m -> m.openMore(admin, "b", payer, "B", eur("0"))));
    assertRefused(
        "idempotency-key-reused", () -> money(m -> m.openMore(admin, "b", payer, "C", eur("0"))));
    assertEquals(payer, wallets.get(admin, second).wallet().payer());

    wallets.topUp(admin, first, "paid", eur("5.00"), "Cash");
    var moved = corrections.transfer(admin, first, "t", second, eur("2.00"), "For Bea");
    assertEquals(eur("-2.00"), moved.amount());
    assertEquals(moved, corrections.transfer(admin, first, "t", second, eur("2.00"), "For Bea"));
    assertEquals(eur("3.00"), wallets.get(admin, first).wallet().available());
    assertEquals(eur("2.00"), wallets.get(admin, second).wallet().available());
    assertEquals(1, wallets.moves(admin, second, Ask.first()).items().size());
    assertEquals(List.of(), books.differences(admin));

    var ann = caller(tenant, Role.PAYER, first);
    assertEquals(2, wallets.list(ann, Ask.first()).items().size());
    var strange = caller(tenant, Role.PAYER, customer("c", "Bea", "B", "0"));
    assertRefused("not-found", () -> wallets.get(strange, second));
  }

  @Test
  void whatCannotBeOpenedIsRefused() throws SQLException {
    var payer = wallets.get(admin, customer("a", "Ann", "A", "0")).wallet().payer();
    assertRefused(
        "currency-mismatch",
        () -> money(m -> m.openMore(admin, "u", payer, "Dollars", Money.zero(USD))));
    assertRefused(
        "invalid",
        () -> money(m -> m.openMore(admin, "u", payer, "S", Money.zero(Currency.SECONDS))));
    assertRefused("invalid", () -> customer("u", "Bea", "B", "0.01"));
    assertRefused("invalid", () -> customer(" ", "Bea", "B", "0"));
    assertRefused(
        "not-found", () -> money(m -> m.openMore(admin, "u", UUID.randomUUID(), "B", eur("0"))));

    var sponsor = UUID.randomUUID();
    book.open(
        new NewWallet(
            tenant.id(),
            UUID.randomUUID(),
            sponsor,
            PayerKind.SPONSOR,
            "Bank",
            null,
            "Budget",
            eur("0")));
    assertRefused(
        "one-wallet-only", () -> money(m -> m.openMore(admin, "u", sponsor, "B", eur("0"))));

    var rival = TestDatabase.get().newTenantWithBooks("rival");
    var theirs = caller(rival, Role.ADMIN, null);
    assertRefused(
        "not-found",
        () ->
            Use.in(rival, em -> new MoneyWallets(em).openMore(theirs, "u", payer, "B", eur("0"))));
    for (var role : List.of(Role.AGENT, Role.PAYER)) {
      var other = caller(tenant, role, null);
      assertRefused("forbidden", () -> money(m -> m.openOwn(other, "u", "Own", eur("0"))));
    }
    var operator = TestDatabase.get().operator();
    var operators = caller(operator, Role.ADMIN, null);
    assertRefused(
        "tenants-only",
        () -> Use.in(operator, em -> new MoneyWallets(em).openOwn(operators, "u", "O", eur("0"))));
    // no key was spent on any of this
    customer("u", "Bea", "B", "0");
    assertEquals(3, wallets.list(admin, Ask.first()).items().size());
  }

  @Test
  void aPayerHasAWalletInAnotherCurrencyOnceTheBookKeepsIt() {
    assertEquals(List.of(Currency.EUR), books.currencies(admin));
    currency(admin, USD);
    currency(admin, USD);
    assertEquals(List.of(Currency.EUR, USD), books.currencies(admin));
    assertRefused("invalid", () -> currency(admin, Currency.SECONDS));
    assertRefused("forbidden", () -> currency(caller(tenant, Role.AGENT, null), USD));
    assertRefused("forbidden", () -> books.currencies(caller(tenant, Role.PAYER, null)));

    var euros = customer("a", "Ann", "A", "0");
    var payer = wallets.get(admin, euros).wallet().payer();
    var dollars = money(m -> m.openMore(admin, "b", payer, "Dollars", usd("-1")));
    var saved = money(m -> m.openMore(admin, "c", payer, "Saved", usd("0")));
    wallets.topUp(admin, dollars, "paid", usd("5"), "Cash");
    assertEquals(usd("6"), wallets.get(admin, dollars).wallet().available());
    assertRefused(
        "currency-mismatch", () -> corrections.transfer(admin, dollars, "t", euros, usd("1"), "x"));
    corrections.transfer(admin, dollars, "t", saved, usd("1"), "x");
    assertEquals(usd("1"), wallets.get(admin, saved).wallet().balance());
    assertEquals(
        List.of(eur("0"), usd("5")),
        books.accounts(admin).stream()
            .filter(a -> a.code().equals("2100"))
            .map(a -> a.balance())
            .toList());
    assertEquals(List.of(), books.differences(admin));
    // seconds are no currency of the book
    Use.in(
        tenant,
        em -> new BundleWallets(em, CLOCK).open(admin, "s", euros, "Minutes", List.of("49")));
    assertEquals(List.of(Currency.EUR, USD), books.currencies(admin));
  }

  @Test
  void aBundleIsOpenedWholeAndOncePerKey() {
    var euros = customer("a", "Ann", "A", "0");
    assertThrows(
        IllegalStateException.class,
        () ->
            Use.in(
                tenant,
                em -> {
                  new BundleWallets(em, CLOCK).open(admin, "k", euros, "Minutes", List.of("49"));
                  throw new IllegalStateException("as if the node had died");
                }));
    assertEquals(1, wallets.list(admin, Ask.first()).items().size(), "no bundle of nothing");
    var id = bundle("k", euros, "49", "33");
    var bundle = wallets.get(admin, id);
    assertEquals(List.of("33", "49"), bundle.prefixes());
    assertEquals(id, bundle("k", euros, "33", "49"));
    assertRefused("idempotency-key-reused", () -> bundle("k", euros, "49"));
    assertRefused("idempotency-key-reused", () -> bundle("a", euros, "49"));
    assertNotEquals(id, bundle("l", euros, "49", "33"));
    assertEquals(3, wallets.list(admin, Ask.first()).items().size());
  }

  private UUID bundle(String key, UUID of, String... prefixes) {
    return Use.in(
        tenant,
        em -> new BundleWallets(em, CLOCK).open(admin, key, of, "Minutes", List.of(prefixes)));
  }

  private void currency(Caller caller, Currency currency) {
    Use.in(
        tenant,
        em -> {
          new Books(em, CLOCK).open(caller, currency);
          return true;
        });
  }

  private static Money usd(String amount) {
    return Money.parse(amount, USD);
  }

  @Test
  void manyWhoAskForTheSameAtOnceGetOne() throws Exception {
    var asked = new ArrayList<Callable<UUID>>();
    for (int i = 0; i < 8; i++) {
      asked.add(() -> money(m -> m.openOwn(admin, "k", "Own calls", eur("0"))));
    }
    var given = new HashSet<UUID>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<UUID> one : threads.invokeAll(asked)) {
        given.add(one.get());
      }
    }
    assertEquals(1, given.size());
    assertEquals(1, wallets.list(admin, Ask.first()).items().size());
  }

  private UUID customer(String key, String customer, String name, String floor) {
    return money(m -> m.openForCustomer(admin, key, customer, name, eur(floor)));
  }

  private UUID money(Function<MoneyWallets, UUID> use) {
    return Use.in(tenant, em -> use.apply(new MoneyWallets(em)));
  }

  private static Caller caller(Tenant tenant, Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "subject", "someone@x.example", "Someone", role, wallet);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
