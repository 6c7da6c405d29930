package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;
import static org.meterline.billing.rerate.Month.sum;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.ledger.Statement;
import org.meterline.billing.ledger.Transfer;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Refusal;

/** A corrected deck charges a month's calls anew: down, up, again, and after being cut off. */
class ReRatingTest {
  private final Month it = new Month();

  @AfterEach
  void allAgrees() {
    it.reconcile();
  }

  @Test
  void aLowerPriceIsGivenBack() {
    var wrong = it.deck("49 6");
    var corrected = it.deck("49 3");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    assertEquals(eur("4.00"), it.seen(wallet).balance());

    var asked = it.approved(wrong, corrected);
    assertEquals(eur("4.00"), it.seen(wallet).balance(), "a dry run changes nothing");
    var dryRun = it.find(asked).dryRun();
    assertEquals(1, dryRun.legs());
    assertEquals(0, sum("6").compareTo(dryRun.before()));
    assertEquals(0, sum("3").compareTo(dryRun.after()));
    assertEquals(0, dryRun.owing() + dryRun.unrated());
    assertEquals("To 49", dryRun.destinations().getFirst().destination());
    assertEquals(0, sum("-3").compareTo(dryRun.destinations().getFirst().difference()));

    var posted = it.post(asked);
    assertEquals(ReRating.State.POSTED, posted.state());
    assertEquals(eur("7.00"), it.seen(wallet).balance());
    assertEquals(eur("3.00"), it.charged(leg));
    assertEquals("3.00 EUR", it.balance("4000"));
    assertEquals(
        List.of("top-up", "call", "call re-rated, reversal", "call re-rated"), kinds(wallet));
    var charges =
        it.book.read(c -> new Ledger(c).charges(List.of(leg))).getOrDefault(leg, List.of());
    assertEquals(List.of(true, false), charges.stream().map(c -> c.takenBack()).toList());
    assertEquals(List.of(1, 2), charges.stream().map(c -> c.posting()).toList());
    assertEquals(corrected.id(), charges.getLast().tariff().deck());
    assertTrue(charges.getLast().trace().contains("3.00000000"), charges.getLast().trace());
  }

  @Test
  void aHigherPriceIsTakenAndWhatIsMissingIsOwed() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    it.call(wrong, wallet, 60);
    var asked = it.approved(wrong, it.deck("49 12"));
    assertEquals(1, it.find(asked).dryRun().owing());
    assertEquals(0, sum("2").compareTo(Month.result(it.post(asked)).owed()));
    var seen = it.seen(wallet);
    assertEquals(eur("0"), seen.balance());
    assertEquals(eur("2.00"), seen.owed());
    assertTrue(seen.frozen());
    var debt = it.book.wallets.debts().receivables(it.book.tenant, wallet, null, 9).getFirst();
    assertEquals(Debts.Kind.RE_RATING, debt.kind());
    assertEquals("A digit was missing", debt.reason());
    assertEquals("12.00 EUR", it.balance("4000"));

    it.book.topUp(wallet, "5.00", NOW);
    assertEquals(eur("3.00"), it.seen(wallet).balance());
    assertFalse(it.seen(wallet).frozen());
  }

  @Test
  void whatWasOwedIsPaidFromWhatIsGivenBackLater() {
    var wrong = it.deck("49 6");
    var tooHigh = it.deck("49 12");
    var wallet = it.wallet("10.00");
    it.call(wrong, wallet, 60);
    it.posted(wrong, tooHigh);
    assertEquals(eur("2.00"), it.seen(wallet).owed());
    it.posted(tooHigh, it.deck("49 3"));
    assertEquals(eur("7.00"), it.seen(wallet).balance());
    assertEquals(eur("0"), it.seen(wallet).owed());
    assertFalse(it.seen(wallet).frozen());
    assertEquals("3.00 EUR", it.balance("4000"));
  }

  @Test
  void whatWasPaidOfADebtIsGivenBackToo() {
    var wrong = it.deck("49 6");
    var tooHigh = it.deck("49 12");
    var wallet = it.wallet("10.00");
    it.call(wrong, wallet, 60);
    it.posted(wrong, tooHigh);
    it.book.topUp(wallet, "2.00", NOW);
    assertEquals(eur("0"), it.seen(wallet).owed());
    it.posted(tooHigh, wrong);
    assertEquals(eur("6.00"), it.seen(wallet).balance());
  }

  @Test
  void aLegWhoseDebtWasWrittenOffIsLeftWhenItWouldBeGivenBack() {
    var wrong = it.deck("49 6");
    var tooHigh = it.deck("49 12");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    it.posted(wrong, tooHigh);
    writeOff(wallet, "1.50");
    var down = it.approved(tooHigh, wrong);
    assertEquals(
        List.of(new ReRating.Unrated(leg, "Part of what was owed for it was written off.")),
        it.find(down).dryRun().why());
    it.post(down);
    assertEquals(eur("12.00"), it.charged(leg));
    it.posted(tooHigh, it.deck("49 13"));
    assertEquals(eur("13.00"), it.charged(leg), "more can be asked for");
    assertEquals(eur("1.50"), it.seen(wallet).owed());
  }

  @Test
  void aRefundDoesNotPayOutWhatWasWrittenOff() {
    var wrong = it.deck("49 6");
    var tooHigh = it.deck("49 12");
    var higher = it.deck("49 13");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    it.posted(wrong, tooHigh);
    writeOff(wallet, "1.50");
    assertEquals(eur("10.50"), leftOf(wallet, leg));
    assertInstanceOf(Outcome.Done.class, it.refundOf(wallet, it.standingCharge(leg), "1.00"));
    it.posted(tooHigh, higher);
    assertEquals(eur("10.50"), leftOf(wallet, leg), "13 less 1 less 1.50");
    assertInstanceOf(Outcome.Done.class, it.refundOf(wallet, it.standingCharge(leg), "10.50"));
  }

  @Test
  void whatWasRefundedMayBeWrittenOff() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    it.posted(wrong, it.deck("49 12"));
    assertInstanceOf(Outcome.Done.class, it.refundOf(wallet, it.standingCharge(leg), "12.00"));
    writeOff(wallet, "2.00");
    assertFalse(it.seen(wallet).frozen());
  }

  /** How much can be given back, as a refund of too much is told. */
  private Money leftOf(UUID wallet, UUID leg) {
    var refused =
        assertInstanceOf(
            Outcome.Refused.class, it.refundOf(wallet, it.standingCharge(leg), "100.00"));
    assertEquals(Refusal.Why.MORE_THAN_CHARGED, refused.why().why());
    return Objects.requireNonNull(refused.why().most());
  }

  private void writeOff(UUID wallet, String amount) {
    var debts = it.book.wallets.debts();
    var debt = debts.receivables(it.book.tenant, wallet, null, 9).getFirst();
    var writeOff =
        new Debts.Settle(
            it.book.tenant,
            debt.id(),
            "w",
            UUID.randomUUID(),
            Debts.Means.WRITE_OFF,
            eur(amount),
            "Our fault",
            "t",
            NOW);
    assertInstanceOf(Outcome.Done.class, debts.settle(writeOff));
  }

  @Test
  void postingAgainAndAnotherRunOverTheSameChangeNothing() {
    var wrong = it.deck("49 6");
    var corrected = it.deck("49 3");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    var asked = it.approved(wrong, corrected);
    var posted = it.post(asked);
    assertEquals(posted, it.post(asked));
    var again = it.approved(wrong, corrected);
    assertEquals(0, it.find(again).dryRun().legs());
    it.post(again);
    assertEquals(eur("7.00"), it.seen(wallet).balance());
    assertEquals(eur("3.00"), it.charged(leg));

    // another correction starts from what stands
    it.posted(corrected, it.deck("49 4"));
    assertEquals(eur("6.00"), it.seen(wallet).balance());
    assertEquals(eur("4.00"), it.charged(leg));
  }

  @Test
  void twoRunsThatWereApprovedAtOnceChargeOnce() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    var first = it.approved(wrong, it.deck("49 3"));
    var second = it.approved(wrong, it.deck("49 4"));
    var other = new AtomicBoolean();
    // the second one is posted while the first has read the leg and not yet posted it
    it.post(
        first,
        it.run(
            200,
            () -> {
              if (!other.getAndSet(true)) {
                it.post(second);
              }
            }));
    assertEquals(eur("4.00"), it.charged(leg));
    assertEquals(eur("6.00"), it.seen(wallet).balance());
  }

  @Test
  void aCostThatStaysTheSameIsNotPostedButRemembered() {
    var wrong = it.deck("49 6");
    var same = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    assertEquals(0, Month.result(it.posted(wrong, same)).legs());
    assertEquals(List.of("top-up", "call"), kinds(wallet));
    it.posted(same, it.deck("49 3"));
    assertEquals(eur("3.00"), it.charged(leg));
  }

  @Test
  void aRunThatWasCutOffGoesOn() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var legs = new ArrayList<UUID>();
    for (int i = 0; i < 7; i++) {
      legs.add(it.call(wrong, wallet, 10));
    }
    var asked = it.approved(wrong, it.deck("49 3"));
    var batches = new AtomicInteger();
    var cut =
        it.run(
            2,
            () -> {
              if (batches.incrementAndGet() == 3) {
                throw new IllegalStateException("cut off");
              }
            });
    assertThrows(IllegalStateException.class, () -> it.post(asked, cut));
    assertEquals(ReRating.State.APPROVED, it.find(asked).state());
    assertEquals(
        4, legs.stream().filter(leg -> it.charged(leg).equals(eur("0.50"))).count(), "two batches");
    it.reconcile();
    assertEquals(
        List.of(asked), it.book.read(c -> ReRatingBook.unfinished(c)), "is taken up again");
    assertEquals(7, Month.result(it.post(asked)).legs());
    legs.forEach(leg -> assertEquals(eur("0.50"), it.charged(leg)));
    assertEquals(eur("6.50"), it.seen(wallet).balance());
    assertEquals(List.of(), it.book.read(c -> ReRatingBook.unfinished(c)));
  }

  @Test
  void whatChangesMeanwhileIsLookedAtAgain() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    var asked = it.approved(wrong, it.deck("49 3"));
    var refunded = new AtomicBoolean();
    it.post(
        asked,
        it.run(
            200,
            () -> {
              if (!refunded.getAndSet(true)) {
                it.refund(wallet, leg, "1.00");
              }
            }));
    assertEquals(eur("7.00"), it.seen(wallet).balance(), "the refund counts");
    assertEquals(eur("3.00"), it.charged(leg));
  }

  @Test
  void aClosedPeriodTakesItOnTheFirstOpenDay() {
    var wrong = it.deck("49 6");
    var wallet = it.wallet("10.00");
    var leg = it.call(wrong, wallet, 60);
    it.book.write(
        c -> new PeriodBook(c).close(it.book.tenant, YearMonth.of(2026, 10), "", "ann", NOW));
    it.posted(wrong, it.deck("49 13"));
    var later = transfers(leg).stream().filter(t -> t.kind().startsWith("call re-rated")).toList();
    assertEquals(3, later.size(), "reversal, debt, charge");
    for (var transfer : later) {
      assertEquals(LocalDate.parse("2026-11-01"), transfer.postingDate(), transfer.kind());
      assertEquals(AT.plusSeconds(60), transfer.effective(), "when the call ended");
    }
  }

  @Test
  void callsOutsideThePeriodAndOfOtherDecksStay() {
    var wrong = it.deck("49 6");
    var other = it.deck("49 6");
    var wallet = it.wallet("90.00");
    var before = it.call(Month.FIRST.minusSeconds(1), it.paying(wrong, wallet), 60);
    var first = it.call(Month.FIRST, it.paying(wrong, wallet), 60);
    var last = it.call(Month.LAST.minusSeconds(1), it.paying(wrong, wallet), 60);
    var after = it.call(Month.LAST, it.paying(wrong, wallet), 60);
    var otherDeck = it.call(other, wallet, 60);
    it.posted(wrong, it.deck("49 3"));
    assertEquals(
        List.of("6.00 EUR", "3.00 EUR", "3.00 EUR", "6.00 EUR", "6.00 EUR"),
        List.of(before, first, last, after, otherDeck).stream()
            .map(leg -> it.charged(leg).toString())
            .toList());
  }

  private List<Transfer> transfers(UUID call) {
    return it.book.read(c -> new Ledger(c).transfers(call, null, null, 99));
  }

  /** What moved the wallet's money, oldest first. */
  private List<String> kinds(UUID wallet) {
    return it
        .book
        .read(c -> new Statement(c, wallet).lines(Statement.Place.NEWEST, 99))
        .lines()
        .reversed()
        .stream()
        .map(l -> l.kind())
        .toList();
  }
}
