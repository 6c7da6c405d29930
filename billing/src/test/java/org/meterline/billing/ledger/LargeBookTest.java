package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.OwnDatabase;
import org.meterline.billing.TestBook;

/** Balances of a book with many days read the sums, and the moves of a day or two: not all. */
class LargeBookTest {
  private static final int DAYS = 120;
  private static final int A_DAY = 400;
  private static final String TABLES = "^(transfer|move)|^balance_day$";

  /** Rows of some times 16 blocks, which a BRIN tells together. */
  private static final int RANGES = 10_000;

  private static final OwnDatabase DATABASE = OwnDatabase.migrated("large_book");

  private final ManyRows rows = new ManyRows(DATABASE.superuser());
  private final TestBook book = new TestBook(DATABASE);
  private final PassingDays days = new PassingDays(book);

  /** Recorded as they took effect, all through the day; each moves three accounts by two moves. */
  @BeforeEach
  void fill() throws SQLException {
    rows.write(
        """
        insert into transfer (tenant, id, kind, currency, description, hash, recorded, effective, posting_date, made_by)
        select '%1$s', (lpad(to_hex((extract(epoch from q.at) * 1000)::bigint), 12, '0')
                 || '7000' || lpad(to_hex(q.n), 16, '0'))::uuid,
               'call', 'EUR', '', '', q.at, q.at, (q.at at time zone 'Europe/Berlin')::date, 't'
        from (select n, now() - interval '1 day' * %2$d + interval '1 day' / %3$d * n as at
              from generate_series(1, %2$d * %3$d) n) q
        """
            .formatted(book.tenant, DAYS, A_DAY),
        """
        insert into move (tenant, transfer, line, debit, credit, amount)
        select t.tenant, t.id, l.line, %2$d, l.account, 100
        from transfer t cross join (values (1, %3$d), (2, %4$d)) l (line, account)
        where t.tenant = '%1$s'
        """
            .formatted(
                book.tenant, book.account("5000"), book.account("1000"), book.account("2300")),
        "update book set opened = opened - interval '%d days' where tenant = '%s'"
            .formatted(DAYS + 1, book.tenant),
        "vacuum analyze transfer, move");
    days.sumAll();
    rows.write("analyze balance_day");
  }

  @AfterEach
  void remove() throws SQLException {
    for (var table : List.of("transfer", "move")) {
      rows.write("delete from " + table + " where tenant = '" + book.tenant + "'");
    }
    rows.write("vacuum analyze transfer, move");
  }

  @Test
  void balancesReadSumsAndADayOrTwo() throws SQLException {
    var now = Instant.now();
    cheap(c -> PassingDays.assertPlain(c, now), c -> new Ledger(c).accounts(now));
    var some = now.minusSeconds(50 * 86_400 + 7200);
    cheap(c -> PassingDays.assertPlain(c, some), c -> new Ledger(c).accounts(some));
    var today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    for (int ago : new int[] {0, 30, 90}) {
      var from = today.minusDays(ago);
      var until = from.plusDays(30);
      cheap(c -> PassingDays.assertPlain(c, from, until), c -> TrialBalance.read(c, from, until));
    }
  }

  @Test
  void whatWalletsHaveNowReadsADayOrTwo() throws SQLException {
    var now = Instant.now();
    var wallet = book.wallet("1.00", now);
    rows.write(
        "update move set credit_wallet = '%s' where tenant = '%s' and line = 1 and transfer in (select id from transfer where kind = 'call')"
            .formatted(wallet, book.tenant),
        "update wallet set balance = balance + 100 * %d where id = '%s'"
            .formatted(DAYS * A_DAY, wallet),
        "vacuum analyze transfer, move");
    for (var asOf : List.of(Instant.now(), now.minusSeconds(86_400))) {
      var had = new ArrayList<BigDecimal>();
      cheap(
          c -> assertEquals(List.of(plain(c, wallet, asOf)), had),
          c -> {
            had.clear();
            TrialBalance.wallets(c, asOf, Instant.now(), List.of(wallet))
                .forEach(w -> had.add(w.balance()));
            return had;
          });
    }
  }

  private static BigDecimal plain(Connection connection, UUID wallet, Instant asOf)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select sum(m.amount) from move m join transfer t on t.id = m.transfer
            where m.credit_wallet = ? and t.effective <= ?
            """)) {
      s.setObject(1, wallet);
      s.setObject(2, OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC));
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBigDecimal(1).movePointLeft(8).setScale(8);
      }
    }
  }

  @FunctionalInterface
  private interface Check {
    void with(Connection connection) throws SQLException;
  }

  private void cheap(Check right, BookTransaction.Work<? extends List<?>> work)
      throws SQLException {
    long read =
        book.read(
            c -> {
              ManyRows.byIndex(c);
              long before = ManyRows.read(c, TABLES);
              work.with(c);
              return ManyRows.read(c, TABLES) - before;
            });
    // two days that are not summed and half a day, with three rows a transfer; the sums; what
    // stands in the same ranges of blocks
    long most = 3L * (5 * A_DAY / 2) + 6L * (DAYS + 1) + RANGES;
    assertTrue(read <= most, () -> read + " rows, not " + most);
    book.read(
        c -> {
          right.with(c);
          return true;
        });
  }

  @Test
  void aProofReadsItsDayAlone() {
    long read =
        book.write(
            c -> {
              ManyRows.byIndex(c);
              long before = ManyRows.read(c, TABLES);
              new DayBalances(c, book.tenant).prove(1, Instant.now());
              return ManyRows.read(c, TABLES) - before;
            });
    // its postings are checked one by one, too: each row is looked at a few times
    assertTrue(read <= 12 * A_DAY + 6 * (DAYS + 3) + RANGES, () -> read + " rows");
    assertEquals(List.of(), found());
  }

  private List<Reconciliation.Difference> found() {
    return book.read(Reconciliation::check).stream()
        .filter(d -> d.name().equals("day-balance"))
        .toList();
  }
}
