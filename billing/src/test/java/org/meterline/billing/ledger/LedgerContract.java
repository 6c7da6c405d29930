package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.wallet.TopUp;

/** What every ledger does, wherever it keeps what was posted. */
abstract class LedgerContract extends LedgerFixture {
  @Test
  void aJournalNeedsAReasonAUserAndASecondApproverAndBalances() {
    var id = TestBook.id(AT);
    assertThrows(RuntimeException.class, () -> book().draft(rent(id, AT, 119, " "), "ann"));
    assertEquals(Optional.empty(), book().find(id));
    assertEquals(JournalOutcome.DRAFTED, book().draft(rent(id, AT, 119, "Rent"), "ann"));
    assertEquals(JournalOutcome.SAME_PERSON, book().approve(id, "ann"));
    assertEquals(List.of(), book().transfers(), "nothing before a second person");
    assertEquals(JournalOutcome.POSTED, book().approve(id, "bob"));

    var journal = find(id);
    assertEquals(
        List.of("Rent", "ann", AT, Journal.State.POSTED),
        List.of(journal.reason(), journal.draftedBy(), journal.effective(), journal.state()));
    assertEquals("bob", journal.decision() == null ? "" : journal.decision().by());
    assertEquals(
        List.of(
            new Journal.Line("5000 Calls bought", true, units(100)),
            new Journal.Line("2300 Output tax", true, units(19)),
            new Journal.Line("1000 Bank", false, units(119))),
        journal.lines());
    var posted = book().transfers().getFirst();
    assertEquals(
        List.of(id, "journal", "Rent", AT, LocalDate.parse("2026-11-20")),
        List.of(
            posted.id(),
            posted.kind(),
            posted.description(),
            posted.effective(),
            posted.postingDate()));
    assertEquals(
        List.of(
            new Transfer.Move("5000 Calls bought", "1000 Bank", units(100)),
            new Transfer.Move("2300 Output tax", "1000 Bank", units(19))),
        posted.moves());
    assertEquals(
        List.of(units(-119), units(-19), units(100)),
        List.of(balance("1000", AT), balance("2300", AT), balance("5000", AT)));
  }

  @Test
  void whatIsWrongIsNamedAndLeavesNothing() {
    int bank = account("1000");
    int tax = account("2300");
    assertEquals(JournalOutcome.UNBALANCED, draft(debit(bank, 2), credit(tax, 1)));
    assertEquals(JournalOutcome.UNBALANCED, draft());
    assertEquals(JournalOutcome.NO_ACCOUNT, draft(debit(bank, 1), credit(Integer.MAX_VALUE, 1)));
    for (var kept : List.of("1400", "2100", "2110")) {
      assertEquals(JournalOutcome.KEPT_ACCOUNT, draft(debit(bank, 1), credit(account(kept), 1)));
    }
    assertEquals(JournalOutcome.NO_WALLET, draft(debit(bank, 1), credit(UUID.randomUUID(), 1)));
    assertEquals(JournalOutcome.BOTH_SIDES, draft(debit(bank, 2), credit(bank, 1), credit(tax, 1)));
    assertEquals(JournalOutcome.NO_JOURNAL, book().approve(UUID.randomUUID(), "bob"));
    book().open(Currency.of("JPY"));
    int yen = account("1000", Currency.of("JPY"));
    assertEquals(JournalOutcome.UNBALANCED, draft(debit(bank, 1), credit(yen, 1)), "by currency");
    assertEquals(List.of(), book().transfers());
    assertTrue(book().accounts(AT).stream().allMatch(a -> a.balance().isZero()));
  }

  @Test
  void theSameKeyAndBodyIsAnsweredAsAtFirstAndAnotherBodyByName() {
    var id = TestBook.id(AT);
    book().draft(rent(id, AT, 119, "Rent"), "ann");
    assertEquals(JournalOutcome.REPEATED, book().draft(rent(id, AT, 119, "Rent"), "ann"));
    book().approve(id, "bob");
    assertEquals(JournalOutcome.REPEATED, book().draft(rent(id, AT, 119, "Rent"), "ann"));
    assertEquals(JournalOutcome.REPEATED, book().approve(id, "bob"));
    assertEquals(JournalOutcome.DUPLICATE, book().draft(rent(id, AT, 120, "Rent"), "ann"));
    assertEquals(JournalOutcome.DUPLICATE, book().draft(rent(id, NOVEMBER, 119, "Rent"), "ann"));
    assertEquals(JournalOutcome.DUPLICATE, book().draft(rent(id, AT, 119, "Other"), "ann"));
    assertEquals(JournalOutcome.DUPLICATE, book().draft(rent(id, AT, 119, "Rent"), "bob"));
    assertEquals(JournalOutcome.DECIDED, book().approve(id, "carl"));
    assertEquals(JournalOutcome.DECIDED, book().reject(id, "No", "bob"));
    assertEquals(1, book().transfers().size());

    var wallet = wallet();
    var key = TestBook.id(AT);
    assertEquals(new TopUp.Posted(key, eur("2")), book().topUp(key, wallet, eur("2"), AT));
    assertEquals(new TopUp.Repeated(key), book().topUp(key, wallet, eur("2"), AT));
    assertEquals(new TopUp.DuplicateKeyOtherBody(), book().topUp(key, wallet, eur("3"), AT));
    assertEquals(JournalOutcome.DUPLICATE, book().draft(rent(key, AT, 119, "Rent"), "ann"));
    assertEquals(eur("2"), balance("2100", AT));
  }

  @Test
  void whatIsRejectedIsNeverPosted() {
    var id = TestBook.id(AT);
    book().draft(rent(id, AT, 119, "Rent"), "ann");
    assertEquals(JournalOutcome.NO_REASON, book().reject(id, " ", "bob"));
    assertEquals(JournalOutcome.REJECTED, book().reject(id, "Twice", "bob"));
    assertEquals(JournalOutcome.REPEATED, book().reject(id, "Twice", "bob"));
    assertEquals(JournalOutcome.DECIDED, book().approve(id, "bob"));
    assertEquals(Journal.State.REJECTED, find(id).state());
    assertEquals(List.of(), book().transfers());
  }

  @Test
  void aClosedPeriodTakesNothingUntilItIsReopenedWithAReason() {
    var wallet = wallet();
    var waiting = TestBook.id(AT);
    book().draft(rent(waiting, IN_OCTOBER, 119, "Rent"), "ann");
    var before = NOVEMBER.minusSeconds(1);
    assertEquals(PeriodBook.Outcome.NOT_OVER, book().close(OCTOBER, "ann", before));
    assertEquals(PeriodBook.Outcome.CLOSED, book().close(OCTOBER, "ann", NOVEMBER));
    assertEquals(PeriodBook.Outcome.REPEATED, book().close(OCTOBER, "ann", NOVEMBER));
    assertEquals(Optional.of(OCTOBER.atEndOfMonth()), book().closedThrough());

    assertEquals(JournalOutcome.PERIOD_CLOSED, book().approve(waiting, "bob"));
    assertEquals(Journal.State.DRAFTED, find(waiting).state());
    var late = TestBook.id(AT);
    assertEquals(
        JournalOutcome.PERIOD_CLOSED, book().draft(rent(late, before, 119, "Rent"), "ann"));
    assertEquals(new TopUp.PeriodClosed(), book().topUp(late, wallet, eur("1"), before));
    assertEquals(List.of(), book().transfers());
    assertEquals(JournalOutcome.DRAFTED, book().draft(rent(late, NOVEMBER, 119, "Rent"), "ann"));

    assertEquals(PeriodBook.Outcome.NO_REASON, book().reopen(OCTOBER, " ", "ann"));
    assertEquals(PeriodBook.Outcome.REOPENED, book().reopen(OCTOBER, "Rent", "ann"));
    assertEquals(PeriodBook.Outcome.REPEATED, book().reopen(OCTOBER, "Rent", "ann"));
    assertEquals(JournalOutcome.POSTED, book().approve(waiting, "bob"));
  }

  @Test
  void aReversalMirrorsAndCannotBeDoneTwice() {
    var wallet = wallet();
    topUp(wallet, "5.00", IN_OCTOBER);
    var wrong = topUp(wallet, "2.00", IN_OCTOBER);
    book().close(OCTOBER, "ann", NOVEMBER);
    var back = TestBook.id(AT);
    var nothing = NewJournal.reversal(back, UUID.randomUUID(), "Wrong", AT);
    assertEquals(JournalOutcome.NO_TRANSFER, book().draft(nothing, "ann"));
    var reversal = NewJournal.reversal(back, wrong, "Wrong wallet", AT);
    assertEquals(JournalOutcome.DRAFTED, book().draft(reversal, "ann"));
    var second = TestBook.id(AT);
    book().draft(NewJournal.reversal(second, wrong, "Once more", AT), "ann");
    assertEquals(
        List.of(
            new Journal.Line("2100 Customer wallets", true, eur("2.00")),
            new Journal.Line("1200 Top-ups in clearing", false, eur("2.00"))),
        find(back).lines());
    assertEquals(JournalOutcome.POSTED, book().approve(back, "bob"), "in an open period");
    assertEquals(JournalOutcome.REVERSED, book().approve(second, "bob"));
    var third = NewJournal.reversal(TestBook.id(AT), wrong, "Again", AT);
    assertEquals(JournalOutcome.REVERSED, book().draft(third, "ann"));

    assertEquals(Map.of(wrong, back), book().reversals(List.of(wrong, back)));
    assertEquals(
        List.of(eur("7.00"), eur("5.00")),
        List.of(balance("2100", AT.minusSeconds(1)), balance("2100", AT)));
    var moves = book().transfers().getFirst().moves();
    var mirror =
        new Transfer.Move("2100 Customer wallets", "1200 Top-ups in clearing", eur("2.00"));
    assertEquals(List.of(mirror), moves);
  }

  @Test
  void noWalletIsTakenBelowNothing() {
    var wallet = wallet();
    var paid = topUp(wallet, "1.00", AT);
    post(NewJournal.of(TestBook.id(AT), "Fee", AT, debit(wallet, 1), credit(account("2300"), 1)));
    var back = TestBook.id(AT);
    book().draft(NewJournal.reversal(back, paid, "Back", AT), "ann");
    assertEquals(JournalOutcome.TOO_LOW, book().approve(back, "bob"));
    assertEquals(Journal.State.DRAFTED, find(back).state());
    assertEquals(Map.of(), book().reversals(List.of(paid)));
    topUp(wallet, "0.50", AT);
    assertEquals(JournalOutcome.POSTED, book().approve(back, "bob"), "once there is enough");
  }

  @Test
  void balancesAreThoseOfAnyInstant() {
    // not in the order of their times
    var hours = List.of(5, 1, 4, 2, 3, 0);
    for (var hour : hours) {
      post(rent(TestBook.id(AT), AT.plusSeconds(3600L * hour), 100 + (1L << hour), "Rent"));
      book().pass(hour % 3);
    }
    long expected = 0;
    for (int hour = 0; hour < hours.size(); hour++) {
      var at = AT.plusSeconds(3600L * hour);
      assertEquals(units(-expected), balance("1000", at.minusNanos(1000)));
      expected += 100 + (1L << hour);
      assertEquals(units(-expected), balance("1000", at));
    }
    post(rent(TestBook.id(AT), NOVEMBER, 1000, "Rent"));
    book().pass(2);
    post(rent(TestBook.id(AT), NOVEMBER.minusSeconds(1), 2000, "Rent"));
    var bank =
        book().trial(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-20")).stream()
            .filter(l -> l.code().equals("1000"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(units(-2000).decimal(), units(0).decimal(), units(1000).decimal()),
        List.of(bank.opening(), bank.debits(), bank.credits()),
        "by the days of the book's zone");
  }

  @Test
  void theControlAccountIsTheSumOfItsWalletsAtAnyInstant() {
    var ann = wallet();
    var ben = wallet();
    topUp(ann, "3.00", NOVEMBER);
    var wrong = topUp(ben, "1.00", NOVEMBER.plusSeconds(1));
    int bank = account("1000");
    post(
        NewJournal.of(
            TestBook.id(AT),
            "Moved",
            NOVEMBER.plusSeconds(2),
            debit(ann, 50_000_000),
            credit(ben, 40_000_000),
            credit(bank, 10_000_000)));
    post(NewJournal.reversal(TestBook.id(AT), wrong, "Wrong", NOVEMBER.plusSeconds(3)));
    for (int second = -1; second < 5; second++) {
      var at = NOVEMBER.plusSeconds(second);
      var sum = book().wallets(at).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      assertEquals(0, sum.compareTo(balance("2100", at).decimal()), at.toString());
    }
    assertEquals(
        Map.of(ann, eur("2.50").decimal(), ben, eur("0.40").decimal()), book().wallets(AT));
  }

  @Test
  void whatWasPostedStays() {
    var wallet = wallet();
    var paid = topUp(wallet, "1.00", IN_OCTOBER);
    var journal = TestBook.id(IN_OCTOBER);
    post(rent(journal, IN_OCTOBER, 119, "Rent"));
    var transfers = book().transfers();
    var before = book().accounts(IN_OCTOBER);
    var written = find(journal);
    for (var attack : attacks(journal)) {
      assertThrows(Exception.class, attack);
    }
    book().reject(journal, "No", "carl");
    book().topUp(paid, wallet, eur("9"), IN_OCTOBER);
    book().close(OCTOBER, "ann", NOVEMBER);
    book().reopen(OCTOBER, "Why", "ann");
    post(NewJournal.reversal(TestBook.id(AT), journal, "Wrong", AT));
    post(NewJournal.reversal(TestBook.id(AT), paid, "Wrong", AT));
    assertEquals(transfers, book().transfers().subList(2, 4), "what came later is after it");
    assertEquals(before, book().accounts(IN_OCTOBER));
    assertEquals(written, find(journal));
  }
}
