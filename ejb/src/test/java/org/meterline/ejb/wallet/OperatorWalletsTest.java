package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** What the operator opens in its own book, over PostgreSQL. */
class OperatorWalletsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  private final Tenant tenant;
  private final Caller finance;
  private final OperatorWallets operators;
  private final Wallets wallets;
  private final PostgresWallets book;

  OperatorWalletsTest() throws SQLException {
    var database = TestDatabase.get();
    var operator = database.operator();
    book = new PostgresWallets(database.app());
    tenant = database.newTenant("wholesale");
    finance = caller(operator, Role.FINANCE);
    operators = new OperatorWallets(TestEntities.of(operator));
    wallets = new Wallets(TestEntities.of(operator), book, CLOCK);
  }

  @Test
  void aTenantPaysFromOneWalletUnderItsOwnIdAndName() {
    var id = operators.openForTenant(finance, key(), tenant.id(), Currency.EUR);
    var wallet = wallets.get(finance, id).wallet();
    assertEquals(tenant.id(), wallet.payer());
    assertEquals("wholesale", wallet.payerName());
    assertEquals(PayerKind.CUSTOMER, wallet.payerKind());
    wallets.topUp(finance, id, "k" + id, eur("5"), "Paid");
    assertEquals(eur("5"), wallets.get(finance, id).wallet().available());
    assertRefused(
        "payer-has-wallet",
        () -> operators.openForTenant(finance, key(), tenant.id(), Currency.EUR));
    assertRefused(
        "not-found",
        () -> operators.openForTenant(finance, key(), UUID.randomUUID(), Currency.EUR));
    assertRefused(
        "not-found", () -> operators.openForTenant(finance, key(), OperatorBook.ID, Currency.EUR));
  }

  @Test
  void aCarrierIsOwedAndNothingIsPaidIntoItsWalletOrFromIt() {
    var name = "Carrier " + UUID.randomUUID();
    var id = operators.openForCarrier(finance, key(), name, Currency.EUR);
    var payer = operators.openForTenant(finance, key(), tenant.id(), Currency.EUR);
    var seen = wallets.get(finance, id);
    assertEquals(PayerKind.CARRIER, seen.wallet().payerKind());
    assertEquals(name, seen.wallet().payerName());
    assertNotEquals(wallets.get(finance, payer).wallet().payer(), seen.wallet().payer());
    assertRefused(
        "payer-has-wallet", () -> operators.openForCarrier(finance, key(), name, Currency.EUR));
    assertRefused(
        "currency-mismatch",
        () -> operators.openForCarrier(finance, key(), name + " 2", Currency.of("BHD")));

    var goodwill = new Pocket.Goodwill(CLOCK.instant().plusSeconds(60));
    var corrections = new Corrections(TestEntities.of(finance.tenant()), book, CLOCK);
    var purchasing = new Purchasing(book, new TenantTransaction(TestDatabase.get().app()), CLOCK);
    var one = eur("1");
    var wish = new Purchasing.Wish(id, "page", "A page", one, null, Duration.ofMinutes(1));
    for (Executable use :
        new Executable[] {
          () -> wallets.topUp(finance, id, "k", one, "x"),
          () -> wallets.topUp(finance, id, "k", one, "x", goodwill),
          () -> corrections.refund(finance, id, "k", UUID.randomUUID(), one, "x"),
          () -> corrections.transfer(finance, id, "k", payer, one, "x"),
          () -> corrections.transfer(finance, payer, "k", id, one, "x"),
          () -> corrections.force(finance, id, "k", Debts.Kind.DISPUTE, one, null, "x"),
          () -> purchasing.authorise(finance, "k", wish)
        }) {
      assertRefused("carrier-wallet", use);
    }
    assertEquals(seen, wallets.get(finance, id));
  }

  @Test
  void onlyTheOperatorsFinanceSeesTenantsAndOpensWallets() {
    // the one after a name just before its own
    var before = tenant.alias().substring(0, tenant.alias().length() - 1);
    var cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(before.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        tenant.id(), operators.tenants(finance, new Ask(cursor, 1)).items().getFirst().id());
    var others = caller(tenant, Role.FINANCE);
    assertRefused("operator-only", () -> operators.tenants(others, Ask.first()));
    assertRefused(
        "operator-only", () -> operators.openForCarrier(others, key(), "C", Currency.EUR));
    assertRefused(
        "operator-only", () -> operators.openForTenant(others, key(), tenant.id(), Currency.EUR));
    var agent = caller(finance.tenant(), Role.AGENT);
    assertRefused("forbidden", () -> operators.openForCarrier(agent, key(), "C", Currency.EUR));
  }

  /** Calls would be paid from one of two, and money in the other would lie there unused. */
  @Test
  void whoAsksTwiceAtOnceGetsOneWallet() throws Exception {
    var name = "Carrier " + UUID.randomUUID();
    atOnce(() -> operators.openForTenant(finance, key(), tenant.id(), Currency.EUR));
    atOnce(() -> operators.openForCarrier(finance, key(), name, Currency.EUR));
    assertEquals(1, wallets(w -> w.wallet().payer().equals(tenant.id())));
    assertEquals(1, wallets(w -> w.wallet().payerName().equals(name)));
  }

  private static void atOnce(Callable<UUID> open) throws Exception {
    int clients = 8;
    var start = new CyclicBarrier(clients);
    int opened = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Future<UUID>>();
      for (int i = 0; i < clients; i++) {
        asked.add(
            threads.submit(
                () -> {
                  start.await();
                  return open.call();
                }));
      }
      for (var one : asked) {
        try {
          one.get();
          opened++;
        } catch (ExecutionException e) {
          assertRefused(
              "payer-has-wallet",
              () -> {
                throw e.getCause();
              });
        }
      }
    }
    assertEquals(1, opened);
  }

  private long wallets(Predicate<WalletSeen> like) {
    long found = 0;
    @Nullable String cursor = null;
    do {
      var page = wallets.list(finance, new Ask(cursor, 200));
      found += page.items().stream().filter(like).count();
      cursor = page.next();
    } while (cursor != null);
    return found;
  }

  @Test
  void aWalletIsOpenedOncePerKey() {
    var key = key();
    var name = "Carrier " + key;
    var id = operators.openForCarrier(finance, key, name, Currency.EUR);
    assertEquals(id, operators.openForCarrier(finance, key, name, Currency.EUR));
    assertRefused(
        "idempotency-key-reused",
        () -> operators.openForCarrier(finance, key, name + " 2", Currency.EUR));
    assertRefused(
        "idempotency-key-reused",
        () -> operators.openForTenant(finance, key, tenant.id(), Currency.EUR));
    var theirs = key();
    var wallet = operators.openForTenant(finance, theirs, tenant.id(), Currency.EUR);
    assertEquals(wallet, operators.openForTenant(finance, theirs, tenant.id(), Currency.EUR));
    assertRefused(
        "invalid", () -> operators.openForCarrier(finance, " ", name + " 2", Currency.EUR));
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "subject", "someone@operator.example", "Someone", role, null);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
