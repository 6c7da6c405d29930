package org.meterline.ejb.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Purchases.State;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Purchases, and what finance does to wallets, over PostgreSQL. */
class PurchasingTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-25T10:00:00Z"), ZoneOffset.UTC);

  private static final TenantTransaction TRANSACTION =
      new TenantTransaction(TestDatabase.get().app());

  private final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  private final Purchasing purchasing = new Purchasing(book, TRANSACTION, CLOCK);
  private final Tenant tenant;
  private final Tenant other;
  private final Wallets wallets;
  private final Corrections corrections;
  private final Books books;
  private final Caller finance;
  private final UUID wallet;

  PurchasingTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("shop");
    other = TestDatabase.get().newTenantWithBooks("rival");
    var entities = TestEntities.of(tenant);
    wallets = new Wallets(entities, book, CLOCK);
    corrections = new Corrections(entities, book, CLOCK);
    books = new Books(entities, CLOCK);
    finance = caller(tenant, Role.FINANCE, null);
    wallet = WalletsTest.open(tenant, "Ann", "A");
    wallets.topUp(finance, wallet, "first", eur("10.00"), "Cash");
  }

  @Test
  void aPayerBuysFromTheirOwnWalletAndTheTenantCaptures() {
    var payer = caller(tenant, Role.PAYER, wallet);
    var bought = purchasing.authorise(payer, "k", wish(null, "2.00"));
    assertEquals(wallet, bought.wallet());
    assertEquals(bought, purchasing.authorise(payer, "k", wish(null, "2.00")));
    assertEquals(eur("8.00"), wallets.get(finance, wallet).wallet().available());
    assertEquals(
        List.of(bought.id()),
        wallets.get(finance, wallet).holds().stream().map(each -> each.purchase()).toList());
    assertRefused("forbidden", 403, () -> purchasing.capture(payer, bought.id(), "c", null));
    assertRefused("forbidden", 403, () -> purchasing.release(payer, bought.id()));

    var captured = purchasing.capture(finance, bought.id(), "c", eur("1.50"));
    assertEquals(State.CAPTURED, captured.state());
    assertEquals(captured, purchasing.capture(finance, bought.id(), "c", eur("1.50")));
    assertEquals(captured, purchasing.get(payer, bought.id()));
    assertEquals(List.of(captured), purchasing.list(payer, null, Ask.first()).items());
    assertEquals(eur("8.50"), wallets.get(payer, wallet).wallet().balance());
    var line = wallets.moves(payer, wallet, Ask.first()).items().getFirst();
    assertEquals("purchase", line.kind());
    assertEquals("A page", line.description());
    assertEquals(List.of(), books.differences(finance));
  }

  @Test
  void aPayerBuysFromAnyOfTheirWalletsAndSeesWhatEachPaid() {
    var payer = caller(tenant, Role.PAYER, wallet);
    var second = UUID.randomUUID();
    book.open(
        new NewWallet(
            tenant.id(),
            second,
            wallets.get(finance, wallet).wallet().payer(),
            NewWallet.PayerKind.CUSTOMER,
            "Ann",
            null,
            "Second",
            eur("-5")));
    var bea = WalletsTest.open(tenant, "Bea", "B");
    wallets.topUp(finance, bea, "bea", eur("10.00"), "Cash");
    var beas = purchasing.authorise(finance, "b", wish(bea, "1.00"));

    var first = purchasing.authorise(payer, "1", wish(null, "1.00"));
    var other = purchasing.authorise(payer, "2", wish(second, "2.00"));
    assertEquals(second, other.wallet());
    assertEquals(other, purchasing.get(payer, other.id()));
    assertEquals(List.of(other, first), purchasing.list(payer, null, Ask.first()).items());
    assertEquals(List.of(other), purchasing.list(payer, second, Ask.first()).items());
    assertEquals(List.of(first), purchasing.list(payer, wallet, Ask.first()).items());
    assertRefused("not-found", 404, () -> purchasing.authorise(payer, "3", wish(bea, "1.00")));
    assertRefused("not-found", 404, () -> purchasing.list(payer, bea, Ask.first()));
    assertRefused("not-found", 404, () -> purchasing.get(payer, beas.id()));
  }

  /**
   * What payers choose keeps no money of the tenant's, or of another payer's, from being booked.
   */
  @Test
  void aPayersKeysAreTheirOwn() {
    var key = "invoice-4711" + "x".repeat(188);
    var payer = caller(tenant, Role.PAYER, wallet);
    var bought = purchasing.authorise(payer, key, wish(null, "0.00000001"));
    assertEquals(eur("5"), wallets.topUp(finance, wallet, key, eur("5"), "Paid").amount());
    assertEquals(eur("5"), wallets.topUp(finance, wallet, key, eur("5"), "Paid").amount());
    var bea =
        new Caller(
            tenant,
            "another".repeat(20),
            "bea@example.org",
            "Bea",
            Role.PAYER,
            WalletsTest.open(tenant, "Bea", "B"));
    assertRefused("wallet-too-low", 402, () -> purchasing.authorise(bea, key, wish(null, "1")));
    assertEquals(bought, purchasing.authorise(payer, key, wish(null, "0.00000001")));
    assertRefused(
        "idempotency-key-reused", 422, () -> purchasing.authorise(payer, key, wish(null, "1")));
    assertEquals(eur("15"), wallets.get(finance, wallet).wallet().balance());
  }

  @Test
  void everyRefusalSaysWhatToDo() {
    assertRefused(
        "wallet-too-low", 402, () -> purchasing.authorise(finance, "k", wish(wallet, "10.01")));
    var bought = purchasing.authorise(finance, "k", wish(wallet, "2.00"));
    assertRefused(
        "idempotency-key-reused",
        422,
        () -> purchasing.authorise(finance, "k", wish(wallet, "2.01")));
    assertRefused("invalid", 422, () -> purchasing.authorise(finance, " ", wish(wallet, "1")));
    assertRefused("invalid", 422, () -> purchasing.authorise(finance, "n", wish(null, "1")));
    assertRefused("invalid", 422, () -> purchasing.authorise(finance, "n", wish(wallet, "0")));
    assertRefused(
        "invalid",
        422,
        () ->
            purchasing.authorise(
                finance,
                "n",
                new Purchasing.Wish(wallet, "i", "t", eur("1"), null, Duration.ofDays(2))));
    assertRefused(
        "more-than-authorised",
        422,
        () -> purchasing.capture(finance, bought.id(), "c", eur("2.01")));
    purchasing.release(finance, bought.id());
    assertEquals(State.RELEASED, purchasing.release(finance, bought.id()).state());
    assertRefused(
        "purchase-released", 409, () -> purchasing.capture(finance, bought.id(), "c", null));
    wallets.limit(finance, wallet, eur("0"), true);
    assertRefused(
        "wallet-frozen", 402, () -> purchasing.authorise(finance, "n", wish(wallet, "1")));
  }

  @Test
  void anotherPayersAndAnotherTenantsAreNotThere() {
    var bought = purchasing.authorise(finance, "k", wish(wallet, "2.00"));
    var theirs = WalletsTest.open(tenant, "Bea", "B");
    var bea = caller(tenant, Role.PAYER, theirs);
    assertRefused("not-found", 404, () -> purchasing.get(bea, bought.id()));
    assertRefused("not-found", 404, () -> purchasing.authorise(bea, "n", wish(wallet, "1")));
    assertEquals(List.of(), purchasing.list(bea, null, Ask.first()).items());

    var rival = caller(other, Role.ADMIN, null);
    assertRefused("not-found", 404, () -> purchasing.get(rival, bought.id()));
    assertRefused("not-found", 404, () -> purchasing.capture(rival, bought.id(), "c", eur("1")));
    assertRefused("not-found", 404, () -> purchasing.release(rival, bought.id()));
    assertRefused("not-found", 404, () -> purchasing.authorise(rival, "n", wish(wallet, "1")));
    assertEquals(List.of(), purchasing.list(rival, null, Ask.first()).items());
    var owed =
        corrections.force(
            finance, wallet, "f", Debts.Kind.DISPUTE, eur("9.00"), null, "Chargeback");
    var theirCorrections = new Corrections(TestEntities.of(other), book, CLOCK);
    assertEquals(List.of(), theirCorrections.receivables(rival, null, Ask.first()).items());
    var debt = owed.transfer();
    assertRefused("not-found", 404, () -> theirCorrections.receivable(rival, debt));
    assertRefused(
        "not-found",
        404,
        () -> theirCorrections.settle(rival, debt, "s", Debts.Means.WRITE_OFF, eur("1.00"), "x"));
    assertRefused(
        "not-found",
        404,
        () -> theirCorrections.force(rival, wallet, "f", Debts.Kind.DISPUTE, eur("1"), null, "x"));
    assertRefused(
        "not-found", 404, () -> theirCorrections.refund(rival, wallet, "r", debt, eur("1"), "x"));
    assertRefused(
        "not-found",
        404,
        () -> theirCorrections.transfer(rival, wallet, "t", theirs, eur("1"), "x"));
  }

  @Test
  void aDisputeFreezesTheWalletUntilItIsSettled() {
    var taken =
        corrections.force(
            finance, wallet, "f", Debts.Kind.DISPUTE, eur("13.00"), null, "Chargeback");
    assertEquals(eur("10.00"), taken.taken());
    assertEquals(eur("3.00"), taken.owed());
    assertTrue(wallets.get(finance, wallet).wallet().frozen());
    assertEquals(
        List.of(taken.transfer()),
        corrections.receivables(finance, null, Ask.first()).items().stream()
            .map(r -> r.id())
            .toList());
    var top = wallets.topUp(finance, wallet, "t", eur("2.00"), "Cash");
    assertEquals(eur("2.00"), top.amount());
    assertTrue(wallets.get(finance, wallet).wallet().frozen());
    var settled =
        corrections.settle(
            finance, taken.transfer(), "s", Debts.Means.WRITE_OFF, eur("1.00"), "Goodwill");
    assertEquals(eur("3.00"), settled.settled());
    assertFalse(wallets.get(finance, wallet).wallet().frozen());
    assertRefused(
        "receivable-closed",
        409,
        () ->
            corrections.settle(
                finance, taken.transfer(), "x", Debts.Means.WRITE_OFF, eur("1.00"), "x"));
    assertEquals(List.of(), books.differences(finance));
    var payer = caller(tenant, Role.PAYER, wallet);
    assertRefused("forbidden", 403, () -> corrections.receivables(payer, null, Ask.first()));
  }

  @Test
  void aPurchaseIsRefundedAndMoneyMovesBetweenWallets() {
    var id = purchasing.authorise(finance, "k", wish(wallet, "2.00")).id();
    var transfer = Objects.requireNonNull(purchasing.capture(finance, id, "c", null).transfer());
    var line = corrections.refund(finance, wallet, "r", transfer, eur("0.50"), "Half a page");
    assertEquals(eur("0.50"), line.amount());
    assertEquals("refund", line.kind());
    assertRefused(
        "more-than-charged",
        422,
        () -> corrections.refund(finance, wallet, "s", transfer, eur("1.51"), "x"));
    var strange = WalletsTest.open(tenant, "Bea", "B");
    assertRefused(
        "other-payer",
        422,
        () -> corrections.transfer(finance, wallet, "t", strange, eur("1"), "x"));
    assertEquals(List.of(), books.differences(finance));
  }

  @Test
  void pocketsAreSeen() {
    var until = Instant.now().plusSeconds(86_400).truncatedTo(ChronoUnit.SECONDS);
    wallets.topUp(finance, wallet, "g", eur("1.00"), "Sorry", new Pocket.Goodwill(until));
    var seen = wallets.get(finance, wallet);
    assertEquals(
        List.of(eur("10.00"), eur("1.00")),
        seen.pockets().stream().map(Pocket.Filled::balance).toList());
    assertEquals(eur("1.00"), seen.wallet().goodwill());
    assertRefused(
        "goodwill-expired",
        422,
        () ->
            wallets.topUp(finance, wallet, "h", eur("1"), "x", new Pocket.Goodwill(Instant.EPOCH)));
    assertEquals(List.of(), books.differences(finance));
  }

  @Test
  void whatIsSoldContainsTheTaxOfItsClass() {
    tax("standard", "0.19");
    tax("reduced", "0.07");
    var bought = purchasing.authorise(finance, "k", wish(wallet, "1.19"));
    assertEquals(new TaxRate("DE", new BigDecimal("0.19")), bought.tax().rate());
    assertEquals(eur("0.19"), purchasing.capture(finance, bought.id(), "c", null).taxed());
    var book7 =
        purchasing.authorise(
            finance,
            "r",
            new Purchasing.Wish(
                wallet, "book", "A book", eur("1.07"), "reduced", Duration.ofMinutes(1)));
    assertEquals(eur("0.07"), book7.taxed());
    assertRefused(
        "tax-rate-missing",
        409,
        () ->
            purchasing.authorise(
                finance,
                "m",
                new Purchasing.Wish(wallet, "i", "t", eur("1"), "luxury", Duration.ofMinutes(1))));
    assertRefused(
        "invalid",
        422,
        () ->
            purchasing.authorise(
                finance,
                "m",
                new Purchasing.Wish(wallet, "i", "t", eur("1"), "a b", Duration.ofMinutes(1))));
    var payer = caller(tenant, Role.PAYER, wallet);
    assertRefused(
        "tax-class-by-seller",
        403,
        () ->
            purchasing.authorise(
                payer,
                "p",
                new Purchasing.Wish(null, "i", "t", eur("1"), "reduced", Duration.ofMinutes(1))));
    assertEquals("standard", purchasing.authorise(payer, "p", wish(null, "1")).tax().taxClass());
    corrections.force(finance, wallet, "f", Debts.Kind.RE_RATING, eur("1.19"), null, "Too little");
    assertEquals(
        "0.38 EUR",
        TRANSACTION.read(tenant.id(), c -> new Ledger(c).accounts(CLOCK.instant())).stream()
            .filter(a -> a.code().equals("2300"))
            .map(a -> a.balance().toString())
            .findFirst()
            .orElseThrow());
    assertRefused(
        "invalid",
        422,
        () ->
            corrections.force(
                finance, wallet, "d", Debts.Kind.DISPUTE, eur("1"), "standard", "Chargeback"));
    assertEquals(List.of(), books.differences(finance));
  }

  @Test
  void theSameAgainGetsItsAnswerThoughTheRateIsNoMore() throws SQLException {
    tax("standard", "0.19");
    tax("reduced", "0.07");
    var wish =
        new Purchasing.Wish(
            wallet, "book", "A book", eur("1.07"), "reduced", Duration.ofMinutes(1));
    var bought = purchasing.authorise(finance, "r", wish);
    var taken =
        corrections.force(
            finance, wallet, "f", Debts.Kind.RE_RATING, eur("1.07"), "reduced", "Too little");
    try (var c = TestDatabase.get().superuser().getConnection();
        var s =
            c.prepareStatement(
                "delete from meterline.tax_rate where tenant = ? and tax_class = 'reduced'")) {
      s.setObject(1, tenant.id());
      assertEquals(1, s.executeUpdate());
    }
    assertEquals(bought.id(), purchasing.authorise(finance, "r", wish).id());
    assertEquals(
        taken.transfer(),
        corrections
            .force(finance, wallet, "f", Debts.Kind.RE_RATING, eur("1.07"), "reduced", "Too little")
            .transfer());
    assertRefused("tax-rate-missing", 409, () -> purchasing.authorise(finance, "new", wish));
    assertRefused(
        "idempotency-key-reused",
        422,
        () ->
            purchasing.authorise(
                finance,
                "r",
                new Purchasing.Wish(
                    wallet, "book", "A book", eur("1"), "reduced", Duration.ofMinutes(1))));
  }

  private void tax(String taxClass, String rate) {
    TRANSACTION.write(
        tenant.id(),
        c -> {
          var tax = new TaxBook(c);
          var today = tax.table().orElseThrow().day(CLOCK.instant());
          var term =
              new TaxTerm(
                  UUID.randomUUID(),
                  taxClass,
                  new TaxRate("DE", new BigDecimal(rate)),
                  today,
                  null);
          return tax.add(tenant.id(), term, "t", CLOCK.instant());
        });
  }

  private static Purchasing.Wish wish(@Nullable UUID wallet, String price) {
    return new Purchasing.Wish(wallet, "page-7", "A page", eur(price), null, Duration.ofMinutes(1));
  }

  private static Caller caller(Tenant tenant, Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "subject", "someone@example.org", "Someone", role, wallet);
  }

  private static void assertRefused(String code, int status, Executable use) {
    var refused = assertThrows(Refused.class, use);
    assertEquals(code, refused.code());
    assertEquals(status, refused.status());
    assertFalse(String.valueOf(refused.getMessage()).isBlank());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
