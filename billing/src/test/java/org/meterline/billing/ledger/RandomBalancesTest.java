package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.ledger.NewJournal.Line.credit;
import static org.meterline.billing.ledger.NewJournal.Line.debit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

/**
 * Whatever is posted, late, taken back, in periods that are closed and reopened, by several at once
 * and while days are summed: sums and what is recorded after them are all moves, at any instant.
 */
class RandomBalancesTest {
  private static final Instant FROM = Instant.parse("2026-09-28T00:00:00Z");
  private static final int DAYS = 40;

  private final TestBook book = new TestBook();
  private final PassingDays days = new PassingDays(book);
  private final UUID wallet = book.wallet("1.00", FROM);
  private final int bank = book.account("1000");
  private final int bought = book.account("5000");
  private final List<UUID> posted = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sumsAndTheRestAreAllMoves(long seed) throws Exception {
    var random = new Random(seed);
    for (int round = 0; round < 8; round++) {
      if (random.nextBoolean()) {
        meanwhile(List.of(poster(random.nextLong()), poster(random.nextLong())));
        days.pass(1 + random.nextInt(3));
      } else {
        // begun before the days pass, committed while they are summed
        try (Connection open = TestDatabase.superuser().getConnection()) {
          open.setAutoCommit(false);
          int passed = 1 + random.nextInt(3);
          copy(open, passed, random.nextInt(DAYS));
          days.pass(passed);
          days.sum(1);
          days.sum(9);
          compare(random);
          open.commit();
        }
      }
      compare(random);
    }
    readWhileDaysAreSummed();
    compare(random);
    assertTrue(posted.size() > 20);
    days.prove(99, FROM);
    assertEquals(List.of(), book.read(Reconciliation::check));
  }

  /** Who posts, and beside them who sums and who reads. */
  private void meanwhile(List<Runnable> posters) throws InterruptedException, ExecutionException {
    var over = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var working = new ArrayList<Future<?>>();
      posters.forEach(poster -> working.add(threads.submit(poster)));
      var beside =
          List.<Future<?>>of(
              threads.submit(() -> until(over, () -> days.sum(1))),
              threads.submit(() -> until(over, () -> compare(new Random(1)))));
      try {
        for (var each : working) {
          each.get();
        }
      } finally {
        over.set(true);
      }
      for (var each : beside) {
        each.get();
      }
    }
  }

  private static void until(AtomicBoolean over, Runnable work) {
    while (!over.get()) {
      work.run();
    }
  }

  private Runnable poster(long seed) {
    var random = new Random(seed);
    return () -> {
      for (int step = 0; step < 12; step++) {
        post(random);
      }
    };
  }

  private void post(Random random) {
    var at = time(random);
    var id = TestBook.id(Instant.now());
    int what = random.nextInt(10);
    if (what < 4) {
      posted.add(book.topUp(wallet, "0.0" + (1 + random.nextInt(9)), at));
    } else if (what < 7) {
      long units = 1L + random.nextInt(99);
      approve(NewJournal.of(id, "Rent", at, debit(bought, units), credit(bank, units)));
    } else if (what < 9 && !posted.isEmpty()) {
      var taken = posted.get(random.nextInt(posted.size()));
      approve(NewJournal.reversal(id, taken, "Wrong", at));
    } else {
      var month = YearMonth.of(2026, 9 + random.nextInt(2));
      book.write(
          c ->
              random.nextBoolean()
                  ? new PeriodBook(c)
                      .close(book.tenant, month, "", "ann", FROM.plus(Duration.ofDays(99)))
                  : new PeriodBook(c).reopen(book.tenant, month, "Late", "ann"));
    }
  }

  private void approve(NewJournal journal) {
    if (book.draft(journal, "ann") == JournalOutcome.DRAFTED
        && book.approve(journal.id(), "bob") == JournalOutcome.POSTED) {
      posted.add(journal.id());
    }
  }

  /** A journal like another, some days ago, as by who writes it without our functions. */
  private void copy(Connection open, int ago, int effective) throws SQLException {
    var id = UUID.randomUUID();
    for (var sql :
        List.of(
            "set session_replication_role = replica",
            "set search_path = meterline",
            """
            insert into transfer (tenant, id, kind, currency, description, hash, recorded, effective, posting_date, made_by)
            select b.tenant, '%1$s', 'rent', 'EUR', '', '', now() - interval '1 day' * %3$d, q.at, q.at::date, 'x'
            from book b cross join (select timestamptz '%4$s' + interval '1 day' * %5$d as at) q
            where b.tenant = '%2$s'
            """,
            """
            insert into move (tenant, transfer, line, debit, credit, amount)
            values ('%2$s', '%1$s', 1, %6$d, %7$d, 7)
            """)) {
      try (var s = open.createStatement()) {
        s.execute(sql.formatted(id, book.tenant, ago, FROM, effective, bought, bank));
      }
    }
  }

  private void compare(Random random) {
    book.read(
        c -> {
          for (int each = 0; each < 5; each++) {
            var from = LocalDate.parse("2026-09-28").plusDays(random.nextInt(DAYS));
            PassingDays.assertPlain(c, time(random));
            PassingDays.assertPlain(c, from, from.plusDays(1 + random.nextInt(DAYS)));
          }
          PassingDays.assertPlain(c, FROM.plus(Duration.ofDays(999)));
          return true;
        });
  }

  /** In a transaction whose statements see what was summed between them. */
  private void readWhileDaysAreSummed() throws InterruptedException, ExecutionException {
    days.pass(60);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var summing = threads.submit(() -> days.sumAll(1));
      while (!summing.isDone()) {
        book.write(
            c -> {
              for (int each = 0; each < 20; each++) {
                PassingDays.assertPlain(c, FROM.plus(Duration.ofDays(999)));
                PassingDays.assertPlain(c, LocalDate.EPOCH, LocalDate.parse("2027-01-01"));
              }
              return true;
            });
      }
      summing.get();
    }
  }

  private static Instant time(Random random) {
    return FROM.plus(Duration.ofMinutes(random.nextInt(DAYS * 1440)));
  }
}
