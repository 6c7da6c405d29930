package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Refundable money and goodwill that expires. */
abstract class PocketContract extends HoldContract {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void aWalletIsTheSumOfItsPockets() {
    goodwill("later", "3.00", DAY.multipliedBy(2));
    goodwill("sooner", "2.00", DAY);
    assertEquals(List.of(eur("10.00"), eur("2.00"), eur("3.00")), pockets());
    assertEquals(eur("15.00"), wallet().balance());
    assertEquals(eur("15.00"), wallet().available());
    assertEquals(eur("5.00"), wallet().goodwill());
    reconcile(tenant);
  }

  @Test
  void goodwillHappensOnce() {
    var until = new Pocket.Goodwill(now().plus(DAY));
    var first = given("k", eur("2.00"), until);
    var posted = assertInstanceOf(TopUp.Posted.class, book().topUp(first));
    assertEquals(new TopUp.Repeated(posted.transfer()), book().topUp(first));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), book().topUp(given("k", eur("2.01"), until)));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), topUp("k", "2.00"));
    assertEquals(
        new TopUp.GoodwillPast(),
        book().topUp(given("x", eur("1"), new Pocket.Goodwill(now().minusSeconds(1)))));
    assertEquals(
        new TopUp.CurrencyMismatch(),
        book().topUp(given("x", Money.parse("1", Currency.of("USD")), until)));
    assertEquals(
        new TopUp.Overflow(),
        book().topUp(given("x", Money.of(Long.MAX_VALUE, Currency.EUR), until)));
    assertEquals(eur("12.00"), wallet().balance());
    reconcile(tenant);
  }

  @Test
  void theGoodwillThatExpiresFirstIsSpentFirst() {
    goodwill("later", "3.00", DAY.multipliedBy(2));
    goodwill("sooner", "2.00", DAY);
    spend("4.00");
    assertEquals(List.of(eur("10.00"), eur("1.00")), pockets());
    spend("4.00");
    assertEquals(List.of(eur("7.00")), pockets());
    assertEquals(eur("0"), wallet().goodwill());
    reconcile(tenant);
  }

  @Test
  void manyCallsOfOneBatchDrawFromTheSamePockets() {
    goodwill("g", "2.50");
    var legs = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
    legs.forEach(leg -> hold(leg, "1.00"));
    book()
        .resolve(
            false, legs.stream().map(leg -> end(leg, UUID.randomUUID(), eur("1.20"), 12)).toList());
    assertEquals(List.of(eur("9.50")), pockets());
    reconcile(tenant);
  }

  @Test
  void expiryTakesOnlyGoodwillThatNoHoldNeeds() {
    goodwill("g", "5.00");
    var leg = UUID.randomUUID();
    hold(leg, "2.00");
    later(DAY.plusSeconds(1));
    expireAll();
    assertEquals(List.of(eur("10.00"), eur("2.00")), pockets());
    assertEquals(eur("10.00"), wallet().available());
    resolve(leg, UUID.randomUUID(), "1.50", 15);
    assertEquals(List.of(eur("10.00"), eur("0.50")), pockets());
    expireAll();
    assertEquals(List.of(eur("10.00")), pockets());
    reconcile(tenant);
  }

  @Test
  void whatIsNotOverStays() {
    goodwill("g", "5.00");
    later(DAY.minusMinutes(1));
    expireAll();
    assertEquals(List.of(eur("10.00"), eur("5.00")), pockets());
    reconcile(tenant);
  }

  @Test
  void aPurchaseIsNotPaidFromGoodwillWhoseTimeIsOver() {
    goodwill("g", "5.00");
    later(DAY.plusSeconds(1));
    var asked =
        book()
            .purchases()
            .authorise(
                new Purchases.Authorisation(
                    tenant,
                    wallet,
                    "p",
                    UUID.randomUUID(),
                    "i",
                    "t",
                    eur("10.01"),
                    SaleTax.NONE,
                    MINUTE,
                    "u"));
    assertRefused(Refusal.Why.TOO_LOW, eur("10.00"), asked);
    assertEquals(eur("10.00"), book().pockets(tenant, wallet).getFirst().balance());
    reconcile(tenant);
  }

  @Test
  void aLowerLimitIsNoDifferenceInTheBooks() {
    hold(UUID.randomUUID(), "6.00");
    book().limit(tenant, wallet, eur("8.00").units(), false);
    assertInstanceOf(HoldOutcome.NotHeld.class, hold(UUID.randomUUID(), "0.01"));
    reconcile(tenant);
    topUp("more", "10.00");
    assertEquals(held("6.00", 60), hold(UUID.randomUUID(), "6.00"));
    reconcile(tenant);
  }

  @Test
  void aBundleIsAWalletInSeconds() {
    var bundle = UUID.randomUUID();
    open(bundle, tenant, seconds(0));
    var until = new Pocket.Goodwill(now().plus(DAY));
    var minutes =
        new TopUp(
            tenant, bundle, "b", UUID.randomUUID(), seconds(600), "Ten minutes", "t", AT, until);
    assertInstanceOf(TopUp.Posted.class, book().topUp(minutes));
    assertEquals(seconds(600), book().wallet(tenant, bundle).orElseThrow().available());
    var euros = new TopUp(tenant, bundle, "e", UUID.randomUUID(), eur("1"), "x", "t", AT, until);
    assertEquals(new TopUp.CurrencyMismatch(), book().topUp(euros));
    later(DAY.plusSeconds(1));
    expireAll();
    assertEquals(seconds(0), book().wallet(tenant, bundle).orElseThrow().balance());
    assertFalse(wallet().frozen());
    reconcile(tenant);
  }

  private TopUp given(String key, Money amount, Pocket.Goodwill until) {
    return new TopUp(tenant, wallet, key, UUID.randomUUID(), amount, "sorry", "tester", AT, until);
  }

  void expireAll() {
    int limit = 1000;
    while (book().expire(limit) >= limit) {
      // more wallets than were looked at
    }
  }

  /** A call that costs so much. Answers what was posted. */
  UUID spend(String amount) {
    var leg = UUID.randomUUID();
    var transfer = UUID.randomUUID();
    assertInstanceOf(HoldOutcome.Held.class, hold(leg, amount));
    assertInstanceOf(SettleOutcome.Settled.class, resolve(leg, transfer, amount, 60));
    return transfer;
  }
}
