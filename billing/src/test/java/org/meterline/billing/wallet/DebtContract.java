package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Debts.Kind;
import org.meterline.billing.wallet.Debts.Means;
import org.meterline.billing.wallet.Refusal.Why;

/** Forced debits, what is owed, and how it is settled. */
abstract class DebtContract extends GroupContract {

  @Test
  void aForcedDebitTakesWhatIsAvailableAndFreezesForTheRest() {
    var leg = UUID.randomUUID();
    hold(leg, "4.00");
    var taken = done(force("d", Kind.DISPUTE, "9.00"));
    assertEquals(eur("6.00"), taken.taken());
    assertEquals(eur("3.00"), taken.owed());
    assertEquals(eur("0"), wallet().available());
    assertTrue(wallet().frozen());
    assertEquals(eur("3.00"), wallet().owed());
    assertEquals(no(Why.FROZEN), hold(UUID.randomUUID(), "0"));
    var receivable = owed().getFirst();
    assertEquals(taken.transfer(), receivable.id());
    assertEquals("lost", receivable.reason());
    assertEquals(eur("3.00"), receivable.amount());
    assertNull(receivable.closed());
    resolve(leg, UUID.randomUUID(), "4.00", 40);
    assertEquals(eur("0"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void whatIsThereIsTakenWithoutADebt() {
    var first = done(force("d", Kind.RE_RATING, "9.00"));
    assertEquals(eur("0"), first.owed());
    assertFalse(wallet().frozen());
    assertEquals(List.of(), owed());
    assertEquals(new Outcome.Done<>(first, true), force("d", Kind.RE_RATING, "9.00"));
    assertRefused(Why.KEY_REUSED, force("d", Kind.DISPUTE, "9.00"));
    assertRefused(Why.KEY_REUSED, force("first", Kind.DISPUTE, "9.00"));
    assertRefused(
        Why.NO_WALLET, book().debts().force(debit(UUID.randomUUID(), "x", Kind.DISPUTE, eur("1"))));
    assertRefused(
        Why.CURRENCY,
        book()
            .debts()
            .force(debit(wallet, "x", Kind.DISPUTE, Money.parse("1", Currency.of("USD")))));
    assertEquals(eur("1.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void aForcedDebitNeverGoesBelowTheFloorThatALowerLimitSet() {
    book().limit(tenant, wallet, eur("12.00").units(), false);
    var taken = done(force("d", Kind.RE_RATING, "1.00"));
    assertEquals(eur("0"), taken.taken());
    assertEquals(eur("10.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void moreThanCanBeOwedIsRefusedByNameAndNothingIsTaken() {
    var most = Money.of(Long.MAX_VALUE, Currency.EUR);
    done(force("a", Kind.DISPUTE, "20.00"));
    goodwill("g", "5.00");
    var before = wallet();
    for (var kind : Kind.values()) {
      assertRefused(Why.OVERFLOW, book().debts().force(debit(wallet, "b", kind, most)));
    }
    assertEquals(before, wallet());
    assertEquals(1, owed().size());
    // the key is free
    assertEquals(eur("0"), done(force("b", Kind.RE_RATING, "1.00")).owed());
    reconcile(tenant);
  }

  @Test
  void aFloorThatDoesNotFitIsRefusedByNameAndChangesNothing() {
    hold(UUID.randomUUID(), "4.00");
    var before = wallet();
    for (long floor :
        new long[] {Long.MIN_VALUE, -Long.MAX_VALUE, Long.MAX_VALUE, 1 - Long.MAX_VALUE}) {
      assertThrows(
          MoneyOverflow.class, () -> book().limitInPart(tenant, wallet, floor, true), "" + floor);
    }
    assertEquals(before, wallet());
    long lowest = before.balance().units() - Long.MAX_VALUE;
    assertTrue(book().limitInPart(tenant, wallet, lowest, null));
    assertEquals(lowest, wallet().floor().units());
    assertTrue(book().limitInPart(tenant, wallet, null, true));
    reconcile(tenant);
  }

  @Test
  void aDisputeTakesRefundableMoneyFirstAndUseTakesGoodwillFirst() {
    goodwill("g", "5.00");
    done(force("d", Kind.DISPUTE, "8.00"));
    assertEquals(List.of(eur("2.00"), eur("5.00")), pockets());
    done(force("r", Kind.RE_RATING, "4.00"));
    assertEquals(List.of(eur("2.00"), eur("1.00")), pockets());
    done(force("e", Kind.DISPUTE, "2.50"));
    assertEquals(List.of(eur("0"), eur("0.50")), pockets());
    reconcile(tenant);
  }

  @Test
  void aTopUpPaysWhatIsOwedFirstOldestFirst() {
    done(force("a", Kind.DISPUTE, "13.00"));
    done(force("b", Kind.RE_RATING, "2.00"));
    assertEquals(eur("5.00"), wallet().owed());
    topUp("t", "4.00");
    assertEquals(eur("0"), wallet().balance());
    assertEquals(List.of(eur("3.00"), eur("1.00")), owed().stream().map(o -> o.settled()).toList());
    assertTrue(wallet().frozen());
    goodwill("g", "5.00");
    assertTrue(wallet().frozen(), "goodwill pays no debts");
    topUp("u", "4.00");
    assertFalse(wallet().frozen());
    assertEquals(List.of(eur("3.00"), eur("5.00")), pockets());
    owed().forEach(o -> assertNotNull(o.closed()));
    assertEquals(held("1.00", 60), hold(UUID.randomUUID(), "1.00"));
    reconcile(tenant);
  }

  @Test
  void aReceivableIsWrittenOffAndTheWalletPaysAgain() {
    var debt = done(force("a", Kind.DISPUTE, "13.00")).transfer();
    assertRefused(Why.MORE_THAN_OWED, eur("3.00"), settle("w", debt, Means.WRITE_OFF, "3.01"));
    assertEquals(eur("2.00"), done(settle("w", debt, Means.WRITE_OFF, "1.00")).owed());
    assertTrue(wallet().frozen());
    assertRefused(Why.KEY_REUSED, settle("w", debt, Means.WRITE_OFF, "2.00"));
    var rest = done(settle("v", debt, Means.WRITE_OFF, "2.00"));
    assertEquals(eur("0"), rest.owed());
    assertFalse(wallet().frozen());
    assertEquals(new Outcome.Done<>(rest, true), settle("v", debt, Means.WRITE_OFF, "2.00"));
    assertRefused(Why.RECEIVABLE_CLOSED, settle("x", debt, Means.WRITE_OFF, "1.00"));
    assertRefused(Why.NO_RECEIVABLE, settle("x", UUID.randomUUID(), Means.WRITE_OFF, "1.00"));
    assertEquals(eur("0"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void aReceivableIsPaidFromWhatBecameAvailable() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    var debt = done(force("a", Kind.RE_RATING, "7.00")).transfer();
    assertWaits(eur("0"), eur("6.00"), settle("s", debt, Means.FROM_WALLET, "3.00"));
    resolve(leg, UUID.randomUUID(), "1.00", 10);
    assertEquals(eur("0"), done(settle("s", debt, Means.FROM_WALLET, "3.00")).owed());
    assertEquals(eur("2.00"), wallet().balance());
    assertFalse(wallet().frozen());
    reconcile(tenant);
  }

  @Test
  void whatIsFrozenByHandStaysFrozenWhenNothingIsOwedAnyMore() {
    var debt = done(force("a", Kind.DISPUTE, "13.00")).transfer();
    book().limit(tenant, wallet, 0, false);
    assertTrue(wallet().frozen(), "a debt is not released by hand");
    book().limit(tenant, wallet, 0, true);
    done(settle("w", debt, Means.WRITE_OFF, "3.00"));
    assertTrue(wallet().frozen());
    book().limit(tenant, wallet, 0, false);
    assertFalse(wallet().frozen());
    reconcile(tenant);
  }

  @Test
  void aReasonThatEndsLikeAClassIsAnotherRequest() {
    var first = done(book().debts().force(worded("Wrong deck|standard", SaleTax.NONE)));
    assertEquals(
        new Outcome.Done<>(first, true),
        book().debts().force(worded("Wrong deck|standard", SaleTax.NONE)));
    var standard = new SaleTax("standard", TaxRate.NONE);
    assertRefused(Why.KEY_REUSED, book().debts().force(worded("Wrong deck", standard)));
    assertEquals(eur("9.00"), wallet().balance());
    reconcile(tenant);
  }

  private Debts.ForcedDebit worded(String reason, SaleTax tax) {
    return new Debts.ForcedDebit(
        tenant,
        wallet,
        "w",
        UUID.randomUUID(),
        Kind.RE_RATING,
        eur("1.00"),
        tax,
        reason,
        "tester",
        AT);
  }

  @Test
  void whatIsOwedComesInPieces() {
    done(force("a", Kind.DISPUTE, "11.00"));
    done(force("b", Kind.DISPUTE, "2.00"));
    var all = owed();
    assertEquals(2, all.size());
    assertEquals(all.subList(0, 1), book().debts().receivables(tenant, null, null, 1));
    assertEquals(
        all.subList(1, 2), book().debts().receivables(tenant, wallet, all.getFirst().id(), 5));
    assertEquals(Optional.of(all.getLast()), book().debts().receivable(tenant, all.getLast().id()));
    assertEquals(Optional.empty(), book().debts().receivable(tenant, wallet));
  }

  Outcome<Debts.Taken> force(String key, Kind kind, String amount) {
    return book().debts().force(debit(wallet, key, kind, eur(amount)));
  }

  private Debts.ForcedDebit debit(UUID of, String key, Kind kind, Money amount) {
    return new Debts.ForcedDebit(
        tenant, of, key, UUID.randomUUID(), kind, amount, SaleTax.NONE, "lost", "tester", AT);
  }

  private Outcome<Debts.SettledDebt> settle(String key, UUID debt, Means means, String amount) {
    return book()
        .debts()
        .settle(
            new Debts.Settle(
                tenant, debt, key, UUID.randomUUID(), means, eur(amount), "why", "tester", AT));
  }

  private List<Debts.Receivable> owed() {
    return book().debts().receivables(tenant, wallet, null, 100);
  }
}
