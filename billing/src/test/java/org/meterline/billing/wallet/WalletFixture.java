package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.meterline.billing.TestTariff;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/** A tenant with a wallet of ten euros, and short words for what is done to it. */
abstract class WalletFixture {
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  /** A book that is shared with other tests is fine: each test has its own tenant. */
  abstract WalletBook book();

  /** A tenant whose book keeps EUR. */
  abstract UUID tenant();

  /** A tariff of the tenant that holds may name. */
  abstract Tariff priced(UUID tenant);

  /** Lets time pass for the tenant's book. */
  abstract void later(Duration time);

  /** The book's own clock. */
  abstract Instant now();

  /** What must hold after each test. */
  abstract void reconcile(UUID tenant);

  UUID tenant = UUID.randomUUID();
  UUID wallet = UUID.randomUUID();
  Tariff price = TestTariff.of(UUID.randomUUID());
  Lease lease = new Lease("", 0);

  @BeforeEach
  void openWallet() {
    tenant = tenant();
    price = priced(tenant);
    lease = book().take("node-" + tenant, MINUTE);
    wallet = UUID.randomUUID();
    open(wallet, tenant, eur("0"));
    topUp("10.00");
  }

  Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  Wallet wallet() {
    return book().wallet(tenant, wallet).orElseThrow();
  }

  HoldOutcome.Held held(String amount, long seconds) {
    return held(amount, seconds, false);
  }

  HoldOutcome.Held held(String amount, long seconds, boolean repeated) {
    return new HoldOutcome.Held(List.of(eur(amount)), seconds, false, repeated);
  }

  /** What a leg with one payer is told. */
  static HoldOutcome no(Why why) {
    return new HoldOutcome.NotHeld(1, Part.PAYER, Refusal.of(why));
  }

  HoldOutcome tooLow(String available) {
    return new HoldOutcome.NotHeld(1, Part.PAYER, Refusal.of(Why.TOO_LOW, eur(available)));
  }

  static SettleOutcome settled(Money posted) {
    return settled(posted, 0);
  }

  static SettleOutcome settled(Money posted, long overrun) {
    return new SettleOutcome.Settled(List.of(new Posted(posted.units(), overrun)));
  }

  static SettleOutcome repeated(Money posted) {
    return new SettleOutcome.Repeated(List.of(new Posted(posted.units(), 0)));
  }

  static SettleOutcome late(Money posted, long overrun) {
    return new SettleOutcome.Late(List.of(new Posted(posted.units(), overrun)));
  }

  HoldRequest request(UUID leg, UUID of, String amount) {
    return request(leg, List.of(HoldLine.of(Part.PAYER, tenant, of, price)), List.of(eur(amount)));
  }

  HoldRequest request(UUID leg, List<HoldLine> lines, List<Money> amounts) {
    return new HoldRequest(tenant, leg, leg, lines, amounts, 60, false, AT);
  }

  HoldOutcome hold(UUID leg, String amount) {
    return book().hold(lease, List.of(request(leg, wallet, amount))).getFirst();
  }

  HoldOutcome extend(UUID leg, int sequence, String total, long seconds) {
    var request =
        new ExtendRequest(
            tenant, leg, sequence, List.of(eur(total)), seconds, false, Duration.ofSeconds(20));
    return book().extend(lease, List.of(request)).getFirst();
  }

  SettleOutcome resolve(UUID leg, UUID transfer, String cost, long seconds) {
    return book().resolve(false, List.of(end(leg, transfer, eur(cost), seconds))).getFirst();
  }

  Settlement end(UUID leg, UUID transfer, Money cost, long seconds) {
    var line = new Settlement.LineCost(transfer, cost, "call", "[]");
    return new Settlement(tenant, leg, seconds, AT, List.of(line));
  }

  void open(UUID id, UUID tenant, Money floor) {
    book()
        .open(
            new NewWallet(
                tenant, id, UUID.randomUUID(), PayerKind.CUSTOMER, "Ann", null, "Calls", floor));
  }

  TopUp.Outcome topUp(String key, String amount) {
    return book().topUp(topUpOf(wallet, key, eur(amount)));
  }

  private void topUp(String amount) {
    assertInstanceOf(TopUp.Posted.class, topUp("first", amount));
  }

  TopUp topUpOf(UUID wallet, String key, Money amount) {
    return new TopUp(tenant, wallet, key, UUID.randomUUID(), amount, "test", "tester", AT);
  }

  Money seconds(long units) {
    return Money.of(units, Currency.SECONDS);
  }

  /** Goodwill into the wallet, for a day. */
  UUID goodwill(String key, String amount) {
    return goodwill(key, amount, Duration.ofDays(1));
  }

  UUID goodwill(String key, String amount, Duration time) {
    var given = new Pocket.Goodwill(now().plus(time));
    var topUp =
        new TopUp(
            tenant, wallet, key, UUID.randomUUID(), eur(amount), "sorry", "tester", AT, given);
    return assertInstanceOf(TopUp.Posted.class, book().topUp(topUp)).transfer();
  }

  /** What is in the pockets: refundable, then goodwill. */
  List<Money> pockets() {
    return book().pockets(tenant, wallet).stream().map(Pocket.Filled::balance).toList();
  }

  static <T> T done(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Done<T> done) {
      return done.result();
    }
    throw new AssertionError("not done: " + outcome);
  }

  static void assertRefused(Refusal.Why why, Outcome<?> outcome) {
    assertEquals(why, assertInstanceOf(Outcome.Refused.class, outcome).why().why());
  }

  static void assertRefused(Refusal.Why why, Money most, Outcome<?> outcome) {
    assertEquals(new Refusal(why, most), assertInstanceOf(Outcome.Refused.class, outcome).why());
  }

  /** There is too little at present, but enough once what is held is given back. */
  static void assertWaits(Money available, Money held, Outcome<?> outcome) {
    var why = assertInstanceOf(Outcome.Refused.class, outcome).why();
    assertEquals(new Refusal(Why.TOO_LOW, available, held), why);
    assertTrue(why.retry());
  }
}
