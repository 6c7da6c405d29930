package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Refusal.Why;

/** Giving back what was charged, and moving money between a payer's wallets. */
abstract class RefundContract extends PurchaseContract {

  @Test
  void aChargeIsGivenBackInPartsAndNeverMoreThanItWas() {
    var charge = spend("4.00");
    var first = done(refund("a", charge, "1.00"));
    assertEquals(eur("7.00"), wallet().balance());
    assertEquals(new Outcome.Done<>(first, true), refund("a", charge, "1.00"));
    assertRefused(Why.KEY_REUSED, refund("a", charge, "2.00"));
    assertRefused(Why.MORE_THAN_CHARGED, eur("3.00"), refund("b", charge, "3.01"));
    done(refund("b", charge, "3.00"));
    assertRefused(Why.MORE_THAN_CHARGED, eur("0"), refund("c", charge, "0.01"));
    assertEquals(eur("10.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void whatCameFromGoodwillGoesBackToItLast() {
    goodwill("later", "3.00", Duration.ofDays(2));
    goodwill("sooner", "2.00", Duration.ofDays(1));
    var charge = spend("6.00");
    assertEquals(List.of(eur("9.00")), pockets());
    done(refund("a", charge, "2.50"));
    assertEquals(List.of(eur("10.00"), eur("1.50")), pockets());
    done(refund("b", charge, "3.50"));
    assertEquals(List.of(eur("10.00"), eur("2.00"), eur("3.00")), pockets());
    later(Duration.ofDays(1).plusSeconds(1));
    expireAll();
    assertEquals(List.of(eur("10.00"), eur("3.00")), pockets());
    reconcile(tenant);
  }

  @Test
  void purchasesAndReRatingsAreGivenBackButNoDisputeAndNoTopUp() {
    var bought = done(capture("c", done(authorise("p", "2.00")).id(), "2.00"));
    done(refund("a", Objects.requireNonNull(bought.transfer()), "2.00"));
    done(refund("b", done(force("r", Debts.Kind.RE_RATING, "1.00")).transfer(), "1.00"));
    var dispute = done(force("d", Debts.Kind.DISPUTE, "1.00")).transfer();
    assertRefused(Why.NO_CHARGE, refund("x", dispute, "1.00"));
    assertRefused(Why.NO_CHARGE, refund("x", UUID.randomUUID(), "1.00"));
    assertEquals(eur("9.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void onlyWhatTheWalletPaidIsGivenBack() {
    var leg = UUID.randomUUID();
    var charge = UUID.randomUUID();
    hold(leg, "2.00");
    resolve(leg, charge, "3.00", 30);
    assertRefused(Why.MORE_THAN_CHARGED, eur("2.00"), refund("a", charge, "3.00"));
    var other = UUID.randomUUID();
    open(other, tenant, eur("0"));
    assertRefused(Why.NO_CHARGE, book().refunds().refund(asked(other, charge, "a", eur("1.00"))));
    assertRefused(
        Why.NO_WALLET, book().refunds().refund(asked(UUID.randomUUID(), charge, "a", eur("1.00"))));
    assertRefused(
        Why.CURRENCY,
        book().refunds().refund(asked(wallet, charge, "a", Money.parse("1", Currency.of("USD")))));
    assertThrows(IllegalArgumentException.class, () -> refund("a", charge, "0"));
    reconcile(tenant);
  }

  @Test
  void moneyMovesBetweenWalletsOfOnePayer() {
    var savings = ofSamePayer(eur("0"));
    var first = done(transfer("a", savings, "4.00"));
    assertEquals(eur("6.00"), wallet().balance());
    assertEquals(eur("4.00"), available(savings));
    assertEquals(new Outcome.Done<>(first, true), transfer("a", savings, "4.00"));
    assertRefused(Why.KEY_REUSED, transfer("a", savings, "5.00"));
    assertRefused(Why.TOO_LOW, eur("6.00"), transfer("b", savings, "6.01"));
    assertRefused(Why.SAME_WALLET, transfer("b", wallet, "1.00"));
    var strange = UUID.randomUUID();
    open(strange, tenant, eur("0"));
    assertRefused(Why.OTHER_PAYER, transfer("b", strange, "1.00"));
    assertRefused(Why.NO_WALLET, transfer("b", UUID.randomUUID(), "1.00"));
    assertRefused(Why.CURRENCY, transfer("b", ofSamePayer(seconds(0)), "1.00"));
    reconcile(tenant);
  }

  @Test
  void goodwillHeldMoneyAndCreditStayWhereTheyAre() {
    goodwill("g", "5.00");
    book().limit(tenant, wallet, eur("-3.00").units(), false);
    hold(UUID.randomUUID(), "7.00");
    var savings = ofSamePayer(eur("0"));
    assertWaits(eur("8.00"), eur("2.00"), transfer("a", savings, "8.01"));
    assertRefused(Why.TOO_LOW, eur("8.00"), transfer("a", savings, "10.01"));
    done(transfer("a", savings, "8.00"));
    assertEquals(List.of(eur("2.00"), eur("5.00")), pockets());
    book().limit(tenant, wallet, 0, true);
    assertRefused(Why.FROZEN, transfer("b", savings, "1.00"));
    reconcile(tenant);
  }

  private UUID ofSamePayer(Money floor) {
    var id = UUID.randomUUID();
    var payer = wallet().payer();
    book()
        .open(new NewWallet(tenant, id, payer, PayerKind.CUSTOMER, "Ann", null, "Savings", floor));
    return id;
  }

  private Outcome<UUID> refund(String key, UUID charge, String amount) {
    return book().refunds().refund(asked(wallet, charge, key, eur(amount)));
  }

  private Refunds.Refund asked(UUID of, UUID charge, String key, Money amount) {
    return new Refunds.Refund(
        tenant, of, charge, key, UUID.randomUUID(), amount, "complaint", "tester", AT);
  }

  private Outcome<UUID> transfer(String key, UUID to, String amount) {
    return book()
        .refunds()
        .transfer(
            new Refunds.Between(
                tenant, wallet, to, key, UUID.randomUUID(), eur(amount), "moved", "tester", AT));
  }
}
