package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;

/** What a check found is kept per day of the book's zone, each difference by name. */
class DayCheckTest {
  private static final Instant LATE = Instant.parse("2026-11-20T23:30:00Z"); // the 21st in Berlin

  private final TestBook book = new TestBook();

  @Test
  void theLastCheckOfADayStands() {
    var wallet = book.wallet("1.00", LATE);
    TestBook.tamper("update wallet set balance = balance + 1 where id = ?", wallet);
    keep(LATE.minusSeconds(86_400));
    keep(LATE.minusSeconds(60));
    TestBook.tamper("update wallet set balance = balance - 1 where id = ?", wallet);
    keep(LATE);

    var days = book.read(c -> DayCheck.list(c, LocalDate.MAX.withYear(9999), 9));
    assertEquals(
        List.of(LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-20")),
        days.stream().map(DayCheck::day).toList());
    assertEquals(List.of(), days.getFirst().differences());
    assertEquals(LATE, days.getFirst().checked());
    assertEquals(1, days.getFirst().transfers());
    assertEquals(1, days.getFirst().wallets());
    assertEquals(
        List.of("control-account", "wallet-balance"),
        days.getLast().differences().stream().map(Reconciliation.Difference::name).toList());
    assertEquals(
        days.getLast(),
        book.read(c -> DayCheck.list(c, LocalDate.parse("2026-11-21"), 1)).getFirst());
  }

  @Test
  void eachDayHasItsOwnDifferences() {
    var wallet = book.wallet("1.00", LATE);
    TestBook.tamper("update wallet set held = held + 1 where id = ?", wallet);
    keep(LATE);
    TestBook.tamper("update wallet set held = held - 1, frozen = true where id = ?", wallet);
    keep(LATE.plusSeconds(86_400));
    var days = book.read(c -> DayCheck.list(c, LocalDate.parse("2026-12-01"), 9));
    assertEquals(
        List.of(
            List.of(
                new Reconciliation.Difference(
                    "wallet-not-frozen", wallet.toString(), "false", "true")),
            List.of(new Reconciliation.Difference("wallet-held", wallet.toString(), "0", "1"))),
        days.stream().map(DayCheck::differences).toList());
  }

  /** Nothing but a journal is recorded long before its day. */
  @Test
  void whatWasPostedToADayAheadCountsThere() {
    var today = Instant.now();
    var ahead = today.plusSeconds(20 * 86_400);
    book.wallet("1.00", ahead);
    var journal = TestBook.id(today);
    book.draft(
        NewJournal.of(
            journal,
            "Rent",
            ahead,
            NewJournal.Line.debit(book.account("5000"), 119),
            NewJournal.Line.credit(book.account("1000"), 119)),
        "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(journal, "bob"));
    keep(ahead);
    assertEquals(
        1,
        book.read(c -> DayCheck.list(c, LocalDate.MAX.withYear(9999), 1)).getFirst().transfers());
  }

  @Test
  void theLastCheckOfTheDaysBeforeIsKnown() {
    assertEquals(Optional.empty(), lastBefore(LATE));
    keep(LATE.minusSeconds(3 * 86_400));
    keep(LATE.minusSeconds(86_400));
    keep(LATE);
    // the 21st begins half an hour before it
    assertEquals(Optional.of(LATE.minusSeconds(86_400)), lastBefore(LATE.plusSeconds(60)));
    assertEquals(Optional.of(LATE.minusSeconds(3 * 86_400)), lastBefore(LATE.minusSeconds(86_400)));
    assertEquals(Optional.of(LATE), lastBefore(LATE.plusSeconds(5 * 86_400)));
  }

  private Optional<Instant> lastBefore(Instant at) {
    return book.read(c -> DayCheck.lastBefore(c, at));
  }

  private void keep(Instant at) {
    book.write(
        c -> {
          DayCheck.keep(c, book.tenant, at, Reconciliation.check(c));
          return true;
        });
  }
}
