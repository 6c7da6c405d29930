package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.meterline.billing.TestBook;

/**
 * A book whose days pass while a test looks on, and what its accounts have, counted move by move.
 */
final class PassingDays {
  private final TestBook book;

  PassingDays(TestBook book) {
    this.book = book;
  }

  /** All that is recorded is so much longer ago, as is what was summed. */
  void pass(int days) {
    var mine = " where tenant = '" + book.tenant + "'";
    TestBook.tamper("update book set opened = opened - interval '1 day' * " + days + mine);
    TestBook.tamper("update transfer set recorded = recorded - interval '1 day' * " + days + mine);
    // far away and back, so that no two are on one day meanwhile
    TestBook.tamper("update balance_day set recorded = recorded + 9999" + mine);
    TestBook.tamper("update balance_day set recorded = recorded - 9999 - " + days + mine);
    TestBook.tamper("update wallet_day set recorded = recorded + 9999" + mine);
    TestBook.tamper("update wallet_day set recorded = recorded - 9999 - " + days + mine);
    TestBook.tamper("update balance_check set recorded = recorded + 9999" + mine);
    TestBook.tamper("update balance_check set recorded = recorded - 9999 - " + days + mine);
    TestBook.tamper(
        "update balance_head set through = through - %d, marked = marked - interval '1 day' * %d %s"
            .formatted(days, days, mine));
  }

  boolean sum(int most) {
    return book.write(c -> new DayBalances(c, book.tenant).sum(most));
  }

  /** All days but today and, while it may still be joined, yesterday. */
  void sumAll() {
    sumAll(99);
  }

  void sumAll(int most) {
    var last = LocalDate.ofInstant(now().minus(Duration.ofHours(1)), ZoneOffset.UTC).minusDays(1);
    while (through().isBefore(last)) {
      sum(most); // again while anything is open, also another test's
    }
  }

  LocalDate through() {
    return book.read(SummedDays::of).through();
  }

  void prove(int days, Instant at) {
    book.write(
        c -> {
          new DayBalances(c, book.tenant).prove(days, at);
          return true;
        });
  }

  private Instant now() {
    return book.read(
        c -> {
          try (var s = c.prepareStatement("select now()");
              var row = s.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
          }
        });
  }

  /** What is told is what all moves are, in the state that the connection sees. */
  static void assertPlain(Connection connection, Instant asOf) throws SQLException {
    var told = new TreeMap<Integer, BigDecimal>();
    for (var account : new Ledger(connection).accounts(asOf)) {
      var sign = account.kind().debit() ? BigDecimal.ONE : BigDecimal.ONE.negate();
      put(told, account.id(), account.balance().decimal().multiply(sign));
    }
    assertEquals(
        plain(connection, "t.effective <= ?", OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC)),
        told,
        asOf.toString());
  }

  /** The same of a trial balance. */
  static void assertPlain(Connection connection, LocalDate from, LocalDate until)
      throws SQLException {
    var opening = new TreeMap<Integer, BigDecimal>();
    var closing = new TreeMap<Integer, BigDecimal>();
    var debits = BigDecimal.ZERO;
    var credits = BigDecimal.ZERO;
    for (var line : TrialBalance.read(connection, from, until)) {
      put(opening, line.account(), line.opening());
      put(closing, line.account(), line.closing());
      debits = debits.add(line.debits());
      credits = credits.add(line.credits());
    }
    assertEquals(plain(connection, "t.posting_date < ?", from), opening, from.toString());
    assertEquals(plain(connection, "t.posting_date < ?", until), closing, until.toString());
    assertEquals(0, debits.compareTo(credits));
  }

  private static Map<Integer, BigDecimal> plain(Connection connection, String which, Object value)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select account, sum(amount) from (
              select m.debit as account, m.amount from move m
                join transfer t on t.tenant = m.tenant and t.id = m.transfer where %1$s
              union all
              select m.credit, -m.amount from move m
                join transfer t on t.tenant = m.tenant and t.id = m.transfer where %1$s) q
            group by account
            """
                .formatted(which))) {
      s.setObject(1, value);
      s.setObject(2, value);
      var sums = new TreeMap<Integer, BigDecimal>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          put(sums, row.getInt(1), row.getBigDecimal(2).movePointLeft(8));
        }
      }
      return sums;
    }
  }

  private static void put(Map<Integer, BigDecimal> sums, int account, BigDecimal sum) {
    if (sum.signum() != 0) {
      sums.put(account, sum.stripTrailingZeros());
    }
  }
}
