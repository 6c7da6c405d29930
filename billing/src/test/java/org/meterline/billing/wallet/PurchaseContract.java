package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Purchases.Purchase;
import org.meterline.billing.wallet.Purchases.State;
import org.meterline.billing.wallet.Refusal.Why;

/** Things at a fixed price: held, then captured, released or over. */
abstract class PurchaseContract extends DebtContract {
  private static final SaleTax GERMAN =
      new SaleTax("standard", new TaxRate("DE", new BigDecimal("0.19")));

  @Test
  void aPriceIsHeldThenCaptured() {
    var bought = done(authorise("k", "2.00"));
    assertEquals(State.AUTHORISED, bought.state());
    assertEquals(GERMAN, bought.tax());
    assertEquals(eur("0.31932773"), bought.taxed());
    assertEquals(bought.made().plus(MINUTE), bought.expires());
    assertEquals(eur("8.00"), wallet().available());
    assertEquals(eur("10.00"), wallet().balance());
    var captured = done(capture("c", bought.id(), "1.50"));
    assertEquals(State.CAPTURED, captured.state());
    assertEquals(eur("1.50"), captured.captured());
    assertEquals(eur("0.23949580"), captured.taxed());
    assertEquals(eur("8.50"), wallet().balance());
    assertEquals(eur("8.50"), wallet().available());
    assertEquals(
        List.of(captured),
        book().purchases().list(tenant, Set.of(wallet, UUID.randomUUID()), null, 10));
    assertEquals(List.of(), book().purchases().list(tenant, Set.of(UUID.randomUUID()), null, 10));
    assertEquals(List.of(), book().purchases().list(tenant, null, bought.id(), 10));
    assertTrue(book().purchases().find(tenant(), bought.id()).isEmpty(), "another tenant's");
    reconcile(tenant);
  }

  @Test
  void theSameAgainIsTheFirstAndTheKeyIsForOneBody() {
    var first = done(authorise("k", "2.00"));
    assertEquals(new Outcome.Done<>(first, true), authorise("k", "2.00"));
    assertRefused(Why.KEY_REUSED, authorise("k", "2.01"));
    assertRefused(Why.KEY_REUSED, authorise("first", "2.00"));
    assertEquals(eur("8.00"), wallet().available());
    var captured = done(capture("c", first.id(), "2.00"));
    assertEquals(new Outcome.Done<>(captured, true), capture("c", first.id(), "2.00"));
    assertRefused(Why.KEY_REUSED, capture("c", first.id(), "1.00"));
    assertRefused(Why.CAPTURED, capture("d", first.id(), "2.00"));
    assertRefused(Why.CAPTURED, book().purchases().release(tenant, first.id()));
    assertEquals(new Outcome.Done<>(captured, true), authorise("k", "2.00"));
    assertEquals(eur("8.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void wordsThatRunTogetherAlikeAreAnotherRequest() {
    var first = done(book().purchases().authorise(worded("page", "a|b")));
    assertEquals(
        new Outcome.Done<>(first, true), book().purchases().authorise(worded("page", "a|b")));
    assertRefused(Why.KEY_REUSED, book().purchases().authorise(worded("page|a", "b")));
    assertEquals(eur("9.00"), wallet().available());
    reconcile(tenant);
  }

  private Purchases.Authorisation worded(String item, String text) {
    return new Purchases.Authorisation(
        tenant, wallet, "w", UUID.randomUUID(), item, text, eur("1.00"), GERMAN, MINUTE, "tester");
  }

  @Test
  void whatRefusesAPurchaseIsNamedAndTakesNoKey() {
    assertRefused(Why.TOO_LOW, eur("10.00"), authorise("k", "10.01"));
    assertRefused(
        Why.CURRENCY,
        book().purchases().authorise(asked(wallet, "k", Money.parse("1", Currency.of("USD")))));
    assertRefused(
        Why.NO_WALLET, book().purchases().authorise(asked(UUID.randomUUID(), "k", eur("1"))));
    book().limit(tenant, wallet, 0, true);
    assertRefused(Why.FROZEN, authorise("k", "1.00"));
    book().limit(tenant, wallet, 0, false);
    var bought = done(authorise("k", "1.00"));
    assertRefused(Why.MORE_THAN_HELD, eur("1.00"), capture("c", bought.id(), "1.01"));
    assertRefused(Why.NO_PURCHASE, capture("c", UUID.randomUUID(), "1.00"));
    assertRefused(Why.NO_PURCHASE, book().purchases().release(tenant, UUID.randomUUID()));
    assertRefused(Why.NO_PURCHASE, book().purchases().release(tenant(), bought.id()));
    done(capture("c", bought.id(), "1.00"));
    reconcile(tenant);
  }

  @Test
  void whatOthersHoldIsWorthWaitingFor() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    var refused = authorise("k", "10.00");
    assertWaits(eur("4.00"), eur("6.00"), refused);
    assertEquals(
        "The wallet has only 4.00 EUR available, and 6.00 EUR set aside for calls and purchases"
            + " that go on: try again when they are over, or top it up.",
        assertInstanceOf(Outcome.Refused.class, refused).why().reason());
    var much = authorise("k", "10.01");
    assertRefused(Why.TOO_LOW, eur("4.00"), much);
    assertEquals(
        "The wallet has only 4.00 EUR available; top it up.",
        assertInstanceOf(Outcome.Refused.class, much).why().reason());
    resolve(leg, UUID.randomUUID(), "0", 0);
    done(authorise("k", "10.00"));
    reconcile(tenant);
  }

  @Test
  void whatIsReleasedIsGivenBackOnce() {
    var bought = done(authorise("k", "2.00"));
    var released = done(book().purchases().release(tenant, bought.id()));
    assertEquals(State.RELEASED, released.state());
    assertNull(released.captured());
    assertEquals(eur("10.00"), wallet().available());
    assertEquals(
        new Outcome.Done<>(released, true), book().purchases().release(tenant, bought.id()));
    assertRefused(Why.RELEASED, capture("c", bought.id(), "1.00"));
    assertEquals(eur("10.00"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void whatNobodyCapturesInTimeIsGivenBack() {
    var a = done(authorise("a", "6.00"));
    later(MINUTE.plusSeconds(1));
    assertRefused(Why.EXPIRED, capture("c", a.id(), "1.00"));
    assertEquals(State.EXPIRED, book().purchases().find(tenant, a.id()).orElseThrow().state());
    var b = done(authorise("b", "7.00"));
    assertEquals(eur("3.00"), wallet().available());
    later(MINUTE.plusSeconds(1));
    expireAll();
    assertEquals(eur("10.00"), wallet().available());
    assertEquals(State.EXPIRED, done(book().purchases().release(tenant, b.id())).state());
    assertEquals(eur("10.00"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void aFrozenWalletStillPaysWhatWasAuthorised() {
    var bought = done(authorise("k", "2.00"));
    done(force("d", Debts.Kind.DISPUTE, "9.00"));
    assertEquals(State.CAPTURED, done(capture("c", bought.id(), "2.00")).state());
    assertEquals(eur("0"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void callsAndPurchasesShareOneBalance() throws Exception {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 40; i++) {
      int n = i;
      tasks.add(
          () ->
              n % 2 == 0
                  ? authorise("k" + n, "1.50") instanceof Outcome.Done<Purchase>
                  : hold(UUID.randomUUID(), "1.50") instanceof HoldOutcome.Held);
    }
    int granted = 0;
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(tasks)) {
        granted += done.get() ? 1 : 0;
      }
    }
    assertEquals(6, granted);
    assertEquals(eur("1.00"), wallet().available());
    reconcile(tenant);
  }

  @Test
  void oneKeyAskedManyTimesAtOnceIsOnePurchase() throws Exception {
    var ids = new HashSet<UUID>();
    try (var pool = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Outcome<Purchase>>>();
      for (int i = 0; i < 16; i++) {
        tasks.add(() -> authorise("once", "1.00"));
      }
      for (var done : pool.invokeAll(tasks)) {
        ids.add(done(done.get()).id());
      }
    }
    assertEquals(1, ids.size());
    assertEquals(eur("9.00"), wallet().available());
    reconcile(tenant);
  }

  Outcome<Purchase> authorise(String key, String price) {
    return book().purchases().authorise(asked(wallet, key, eur(price)));
  }

  private Purchases.Authorisation asked(UUID of, String key, Money price) {
    return new Purchases.Authorisation(
        tenant,
        of,
        key,
        UUID.randomUUID(),
        "page-7",
        "A page",
        price,
        GERMAN,
        Duration.ofMinutes(1),
        "tester");
  }

  Outcome<Purchase> capture(String key, UUID purchase, String amount) {
    return book()
        .purchases()
        .capture(
            new Purchases.Capture(
                tenant, purchase, key, UUID.randomUUID(), eur(amount), "tester", AT));
  }
}
