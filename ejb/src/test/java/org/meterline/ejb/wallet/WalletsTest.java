package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.Domain;

/** The use cases of the books, over PostgreSQL, with the demo's tenants. */
class WalletsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  private final Tenant tenant;
  private final Wallets wallets;
  private final Books books;
  private final Prices prices;
  private final Caller finance;

  WalletsTest() throws SQLException {
    var app = TestDatabase.get().app();
    tenant = TestDatabase.get().newTenantWithBooks("books");
    DemoBooks.seed(app, CLOCK.instant());
    var entities = TestEntities.of(tenant);
    wallets = new Wallets(entities, new PostgresWallets(app), CLOCK);
    books = new Books(entities, CLOCK);
    var transaction = new TenantTransaction(app);
    prices = new Prices(new Rates(transaction, CLOCK), transaction, CLOCK);
    finance = caller(Role.FINANCE, null);
  }

  @Test
  void aWalletIsOpenedToppedUpOnceAndSeen() {
    var id = open("Ann", "A");
    var line = wallets.topUp(finance, id, "key-1", eur("5.00"), "Cash");
    assertEquals(eur("5.00"), line.amount());
    assertEquals(eur("5.00"), line.balanceAfter());
    assertEquals(line, wallets.topUp(finance, id, "key-1", eur("5.00"), "Cash"));
    wallets.topUp(finance, id, "key-2", eur("2.50"), "Cash");

    var seen = wallets.get(finance, id);
    assertEquals(eur("7.50"), seen.wallet().available());
    assertEquals("Ann", seen.wallet().payerName());
    var first = wallets.moves(finance, id, new Ask(null, 1));
    assertEquals(List.of(eur("7.50")), first.items().stream().map(m -> m.balanceAfter()).toList());
    var second = wallets.moves(finance, id, new Ask(first.next(), 1));
    assertEquals(List.of(line), second.items());
    assertNull(second.next());

    assertEquals(
        Map.of("1200", eur("7.50"), "2100", eur("7.50")),
        Map.of("1200", balance("1200"), "2100", balance("2100")));
    var transfers = books.transfers(finance, null, null, Ask.first()).items();
    assertEquals(2, transfers.size());
    assertEquals("1200 Top-ups in clearing", transfers.getFirst().moves().getFirst().debit());
    assertEquals(List.of(), books.differences(finance));
  }

  @Test
  void whatIsWrongWithATopUpIsNamed() {
    var id = open("Ann", "A");
    wallets.topUp(finance, id, "key", eur("5.00"), "Cash");
    assertRefused(
        "idempotency-key-reused", () -> wallets.topUp(finance, id, "key", eur("6.00"), "Cash"));
    assertRefused("invalid", () -> wallets.topUp(finance, id, "other", eur("0"), "Cash"));
    assertRefused("invalid", () -> wallets.topUp(finance, id, " ", eur("1"), "Cash"));
    assertRefused(
        "currency-mismatch",
        () -> wallets.topUp(finance, id, "other", Money.of(1, Currency.of("USD")), "Cash"));
    assertRefused(
        "amount-out-of-range",
        () -> wallets.topUp(finance, id, "other", Money.of(Long.MAX_VALUE, Currency.EUR), "Cash"));
    assertRefused(
        "not-found", () -> wallets.topUp(finance, UUID.randomUUID(), "other", eur("1"), "Cash"));
  }

  @Test
  void aPayerSeesTheirOwnAndAnotherTenantsIsNotThere() {
    var mine = open("Ann", "A");
    var other = open("Bea", "B");
    var payer = caller(Role.PAYER, mine);
    assertEquals(
        List.of(mine),
        wallets.list(payer, Ask.first()).items().stream().map(w -> w.wallet().id()).toList());
    assertRefused("not-found", () -> wallets.get(payer, other));
    assertRefused("not-found", () -> wallets.moves(payer, other, Ask.first()));
    assertRefused("forbidden", () -> wallets.topUp(payer, mine, "k", eur("1"), "Cash"));
    assertRefused("forbidden", () -> books.accounts(payer));
    assertRefused("forbidden", () -> wallets.list(caller(Role.AGENT, null), Ask.first()));
    assertRefused("not-found", () -> wallets.get(finance, DemoBooks.HARBOUR_WALLET));
    assertRefused(
        "not-found", () -> wallets.topUp(finance, DemoBooks.HARBOUR_WALLET, "k", eur("1"), "Cash"));
    assertEquals(List.of(), books.transfers(finance, null, null, Ask.first()).items());
  }

  @Test
  void aBundleIsOfAPayerAndCoversNumbers() {
    var mine = open("Ann", "A");
    var other = open("Bea", "B");
    var bundle = bundle(finance, mine, "Minutes", List.of("49", "4930", "49"));
    var seen = wallets.get(finance, bundle);
    assertEquals(List.of("49", "4930"), seen.prefixes());
    assertEquals(wallets.get(finance, mine).wallet().payer(), seen.wallet().payer());
    assertEquals(Money.zero(Currency.SECONDS), seen.wallet().balance());
    assertEquals(List.of(), wallets.get(finance, mine).prefixes());
    wallets.topUp(finance, bundle, "k", Money.of(600, Currency.SECONDS), "Ten minutes");
    cover(finance, bundle, List.of("33"));
    assertEquals(List.of("33"), wallets.get(finance, bundle).prefixes());

    var payer = caller(Role.PAYER, mine);
    assertEquals(
        List.of(mine, bundle),
        wallets.list(payer, Ask.first()).items().stream().map(w -> w.wallet().id()).toList());
    assertEquals(List.of("33"), wallets.get(payer, bundle).prefixes());
    assertEquals(1, wallets.moves(payer, bundle, Ask.first()).items().size());
    assertRefused("not-found", () -> wallets.get(caller(Role.PAYER, other), bundle));
    assertRefused("forbidden", () -> bundle(payer, mine, "More", List.of("49")));
    assertRefused("forbidden", () -> cover(payer, bundle, List.of("49")));
  }

  @Test
  void whatCannotBeABundleIsRefused() {
    var mine = open("Ann", "A");
    assertRefused("invalid", () -> bundle(finance, mine, "Minutes", List.of()));
    for (var wrong : List.of("", "+49", "0049", "4a", "1234567890123456")) {
      assertRefused("invalid", () -> bundle(finance, mine, "Minutes", List.of("49", wrong)));
    }
    var many = IntStream.range(100, 601).mapToObj(Integer::toString).toList();
    assertRefused("invalid", () -> bundle(finance, mine, "Minutes", many));
    assertRefused("not-a-bundle", () -> cover(finance, mine, List.of("49")));
    assertRefused("not-found", () -> cover(finance, UUID.randomUUID(), List.of("49")));
    assertRefused(
        "not-found", () -> bundle(finance, DemoBooks.HARBOUR_WALLET, "Minutes", List.of("49")));
    var own = UUID.randomUUID();
    new PostgresWallets(TestDatabase.get().app())
        .open(
            new NewWallet(
                tenant.id(), own, UUID.randomUUID(), PayerKind.TENANT, "We", null, "C", eur("0")));
    assertRefused("payer-has-no-bundles", () -> bundle(finance, own, "M", List.of("49")));
    assertEquals(2, wallets.list(finance, Ask.first()).items().size(), "nothing was opened");
  }

  @Test
  void floorAndFreezeAreChangedEachByItself() {
    var id = open("Ann", "A");
    assertEquals(eur("-5.00"), wallets.limit(finance, id, eur("-5.00"), null).wallet().floor());
    var frozen = wallets.limit(finance, id, null, true).wallet();
    assertTrue(frozen.stopped());
    assertEquals(eur("-5.00"), frozen.floor());
    assertTrue(wallets.limit(finance, id, eur("0"), null).wallet().stopped());
    assertRefused("invalid", () -> wallets.limit(finance, id, null, null));
    assertRefused("invalid", () -> wallets.limit(finance, id, eur("0.01"), null));
    var bundle = bundle(finance, id, "Minutes", List.of("49"));
    assertRefused(
        "invalid", () -> wallets.limit(finance, bundle, Money.of(-1, Currency.SECONDS), null));
    assertRefused(
        "invalid", () -> wallets.limit(finance, bundle, Money.of(1, Currency.SECONDS), null));
    wallets.limit(finance, bundle, Money.zero(Currency.SECONDS), null);
    wallets.topUp(finance, id, "some", eur("5.00"), "Cash");
    var lowest = Money.of(-Long.MAX_VALUE, Currency.EUR);
    var refused = assertThrows(Refused.class, () -> wallets.limit(finance, id, lowest, false));
    assertEquals(
        List.of("amount-out-of-range", 422, false),
        List.of(refused.code(), refused.status(), refused.retry()));
    assertTrue(wallets.get(finance, id).wallet().stopped(), "nothing was changed");
    assertRefused(
        "currency-mismatch",
        () -> wallets.limit(finance, id, Money.of(0, Currency.of("USD")), null));
    assertRefused("forbidden", () -> wallets.limit(caller(Role.PAYER, id), id, null, false));
  }

  @Test
  void balancesAreThoseOfAnInstant() {
    var id = open("Ann", "A");
    open("Bea", "B");
    wallets.topUp(finance, id, "k", eur("5.00"), "Cash");
    assertEquals(
        List.of("5.00000000"), balances(CLOCK.instant(), id), "what took effect then counts");
    assertEquals(List.of("0.00000000"), balances(CLOCK.instant().minusMillis(1), id));
    assertEquals(2, balances(CLOCK.instant(), null).size());
    assertEquals(List.of(), balances(CLOCK.instant(), DemoBooks.HARBOUR_WALLET));
  }

  private List<String> balances(Instant asOf, @Nullable UUID wallet) {
    var filter = new WalletFilter(null, wallet, null);
    return books.wallets(finance, asOf, filter, Ask.first()).items().stream()
        .map(each -> each.balance().toPlainString())
        .toList();
  }

  @Test
  void thoseOfOnePayerAreListed() {
    var mine = open("Ann", "A");
    open("Bea", "B");
    var payer = wallets.get(finance, mine).wallet().payer();
    assertEquals(
        List.of(mine),
        wallets.list(finance, WalletFilter.ofPayer(payer), Ask.first()).items().stream()
            .map(each -> each.wallet().id())
            .toList());
    var nobody = WalletFilter.ofPayer(UUID.randomUUID());
    assertEquals(List.of(), wallets.list(finance, nobody, Ask.first()).items());
  }

  @Test
  void theListIsReadInPieces() {
    var opened = new ArrayList<UUID>();
    for (var name : List.of("C", "A", "B")) {
      opened.add(open("P" + name, name));
    }
    var names = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      var page = wallets.list(finance, new Ask(cursor, 1));
      page.items().forEach(w -> names.add(w.wallet().name()));
      cursor = page.next();
    } while (cursor != null);
    assertEquals(List.of("A", "B", "C"), names);
    assertEquals(3, opened.size());
  }

  @Test
  void pricesAreQuotedAndListed() {
    var harbour =
        new Tenant(
            DemoBooks.HARBOUR,
            "Harbour Books",
            "harbour",
            new Domain("harbour.example"),
            tenant.zone(),
            "DE");
    var caller = new Caller(harbour, "s", "a@harbour.example", "A", Role.AGENT, null);
    var quote = prices.quote(caller, "+4930123456", 60, null);
    assertEquals("4930", quote.tariff().prefix());
    assertEquals(eur("0.022"), quote.cost());
    assertEquals(eur("0.00351261"), quote.tariff().tax().in(quote.cost()));
    assertTrue(quote.explanation().endsWith("30/6, incl. 19 % tax"), quote.explanation());
    // who pays themselves pays no tax
    var own =
        new Caller(
            harbour, "s", "o@harbour.example", "O", Role.PAYER, DemoBooks.HARBOUR_OWN_WALLET);
    assertTrue(prices.quote(own, "+4930123456", 60, null).tariff().tax().isZero());
    assertTrue(prices.inForce(own, null, new Ask(null, 1)).items().getFirst().tax().isZero());
    assertRefused("no-price", () -> prices.quote(caller, "+81312345678", 60, null));
    assertRefused("blocked-destination", () -> prices.quote(caller, "+499001234567", 60, null));
    assertRefused("no-such-destination", () -> prices.quote(caller, "abc", 60, null));
    assertRefused("invalid", () -> prices.quote(caller, "+4930123456", 0, null));
    assertRefused("no-price", () -> prices.quote(finance, "+4930123456", 60, null));
    var page = prices.inForce(caller, null, new Ask(null, 4));
    var rest = prices.inForce(caller, null, new Ask(page.next(), 200));
    assertEquals("1", page.items().getFirst().prefix());
    assertEquals("program", rest.items().getLast().prefix());
    assertEquals(10, page.items().size() + rest.items().size());
  }

  private UUID open(String payer, String name) {
    return open(tenant, payer, name);
  }

  /** Opens the empty wallet of a new customer; gives its id. */
  static UUID open(Tenant tenant, String payer, String name) {
    var id = UUID.randomUUID();
    new PostgresWallets(TestDatabase.get().app())
        .open(
            new NewWallet(
                tenant.id(),
                id,
                UUID.randomUUID(),
                PayerKind.CUSTOMER,
                payer,
                null,
                name,
                eur("0")));
    return id;
  }

  private UUID bundle(Caller caller, UUID of, String name, List<String> prefixes) {
    return bundle(caller, UUID.randomUUID().toString(), of, name, prefixes);
  }

  private UUID bundle(Caller caller, String key, UUID of, String name, List<String> prefixes) {
    return Use.in(tenant, em -> bundles(em).open(caller, key, of, name, prefixes));
  }

  private void cover(Caller caller, UUID bundle, List<String> prefixes) {
    Use.in(
        tenant,
        em -> {
          bundles(em).cover(caller, bundle, prefixes);
          return true;
        });
  }

  private static BundleWallets bundles(EntityManager entities) {
    return new BundleWallets(entities, CLOCK);
  }

  private Money balance(String code) {
    return books.accounts(finance).stream()
        .filter(a -> a.code().equals(code))
        .findFirst()
        .orElseThrow()
        .balance();
  }

  private Caller caller(Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "subject", "someone@books.example", "Someone", role, wallet);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
