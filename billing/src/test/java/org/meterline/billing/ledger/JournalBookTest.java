package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.Rate;

/** A journal needs a reason and two people; a correction is a reversal, once. */
class JournalBookTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();
  private final int bank = book.account("1000");
  private final int tax = book.account("2300");
  private final int bought = book.account("5000");

  private NewJournal rent(UUID id, long units) {
    return NewJournal.of(
        id, "Rent", AT, debit(bought, units - 19), debit(tax, 19), credit(bank, units));
  }

  @Test
  void whatOneDraftsAnotherApproves() {
    var id = TestBook.id(AT);
    assertEquals(JournalOutcome.DRAFTED, book.draft(rent(id, 119), "ann"));
    assertEquals(Journal.State.DRAFTED, find(id).state());
    assertTrue(transfers().isEmpty());
    assertEquals(JournalOutcome.SAME_PERSON, book.approve(id, "ann"));
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
    assertEquals(JournalOutcome.REPEATED, book.approve(id, "bob"));
    assertEquals(JournalOutcome.DECIDED, book.approve(id, "carl"));
    assertEquals(JournalOutcome.DECIDED, reject(id, "No", "bob"));

    assertEquals(Journal.State.POSTED, find(id).state());
    var posted = transfers().getFirst();
    assertEquals(id, posted.id());
    assertEquals(LocalDate.parse("2026-11-20"), posted.postingDate());
    assertEquals(
        List.of("0.00000100", "0.00000019"),
        posted.moves().stream().map(m -> m.amount().amount()).toList());
    assertEquals("-0.00000119", book.balance("1000", AT).amount());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void whatIsRejectedIsNeverPosted() {
    var id = TestBook.id(AT);
    book.draft(rent(id, 119), "ann");
    assertEquals(JournalOutcome.NO_REASON, reject(id, " ", "bob"));
    assertEquals(JournalOutcome.REJECTED, reject(id, "Twice", "bob"));
    assertEquals(JournalOutcome.DECIDED, book.approve(id, "bob"));
    assertEquals(Journal.State.REJECTED, find(id).state());
    assertTrue(transfers().isEmpty());
  }

  @Test
  void journalsAreListedFromTheNewest() {
    var first = TestBook.id(AT);
    var second = TestBook.id(AT.plusSeconds(1));
    var third = TestBook.id(AT.plusSeconds(2));
    for (var id : List.of(second, third, first)) {
      book.draft(rent(id, 119), "ann");
    }
    assertEquals(List.of(third, second), list(null, 2));
    assertEquals(List.of(first), list(second, 2), "the next page");
    assertEquals(
        List.of("5000 Calls bought", "2300 Output tax", "1000 Bank"),
        find(first).lines().stream().map(Journal.Line::account).toList(),
        "with their lines as drafted");
  }

  private List<UUID> list(@Nullable UUID before, int limit) {
    return book.read(c -> new JournalBook(c).list(before, limit)).stream()
        .map(Journal::id)
        .toList();
  }

  @Test
  void theIdIsTheKey() {
    var id = TestBook.id(AT);
    book.draft(rent(id, 119), "ann");
    assertEquals(JournalOutcome.REPEATED, book.draft(rent(id, 119), "ann"));
    assertEquals(JournalOutcome.DUPLICATE, book.draft(rent(id, 120), "ann"));
    assertEquals(JournalOutcome.DUPLICATE, book.draft(rent(id, 119), "bob"));
    var topUp = book.topUp(book.wallet("1", AT), "1", AT);
    assertEquals(JournalOutcome.DUPLICATE, book.draft(rent(topUp, 119), "ann"));
  }

  @Test
  void whatIsWrongIsNamed() {
    var wallets = book.account("2100");
    book.wallet("1", AT);
    assertEquals(JournalOutcome.UNBALANCED, draft(debit(bank, 2), credit(tax, 1)));
    assertEquals(JournalOutcome.UNBALANCED, draft());
    assertEquals(JournalOutcome.NO_ACCOUNT, draft(debit(bank, 1), credit(999_999, 1)));
    assertEquals(JournalOutcome.KEPT_ACCOUNT, draft(debit(bank, 1), credit(wallets, 1)));
    for (var code : List.of("1400", "2110")) {
      assertEquals(
          JournalOutcome.KEPT_ACCOUNT, draft(debit(bank, 1), credit(book.account(code), 1)), code);
    }
    assertEquals(JournalOutcome.NO_WALLET, draft(debit(bank, 1), credit(UUID.randomUUID(), 1)));
    assertEquals(JournalOutcome.BOTH_SIDES, draft(debit(bank, 2), credit(bank, 1), credit(tax, 1)));
    assertEquals(JournalOutcome.NO_JOURNAL, book.approve(UUID.randomUUID(), "bob"));
  }

  @Test
  void eachCurrencyBalancesForItself() {
    book.write(
        c -> {
          try (var s = c.prepareStatement("select open_currency(?, 'JPY')")) {
            s.setObject(1, book.tenant);
            return s.execute();
          }
        });
    var yen = Currency.of("JPY");
    int yenBank = book.account("1000", yen);
    int yenEquity = book.account("3000", yen);
    int equity = book.account("3000");
    var currencies = book.read(c -> new JournalBook(c).currencies());
    assertEquals(
        List.of(Currency.EUR, yen), List.of(currencies.get(bank), currencies.get(yenBank)));
    assertEquals(JournalOutcome.UNBALANCED, draft(debit(bank, 5), credit(yenBank, 5)));
    var id = TestBook.id(AT);
    assertEquals(
        JournalOutcome.DRAFTED,
        book.draft(
            NewJournal.of(
                id,
                "Bought yen",
                AT,
                debit(equity, 7),
                credit(bank, 7),
                debit(yenBank, 9),
                credit(yenEquity, 9)),
            "ann"));
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void aClosedPeriodTakesNoJournal() {
    var october = Instant.parse("2026-10-15T10:00:00Z");
    var id = TestBook.id(AT);
    var journal = NewJournal.of(id, "Late", october, debit(bought, 1), credit(bank, 1));
    book.draft(journal, "ann");
    book.write(c -> new PeriodBook(c).close(book.tenant, YearMonth.of(2026, 10), "", "ann", AT));
    assertEquals(JournalOutcome.PERIOD_CLOSED, book.approve(id, "bob"));
    assertEquals(Journal.State.DRAFTED, find(id).state());
    assertEquals(
        JournalOutcome.PERIOD_CLOSED,
        book.draft(
            NewJournal.of(TestBook.id(AT), "Late", october, debit(bought, 1), credit(bank, 1)),
            "ann"));
    book.write(c -> new PeriodBook(c).reopen(book.tenant, YearMonth.of(2026, 10), "Rent", "ann"));
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
  }

  @Test
  void aReversalMirrorsOnceAndGivesWalletsTheirMoneyBack() {
    var wallet = book.wallet("5.00", AT);
    var wrong = book.topUp(wallet, "2.00", AT);
    var id = TestBook.id(AT);
    var second = TestBook.id(AT);
    assertEquals(
        JournalOutcome.NO_TRANSFER,
        book.draft(NewJournal.reversal(id, UUID.randomUUID(), "Wrong", AT), "ann"));
    var reversal = NewJournal.reversal(id, wrong, "Wrong wallet", AT);
    assertEquals(JournalOutcome.DRAFTED, book.draft(reversal, "ann"));
    book.draft(NewJournal.reversal(second, wrong, "Once more", AT), "ann");
    assertEquals(
        List.of("2100 Customer wallets", "1200 Top-ups in clearing"),
        find(id).lines().stream().map(Journal.Line::account).toList());
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
    assertEquals(JournalOutcome.REVERSED, book.approve(second, "bob"));
    assertEquals(
        JournalOutcome.REVERSED,
        book.draft(NewJournal.reversal(TestBook.id(AT), wrong, "Again", AT), "ann"));

    assertEquals("5.00000000", book.balance("2100", AT).amount());
    assertEquals(Map.of(wrong, id), book.read(c -> new JournalBook(c).reversals(List.of(wrong))));
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void aReversalTakesNoWalletBelowItsFloor() {
    var wallet = book.wallet("1.00", AT);
    var first = transfers().getFirst().id();
    var away = book.topUp(wallet, "0.50", AT);
    for (var taken : List.of(first, away)) {
      var id = TestBook.id(AT);
      book.draft(NewJournal.reversal(id, taken, "Back", AT), "ann");
      assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
    }
    // takes back the taking back, then tries to take what is not there any more
    var back = TestBook.id(AT);
    var reversing = book.read(c -> new JournalBook(c).reversals(List.of(first))).get(first);
    book.draft(
        NewJournal.reversal(back, java.util.Objects.requireNonNull(reversing), "No", AT), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(back, "bob"));
    book.write(
        c -> {
          try (var s = c.prepareStatement("select set_wallet(?, ?, ?, false)")) {
            s.setObject(1, book.tenant);
            s.setObject(2, wallet);
            s.setLong(3, 1);
            return s.execute();
          }
        });
    var last = TestBook.id(AT);
    book.draft(NewJournal.reversal(last, back, "Too much", AT), "ann");
    assertEquals(JournalOutcome.TOO_LOW, book.approve(last, "bob"));
    assertEquals(Journal.State.DRAFTED, find(last).state());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void theReversalOfACallIsFinal() {
    var wallet = book.wallet("10.00", AT);
    var deck = book.deck("Retail", 1, Rate.to("49", "Germany").line(1).price("6").build(), AT);
    var leg = book.leg(TestBook.id(AT), wallet, deck, "6.00", "6.00", 60, AT);
    var back = TestBook.id(AT);
    book.draft(NewJournal.reversal(back, TransferId.of(leg, "settled"), "Wrong", AT), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(back, "bob"));
    assertEquals(
        JournalOutcome.NOT_REVERSIBLE,
        book.draft(NewJournal.reversal(TestBook.id(AT), back, "Right after all", AT), "ann"));
    assertEquals("10.00000000", book.balance("2100", AT).amount());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  /** As it was drafted while that was still let through. */
  @Test
  void theReversalOfACallIsFinalAlsoForWhatWasDraftedBefore() {
    var wallet = book.wallet("10.00", AT);
    var paid = transfers().getFirst().id();
    var deck = book.deck("Retail", 1, Rate.to("49", "Germany").line(1).price("6").build(), AT);
    var leg = book.leg(TestBook.id(AT), wallet, deck, "6.00", "6.00", 60, AT);
    var back = TestBook.id(AT);
    book.draft(NewJournal.reversal(back, TransferId.of(leg, "settled"), "Wrong", AT), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(back, "bob"));
    var drafted = TestBook.id(AT);
    book.draft(NewJournal.reversal(drafted, paid, "Right after all", AT), "ann");
    TestBook.tamper("update journal set reverses = ? where id = ?", back, drafted);
    assertEquals(JournalOutcome.NOT_REVERSIBLE, book.approve(drafted, "bob"));
    assertEquals("10.00000000", book.balance("2100", AT).amount());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void anotherTenantsJournalIsNotThere() {
    var id = TestBook.id(AT);
    book.draft(rent(id, 119), "ann");
    var other = new TestBook();
    assertTrue(other.read(c -> new JournalBook(c).find(id)).isEmpty());
    assertEquals(JournalOutcome.NO_JOURNAL, other.approve(id, "bob"));
    assertEquals(JournalOutcome.NO_ACCOUNT, other.draft(rent(TestBook.id(AT), 119), "ann"));
  }

  @Test
  void aJournalThatNobodyApprovedIsNamed() {
    var id = TestBook.id(AT);
    book.draft(rent(id, 119), "ann");
    book.approve(id, "bob");
    TestBook.tamper("delete from journal_decision where journal = ?", id);
    assertEquals(
        List.of("journal-not-approved"),
        book.read(Reconciliation::check).stream().map(Reconciliation.Difference::name).toList());
  }

  private JournalOutcome draft(NewJournal.Line... lines) {
    return book.draft(NewJournal.of(TestBook.id(AT), "Why", AT, lines), "ann");
  }

  private JournalOutcome reject(UUID id, String reason, String by) {
    return book.write(c -> new JournalBook(c).reject(book.tenant, id, reason, by));
  }

  private Journal find(UUID id) {
    return book.read(c -> new JournalBook(c).find(id)).orElseThrow();
  }

  private List<Transfer> transfers() {
    return book.read(c -> new Ledger(c).transfers(null, null, null, 9));
  }
}
