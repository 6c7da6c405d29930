package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

/** Sums by day of recording: when a day is summed, what joins it, and what proves it. */
class DayBalancesTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant OCTOBER = Instant.parse("2026-10-15T10:00:00Z");

  private final TestBook book = new TestBook();
  private final PassingDays days = new PassingDays(book);
  private final UUID wallet = book.wallet("1.00", AT);

  @Test
  void daysThatAreOverAreSummedOnce() throws SQLException {
    assertFalse(days.sum(9), "nothing is over today");
    assertEquals(LocalDate.MIN, days.through());
    days.pass(3);
    book.topUp(wallet, "2.00", AT);
    days.sumAll();
    long sums = rows("balance_day");
    assertEquals(2, sums, "bank and wallets, on one day");
    assertFalse(days.sum(9));
    assertEquals(sums, rows("balance_day"));
    assertPlain();
    days.pass(3);
    days.sumAll();
    assertEquals(2 * sums, rows("balance_day"));
    assertPlain();
  }

  @Test
  void soManyDaysAtOnceAreSummedAsAreAskedFor() {
    days.pass(9);
    days.sum(1);
    var first = through(1);
    assertEquals(first.plusDays(3), through(3));
    assertPlain();
  }

  /** The last day after so many more were summed. */
  private LocalDate through(int more) {
    while (!days.sum(more)) {
      // something may still be open, also another test's
    }
    return days.through();
  }

  /** It was posted before the day ended and is committed only now. */
  @Test
  void aDayWaitsForWhatIsStillOpen() throws SQLException {
    days.pass(3);
    try (Connection open = TestDatabase.superuser().getConnection()) {
      open.setAutoCommit(false);
      again(open, "'3 days'");
      assertFalse(days.sum(9));
      assertFalse(days.sum(9), "a transaction that was there before is open");
      assertPlain();
      open.commit();
    }
    assertPlain();
    days.sumAll();
    assertPlain();
    assertEquals(List.of(), differences(9));
  }

  /** As a node that sums and dies, or two nodes at once. */
  @Test
  void twoWhoSumDoNotSumTwice() throws Exception {
    days.pass(5);
    var twice = Stream.generate(() -> Thread.ofVirtual().unstarted(days::sumAll)).limit(4).toList();
    twice.forEach(Thread::start);
    for (var each : twice) {
      each.join();
    }
    assertEquals(2, rows("balance_day"));
    assertPlain();
  }

  @Test
  void aLatePostingAndAReversalChangeNoSumOfBefore() {
    var rent = journal(AT);
    days.pass(3);
    days.sumAll();
    var before = sums();
    journal(OCTOBER);
    var back = TestBook.id(Instant.now());
    book.draft(NewJournal.reversal(back, rent, "Not ours", AT), "ann");
    assertEquals(JournalOutcome.POSTED, book.approve(back, "bob"));
    assertEquals(before, sums());
    assertPlain();
    days.pass(3);
    days.sumAll();
    assertTrue(sums().containsAll(before));
    assertPlain();
    assertEquals(List.of(), differences(9));
  }

  @Test
  void aReopenedPeriodTakesWhatItsBalanceThenHas() {
    var october = YearMonth.of(2026, 10);
    journal(OCTOBER);
    book.write(c -> new PeriodBook(c).close(book.tenant, october, "", "ann", AT));
    days.pass(3);
    days.sumAll();
    book.write(c -> new PeriodBook(c).reopen(book.tenant, october, "Rent", "ann"));
    journal(OCTOBER.plusSeconds(60));
    assertPlain();
    book.write(c -> new PeriodBook(c).close(book.tenant, october, "", "ann", AT));
    days.pass(3);
    days.sumAll();
    assertPlain();
    var line =
        book
            .read(
                c ->
                    TrialBalance.read(
                        c, LocalDate.parse("2026-10-01"), LocalDate.parse("2026-11-01")))
            .stream()
            .filter(l -> l.code().equals("5000"))
            .findFirst()
            .orElseThrow();
    assertEquals(238, line.debits().movePointRight(8).intValueExact());
  }

  @Test
  void whoeverChangesASumIsFoundWhenItsDayIsProved() {
    days.pass(4);
    journal(AT);
    days.pass(4);
    days.sumAll();
    assertEquals(List.of(), differences(99));
    TestBook.tamper(
        "update balance_day set debits = debits + 1 where tenant = ? and account = ?",
        book.tenant,
        book.account("5000"));
    assertTrue(differences(1).isEmpty(), "the day that was proved longest ago is another one");
    var found = differences(99);
    assertEquals(1, found.size(), found::toString);
    var it = found.getFirst();
    assertEquals("day-balance", it.name());
    assertTrue(it.subject().startsWith("5000 EUR of 2026-11-20 recorded "), it::toString);
    assertEquals(List.of("119 - 0", "120 - 0"), List.of(it.expected(), it.found()));
    assertEquals(
        Set.of("book-not-zero", "day-balance"),
        book.read(Reconciliation::check).stream()
            .map(Reconciliation.Difference::name)
            .collect(Collectors.toSet()),
        "until it is proved again");

    TestBook.tamper("delete from balance_day where tenant = ? and debits > 0", book.tenant);
    assertEquals(2, differences(99).size());
    forget(LocalDate.EPOCH);
    assertEquals(0, rows("balance_day"));
    assertPlain();
    days.sumAll();
    assertPlain();
    assertEquals(List.of(), differences(99));
  }

  /** A wallet, its last sum and the account that stands for it, all by the same. */
  @Test
  void whoeverChangesAWalletAndItsSumsAlikeIsFoundWhenTheDayIsProved() {
    days.pass(3);
    days.sumAll();
    days.prove(99, Instant.now());
    var mine = " where tenant = '" + book.tenant + "'";
    TestBook.tamper("update wallet set balance = balance + 1" + mine);
    TestBook.tamper("update wallet_day set amount = amount + 1, balance = balance + 1" + mine);
    TestBook.tamper(
        "update balance_day set debits = debits + sign(debits), credits = credits + sign(credits)"
            + mine);
    assertEquals(List.of(), book.read(Reconciliation::check));
    days.prove(99, Instant.now());
    assertEquals(
        Set.of("day-balance", "wallet-day"),
        book.read(Reconciliation::check).stream()
            .map(Reconciliation.Difference::name)
            .collect(Collectors.toSet()));
  }

  @Test
  void whoeverChangesAMoveIsFoundWhenItsDayIsProved() {
    var rent = journal(AT);
    days.pass(3);
    days.sumAll();
    TestBook.tamper("update move set amount = amount + 5 where transfer = ?", rent);
    assertEquals(
        Set.of("124 - 0 but 119 - 0", "0 - 124 but 0 - 119"),
        differences(9).stream()
            .map(d -> d.expected() + " but " + d.found())
            .collect(Collectors.toSet()));
    TestBook.tamper("update move set amount = amount - 5 where transfer = ?", rent);
    assertEquals(List.of(), differences(9));
    // as with a server whose clock went back
    var late = journal(AT);
    TestBook.tamper(
        "update transfer set recorded = recorded - interval '99 days' where id = ?", late);
    assertEquals(2, differences(9).size(), "before the first day, too");
  }

  /** A dump in a cluster whose transaction ids are lower. */
  @Test
  void idsOfAnotherClusterOnlyNeedANewMark() {
    days.pass(3);
    TestBook.tamper(
        "insert into balance_head (tenant, mark, marked) values (?, '9223372036854775807', now())",
        book.tenant);
    days.sumAll();
    assertPlain();
  }

  @Test
  void theApplicationWritesNoSums() {
    for (var sql :
        List.of(
            "insert into balance_day values (current_tenant(), now(), 1, now(), now(), 1, 1)",
            "update balance_day set debits = 0",
            "update wallet_day set balance = 0",
            "delete from balance_day",
            "update balance_head set through = 'infinity'",
            "select forget_balances(current_tenant(), 'epoch')",
            "delete from balance_check")) {
      assertThrows(IllegalStateException.class, () -> book.write(c -> run(c, sql)), sql);
    }
    assertThrows(
        IllegalStateException.class,
        () -> book.write(c -> new DayBalances(c, new TestBook().tenant).sum(1)));
  }

  private UUID journal(Instant at) {
    var id = TestBook.id(Instant.now());
    var lines =
        List.of(debit(book.account("5000"), 119), credit(book.account("1000"), 119))
            .toArray(NewJournal.Line[]::new);
    assertEquals(JournalOutcome.DRAFTED, book.draft(NewJournal.of(id, "Rent", at, lines), "ann"));
    assertEquals(JournalOutcome.POSTED, book.approve(id, "bob"));
    return id;
  }

  /** Posts the wallet's top-up once more, as recorded so long ago. */
  private void again(Connection open, String ago) throws SQLException {
    var id = UUID.randomUUID();
    run(open, "set session_replication_role = replica");
    run(open, "set search_path = meterline");
    run(
        open,
        """
        insert into transfer (tenant, id, kind, currency, description, hash, recorded, effective, posting_date, made_by)
        select tenant, '%s', kind, currency, description, hash, now() - interval %s, effective, posting_date, made_by
        from transfer where tenant = '%s'
        """
            .formatted(id, ago, book.tenant));
    run(
        open,
        """
        insert into move (tenant, transfer, line, debit, credit, debit_wallet, credit_wallet, amount)
        select tenant, '%s', line, debit, credit, debit_wallet, credit_wallet, amount
        from move where tenant = '%s'
        """
            .formatted(id, book.tenant));
  }

  private void forget(LocalDate from) {
    try (var owner = TestDatabase.owner().getConnection()) {
      run(owner, "select forget_balances('" + book.tenant + "', '" + from + "')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Reconciliation.Difference> differences(int proved) {
    days.prove(proved, Instant.now());
    return book.read(Reconciliation::check).stream()
        .filter(d -> d.name().equals("day-balance"))
        .toList();
  }

  private List<String> sums() {
    return book.read(
        c -> {
          try (var s =
                  c.prepareStatement(
                      "select concat_ws(' ', account, day, effective, debits, credits)"
                          + " from balance_day order by 1");
              var row = s.executeQuery()) {
            var found = new ArrayList<String>();
            while (row.next()) {
              found.add(row.getString(1));
            }
            return found;
          }
        });
  }

  private long rows(String table) {
    return book.read(
        c -> {
          try (var s = c.prepareStatement("select count(*) from " + table);
              var row = s.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  private static boolean run(Connection connection, String sql) throws SQLException {
    try (var s = connection.createStatement()) {
      return s.execute(sql);
    }
  }

  /** At and around all instants and days that matter here. */
  private void assertPlain() {
    book.read(
        c -> {
          for (var at : List.of(OCTOBER, AT, Instant.parse("9999-12-31T23:00:00Z"))) {
            for (long seconds : new long[] {-86_400, -36_001, -36_000, -1, 0, 1, 50_400, 86_400}) {
              PassingDays.assertPlain(c, at.plusSeconds(seconds));
            }
          }
          for (var day : List.of("2026-10-01", "2026-10-15", "2026-11-20", "2026-11-21")) {
            PassingDays.assertPlain(c, LocalDate.parse(day), LocalDate.parse("2026-12-01"));
          }
          return true;
        });
  }
}
