package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.OwnDatabase;
import org.meterline.billing.TestBook;
import org.meterline.billing.rate.Rate;

/** The check of a book with many days reads what is new; the proof of a day finds what is old. */
class LargeCheckTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  private static final int DAYS = 120;
  private static final int A_DAY = 200;

  /** Rows of a few times 16 blocks of three tables, which a BRIN tells together. */
  private static final int RANGES = 4000;

  /** Transfer, moves, charge and hold of a call, each looked at a few times. */
  private static final int ROWS = 20;

  private static final String READ = "^(transfer|move|charge|hold)";

  private static final List<String> TABLES = List.of("transfer", "move", "charge", "hold");

  private static final OwnDatabase DATABASE = OwnDatabase.migrated("large_check");

  private final ManyRows rows = new ManyRows(DATABASE.superuser());
  private final TestBook book = new TestBook(DATABASE);
  private final PassingDays days = new PassingDays(book);

  /** A call that was charged, as often as was said, all through the days. */
  @BeforeEach
  void fill() throws SQLException {
    var wallet = book.wallet("5.00", AT);
    var tariff = book.deck("Retail", 1, Rate.to("49", "Germany").price("0.12").build(), AT);
    var leg = book.leg(TestBook.id(AT), wallet, tariff, "0.20", "0.12", 60, AT);
    var posted = TransferId.of(leg, "settled");
    rows.write(
        """
        create temporary table call as
        select q.*, transfer_id(q.leg, 'settled') as id
        from (select at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')
                          || '70008' || lpad(to_hex(n), 15, '0'))::uuid as leg
              from (select n, now() - interval '1 day' * %1$d + interval '1 day' / %2$d * n as at
                    from generate_series(1, %1$d * %2$d) n) n) q
        """
            .formatted(DAYS, A_DAY),
        copies(
            "transfer",
            "id = '" + posted + "'",
            "'id', c.id, 'recorded', c.at, 'leg', c.leg, 'call', c.leg"),
        copies("move", "transfer = '" + posted + "'", "'transfer', c.id"),
        copies(
            "charge",
            "id = '" + posted + "'",
            "'id', c.id, 'recorded', c.at, 'leg', c.leg, 'call', c.leg"),
        copies(
            "hold",
            "id = '" + leg + "'",
            "'id', c.leg, 'resolved', c.at, 'leg', c.leg, 'call', c.leg"),
        "update wallet set floor = -1000000000000, balance = balance - %d * (select sum(amount) from move where transfer = '%s') where tenant = '%s'"
            .formatted(DAYS * A_DAY, posted, book.tenant),
        "update book set opened = opened - interval '%d days' where tenant = '%s'"
            .formatted(DAYS + 1, book.tenant),
        "drop table call");
    analyze();
    days.sumAll();
    rows.write("analyze balance_day", "analyze wallet_day");
  }

  /** Rows as one that is there, with other values. */
  private String copies(String table, String which, String values) {
    return """
        insert into %1$s select r.*
        from call c
          join %1$s o on o.tenant = '%2$s' and o.%3$s
          cross join lateral jsonb_populate_record(o, jsonb_build_object(%4$s)) r
        """
        .formatted(table, book.tenant, which, values);
  }

  @AfterEach
  void remove() throws SQLException {
    for (var table : TABLES) {
      rows.write("delete from " + table + " where tenant = '" + book.tenant + "'");
    }
    analyze();
  }

  @Test
  void aCheckReadsWhatIsNewAndAProofItsDay() throws SQLException {
    assertTrue(check() > 3L * DAYS * A_DAY, "before anything is proved all is read");
    days.prove(DAYS + 9, Instant.now());
    // two days and a half, and the ids of one more; what stands beside them
    long most = ROWS * (7L * A_DAY / 2) + RANGES;
    long read = check();
    assertTrue(read <= most, () -> read + " rows, not " + most);
    long proved =
        book.write(
            c -> {
              ManyRows.byIndex(c);
              long before = ManyRows.read(c, READ);
              new DayBalances(c, book.tenant).prove(1, Instant.now());
              return ManyRows.read(c, READ) - before;
            });
    assertTrue(proved <= ROWS * A_DAY + RANGES, () -> proved + " rows");
  }

  /** Rows read by a check that finds nothing. */
  private long check() {
    return book.read(
        c -> {
          ManyRows.byIndex(c);
          long before = ManyRows.read(c, READ);
          assertEquals(List.of(), Reconciliation.check(c));
          return ManyRows.read(c, READ) - before;
        });
  }

  private void analyze() throws SQLException {
    rows.write("vacuum analyze transfer, move, charge, hold");
  }
}
