package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.TestTariff;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.TopUp;

/** Months are closed in order; a closed one takes nothing, whoever posts. */
class PeriodBookTest {
  private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

  /** In Berlin it is November already. */
  private static final Instant FIRST_OF_NOVEMBER = Instant.parse("2026-10-31T23:30:00Z");

  private static final Instant IN_OCTOBER = Instant.parse("2026-10-31T22:30:00Z");

  private final TestBook book = new TestBook();

  private PeriodBook.Outcome close(YearMonth month, Instant at) {
    return book.write(c -> new PeriodBook(c).close(book.tenant, month, "", "ann", at));
  }

  private PeriodBook.Outcome reopen(YearMonth month, String reason) {
    return book.write(c -> new PeriodBook(c).reopen(book.tenant, month, reason, "bob"));
  }

  @Test
  void aMonthIsOverWhenItIsInTheBooksZone() {
    assertEquals(PeriodBook.Outcome.NOT_OVER, close(OCTOBER, IN_OCTOBER));
    assertEquals(PeriodBook.Outcome.CLOSED, close(OCTOBER, FIRST_OF_NOVEMBER));
    assertEquals(PeriodBook.Outcome.REPEATED, close(OCTOBER, FIRST_OF_NOVEMBER));
    assertEquals(PeriodBook.Outcome.REPEATED, close(OCTOBER.minusMonths(1), FIRST_OF_NOVEMBER));
    assertEquals(
        Optional.of(LocalDate.parse("2026-10-31")),
        book.read(c -> new PeriodBook(c).closedThrough()));
  }

  @Test
  void aClosedPeriodRefusesByName() {
    var wallet = book.wallet("1.00", IN_OCTOBER);
    close(OCTOBER, FIRST_OF_NOVEMBER);
    var late = TestBook.id(IN_OCTOBER);
    assertEquals(
        new TopUp.PeriodClosed(),
        book.wallets.topUp(
            new TopUp(
                book.tenant,
                wallet,
                "late",
                late,
                Money.parse("1.00", Currency.EUR),
                "Bank transfer",
                "t",
                IN_OCTOBER)));
    book.topUp(wallet, "2.00", FIRST_OF_NOVEMBER);
    assertEquals("3.00000000", book.balance("2100", FIRST_OF_NOVEMBER).amount());
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  @Test
  void reopeningNeedsAReasonAndOpensWhatIsLaterToo() {
    var wallet = book.wallet("1.00", IN_OCTOBER);
    close(OCTOBER, FIRST_OF_NOVEMBER);
    assertEquals(PeriodBook.Outcome.NO_REASON, reopen(OCTOBER, " "));
    assertEquals(PeriodBook.Outcome.REOPENED, reopen(OCTOBER.minusMonths(1), "Invoice was late"));
    assertEquals(PeriodBook.Outcome.REPEATED, reopen(OCTOBER, "Again"));
    book.topUp(wallet, "1.00", IN_OCTOBER);
    var events = book.read(c -> new PeriodBook(c).events(9));
    assertEquals(List.of(2, 1), events.stream().map(PeriodBook.Event::number).toList());
    assertFalse(events.getFirst().closed());
    assertEquals("Invoice was late", events.getFirst().reason());
    assertEquals("bob", events.getFirst().by());
  }

  @Test
  void aCallThatIsPostedLateGoesToTheFirstOpenDay() {
    var wallet = book.wallet("1.00", IN_OCTOBER);
    var leg = TestBook.id(IN_OCTOBER);
    var lease = book.wallets.take("late-" + leg, java.time.Duration.ofMinutes(1));
    var amount = Money.parse("0.50", Currency.EUR);
    book.wallets.hold(
        lease,
        List.of(
            new HoldRequest(
                book.tenant,
                leg,
                leg,
                List.of(
                    HoldLine.of(
                        HoldLine.Part.PAYER,
                        book.tenant,
                        wallet,
                        TestTariff.of(UUID.randomUUID()))),
                List.of(amount),
                30,
                false,
                IN_OCTOBER)));
    close(OCTOBER, FIRST_OF_NOVEMBER);
    var transfer = TransferId.of(leg, "settled");
    book.wallets.resolve(
        false,
        List.of(
            new Settlement(
                book.tenant,
                leg,
                30,
                IN_OCTOBER,
                List.of(new Settlement.LineCost(transfer, amount, "Call, 30 s", "[]")))));
    var posted = book.read(c -> new Ledger(c).transfer(transfer)).orElseThrow();
    assertEquals(IN_OCTOBER, posted.effective());
    assertEquals(LocalDate.parse("2026-11-01"), posted.postingDate());
  }

  @Test
  void closingWaitsForAPostingThatIsUnderWay() throws SQLException {
    try (Connection posting = TestDatabase.superuser().getConnection()) {
      posting.setAutoCommit(false);
      try (var s = posting.createStatement()) {
        s.execute("set search_path = meterline");
      }
      post(posting);
      var closed = CompletableFuture.supplyAsync(() -> close(OCTOBER, FIRST_OF_NOVEMBER));
      awaitAWaiter();
      assertFalse(closed.isDone());
      posting.commit();
      assertEquals(PeriodBook.Outcome.CLOSED, closed.join());
      assertEquals("23ML1", assertThrows(SQLException.class, () -> post(posting)).getSQLState());
      posting.rollback();
    }
    assertEquals(1, book.read(c -> new Ledger(c).transfers(null, null, null, 9)).size());
  }

  private void post(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "insert into transfer (tenant, id, kind, currency, description, hash, effective,"
                + " posting_date, made_by)"
                + " values (?, ?, 'x', 'EUR', 'x', '', now(), '2026-10-31', 'x')")) {
      s.setObject(1, book.tenant);
      s.setObject(2, TestBook.id(IN_OCTOBER));
      s.execute();
    }
  }

  /** Until somebody waits for the lock of closing. */
  private static void awaitAWaiter() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s =
            connection.prepareStatement(
                "select count(*) from pg_locks where classid = 7301 and not granted")) {
      long waiting = 0;
      while (waiting == 0) {
        try (var row = s.executeQuery()) {
          row.next();
          waiting = row.getLong(1);
        }
        Thread.onSpinWait();
      }
    }
  }
}
