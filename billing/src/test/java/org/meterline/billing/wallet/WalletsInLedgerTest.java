package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestTariff;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** What wallets post keeps the ledger's rules: periods, ids used once, reversals. */
class WalletsInLedgerTest {
  private static final Instant IN_OCTOBER = Instant.parse("2026-10-20T12:00:00Z");
  private static final Instant IN_NOVEMBER = Instant.parse("2026-11-02T12:00:00Z");
  private static final Instant IN_DECEMBER = Instant.parse("2026-12-01T12:00:00Z");
  private static final LocalDate FIRST_OPEN = LocalDate.parse("2026-11-01");

  private final TestBook book = new TestBook();
  private final UUID wallet = book.wallet("10.00", IN_OCTOBER);
  private final UUID spare = book.wallet("5.00", IN_OCTOBER);
  private final PostgresWallets wallets = book.wallets;

  @Test
  void aClosedPeriodRefusesWhateverMovesMoneyAndLeavesTheKeyUnused() {
    var charge = call("2.00", TestBook.id(IN_OCTOBER), 20);
    assertInstanceOf(SettleOutcome.Settled.class, charge.outcome());
    var purchase = authorise("page", TestBook.id(IN_OCTOBER));
    assertInstanceOf(Outcome.Done.class, purchase);
    var bought = ((Outcome.Done<Purchases.Purchase>) purchase).result().id();
    var owing = ((Outcome.Done<Debts.Taken>) force("owing", fresh(), "99.00", IN_OCTOBER)).result();
    close();

    var before = book.balance("2100", IN_DECEMBER);
    assertEquals(new TopUp.PeriodClosed(), topUp("k1", fresh(), "1.00", IN_OCTOBER));
    assertEquals(new TopUp.PeriodClosed(), goodwill("k2", fresh(), "1.00", IN_OCTOBER));
    assertClosed(force("k3", fresh(), "1.00", IN_OCTOBER));
    assertClosed(settle("k4", fresh(), owing.transfer(), "1.00", IN_OCTOBER));
    assertClosed(capture("k5", fresh(), bought, IN_OCTOBER));
    assertClosed(refund("k6", fresh(), charge.transfer(), IN_OCTOBER));
    assertClosed(move("k7", fresh(), IN_OCTOBER));
    assertEquals(before, book.balance("2100", IN_DECEMBER));

    assertInstanceOf(Outcome.Done.class, force("k3", fresh(), "1.00", IN_NOVEMBER));
    assertInstanceOf(
        Outcome.Done.class, settle("k4", fresh(), owing.transfer(), "1.00", IN_NOVEMBER));
    assertInstanceOf(Outcome.Done.class, capture("k5", fresh(), bought, IN_NOVEMBER));
    assertInstanceOf(Outcome.Done.class, refund("k6", fresh(), charge.transfer(), IN_NOVEMBER));
    assertInstanceOf(TopUp.Posted.class, topUp("k1", fresh(), "1.00", IN_NOVEMBER));
    assertInstanceOf(TopUp.Posted.class, goodwill("k2", fresh(), "1.00", IN_NOVEMBER));
    reconcile();
  }

  @Test
  void goodwillThatExpiredInAClosedMonthIsTakenOnTheFirstOpenDay() {
    assertInstanceOf(TopUp.Posted.class, goodwill("g", fresh(), "3.00", IN_OCTOBER));
    TestBook.tamper("update pocket set expires = '2026-10-25' where tenant = ?", book.tenant);
    TestBook.tamper("update wallet set goodwill_until = '2026-10-25' where id = ?", wallet);
    close();
    // a call does not wait for it either
    assertInstanceOf(
        SettleOutcome.Settled.class, call("10.00", TestBook.id(IN_NOVEMBER), 9).outcome());
    var expiry =
        book.read(c -> new Ledger(c).transfers(null, null, null, 9)).stream()
            .filter(t -> t.kind().equals("expiry"))
            .toList();
    assertEquals(List.of(FIRST_OPEN), expiry.stream().map(t -> t.postingDate()).toList());
    assertEquals("3.00000000", book.balance("4900", IN_NOVEMBER).amount());
    reconcile();
  }

  @Test
  void aTransfersIdIsUsedOnceWhateverItsKey() {
    var id = fresh();
    assertInstanceOf(TopUp.Posted.class, topUp("first", id, "5.00", IN_OCTOBER));
    assertEquals(new TopUp.Repeated(id), topUp("other", id, "5.00", IN_OCTOBER));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), topUp("other", id, "6.00", IN_OCTOBER));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), goodwill("other", id, "5.00", IN_OCTOBER));
    assertReused(force("other", id, "1.00", IN_OCTOBER));
    assertReused(move("other", id, IN_OCTOBER));
    assertEquals(new SettleOutcome.DuplicateKeyOtherBody(), call("1.00", id, 10).outcome());
    assertEquals(Money.parse("15.00", Currency.EUR), seen().balance());
    // the leg is still there, to be settled under an id of its own
    assertEquals(Money.parse("1.00", Currency.EUR), seen().held());

    var price = fresh();
    assertInstanceOf(Outcome.Done.class, authorise("page", price));
    assertReused(authorise("another page", price));
    reconcile();
  }

  @Test
  void whatWasGivenBackIsNotReversedAndTheOtherWayRound() {
    var refunded = call("2.00", TestBook.id(IN_OCTOBER), 20).transfer();
    var id = TestBook.id(IN_NOVEMBER);
    book.draft(NewJournal.reversal(id, refunded, "Wrong number", IN_NOVEMBER), "ann");
    assertInstanceOf(Outcome.Done.class, refund("r", fresh(), refunded, IN_NOVEMBER));
    assertEquals(JournalOutcome.NOT_REVERSIBLE, book.approve(id, "bob"));

    var reversed = call("2.00", TestBook.id(IN_OCTOBER), 20).transfer();
    var other = TestBook.id(IN_NOVEMBER);
    book.draft(NewJournal.reversal(other, reversed, "Wrong number", IN_NOVEMBER), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(other, "bob"));
    assertRefused(Why.REVERSED, refund("s", fresh(), reversed, IN_NOVEMBER));
    reconcile();
  }

  private record Call(UUID transfer, SettleOutcome outcome) {}

  private Call call(String cost, UUID transfer, long seconds) {
    var leg = fresh();
    var amount = Money.parse(cost, Currency.EUR);
    var lease = wallets.take("node-" + leg, Duration.ofMinutes(1));
    assertInstanceOf(
        HoldOutcome.Held.class,
        wallets
            .hold(
                lease,
                List.of(
                    new HoldRequest(
                        book.tenant,
                        leg,
                        leg,
                        List.of(
                            HoldLine.of(
                                HoldLine.Part.PAYER, book.tenant, wallet, TestTariff.of(fresh()))),
                        List.of(amount),
                        60,
                        false,
                        IN_OCTOBER)))
            .getFirst());
    var settlement =
        new Settlement(
            book.tenant,
            leg,
            seconds,
            IN_OCTOBER,
            List.of(new Settlement.LineCost(transfer, amount, "Call", "[]")));
    return new Call(transfer, wallets.resolve(false, List.of(settlement)).getFirst());
  }

  private TopUp.Outcome topUp(String key, UUID id, String amount, Instant at) {
    return wallets.topUp(new TopUp(book.tenant, wallet, key, id, eur(amount), "bank", "t", at));
  }

  private TopUp.Outcome goodwill(String key, UUID id, String amount, Instant at) {
    var pocket = new Pocket.Goodwill(Instant.parse("2099-01-01T00:00:00Z"));
    return wallets.topUp(
        new TopUp(book.tenant, wallet, key, id, eur(amount), "sorry", "t", at, pocket));
  }

  private Outcome<Debts.Taken> force(String key, UUID id, String amount, Instant at) {
    return wallets
        .debts()
        .force(
            new Debts.ForcedDebit(
                book.tenant,
                wallet,
                key,
                id,
                Debts.Kind.DISPUTE,
                eur(amount),
                SaleTax.NONE,
                "lost",
                "t",
                at));
  }

  private Outcome<Debts.SettledDebt> settle(
      String key, UUID id, UUID receivable, String amount, Instant at) {
    return wallets
        .debts()
        .settle(
            new Debts.Settle(
                book.tenant,
                receivable,
                key,
                id,
                Debts.Means.WRITE_OFF,
                eur(amount),
                "gone",
                "t",
                at));
  }

  private Outcome<Purchases.Purchase> authorise(String item, UUID id) {
    return wallets
        .purchases()
        .authorise(
            new Purchases.Authorisation(
                book.tenant,
                wallet,
                item,
                id,
                item,
                item,
                eur("1.00"),
                SaleTax.NONE,
                Duration.ofHours(1),
                "t"));
  }

  private Outcome<Purchases.Purchase> capture(String key, UUID id, UUID purchase, Instant at) {
    return wallets
        .purchases()
        .capture(new Purchases.Capture(book.tenant, purchase, key, id, eur("1.00"), "t", at));
  }

  private Outcome<UUID> refund(String key, UUID id, UUID charge, Instant at) {
    return wallets
        .refunds()
        .refund(
            new Refunds.Refund(
                book.tenant, wallet, charge, key, id, eur("1.00"), "complaint", "t", at));
  }

  /** From one wallet to another of the same payer. */
  private Outcome<UUID> move(String key, UUID id, Instant at) {
    var payer = wallets.wallet(book.tenant, spare).orElseThrow().payer();
    var to = fresh();
    wallets.open(
        new NewWallet(
            book.tenant, to, payer, NewWallet.PayerKind.CUSTOMER, "Ann", null, "Two", eur("0")));
    return wallets
        .refunds()
        .transfer(
            new Refunds.Between(book.tenant, spare, to, key, id, eur("0.01"), "moved", "t", at));
  }

  private Wallet seen() {
    return wallets.wallet(book.tenant, wallet).orElseThrow();
  }

  private void close() {
    assertEquals(
        PeriodBook.Outcome.CLOSED,
        book.write(
            c ->
                new PeriodBook(c)
                    .close(book.tenant, YearMonth.of(2026, 10), "", "ann", IN_NOVEMBER)));
  }

  private void reconcile() {
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  private static UUID fresh() {
    return UUID.randomUUID();
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  private static void assertClosed(Outcome<?> outcome) {
    assertRefused(Why.PERIOD_CLOSED, outcome);
  }

  private static void assertReused(Outcome<?> outcome) {
    assertRefused(Why.KEY_REUSED, outcome);
  }

  private static void assertRefused(Why why, Outcome<?> outcome) {
    assertEquals(why, assertInstanceOf(Outcome.Refused.class, outcome).why().why());
  }
}
