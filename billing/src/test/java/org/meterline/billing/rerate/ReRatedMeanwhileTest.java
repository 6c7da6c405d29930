package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.TransferId;

/** A call is charged anew while somebody takes it back. */
class ReRatedMeanwhileTest {
  private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

  private final Month it = new Month();

  @Test
  void whoApprovesAJournalWaitsForItAndNeitherIsThrownOut() throws Exception {
    var wrong = it.deck("49 6");
    // in the order in which the books lock them
    var wallets =
        Stream.of(it.wallet("10.00"), it.wallet("10.00"))
            .sorted(Comparator.comparing(UUID::toString))
            .toList();
    var leg = it.call(wrong, wallets.getFirst(), 60);
    it.call(wrong, wallets.getLast(), 60);
    var asked = it.approved(wrong, it.deck("49 3"));
    var journal =
        NewJournal.reversal(TestBook.id(NOW), TransferId.of(leg, "settled 0"), "By mistake", NOW);
    assertEquals(JournalOutcome.DRAFTED, it.book.draft(journal, "ann"));

    CompletableFuture<ReRating> anew;
    CompletableFuture<JournalOutcome> back;
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      connection.setAutoCommit(false);
      s.execute(
          "select from meterline.wallet where id = '%s' for no key update"
              .formatted(wallets.getLast()));
      anew = CompletableFuture.supplyAsync(() -> it.post(asked), Thread::startVirtualThread);
      int charging = waitsFor(pid(connection));
      back =
          CompletableFuture.supplyAsync(
              () -> it.book.approve(journal.id(), "bob"), Thread::startVirtualThread);
      waitsFor(charging);
      connection.rollback();
    }
    assertEquals(2, Month.result(anew.get(1, TimeUnit.MINUTES)).legs());
    assertEquals(JournalOutcome.REVERSED, back.get(1, TimeUnit.MINUTES));
    assertEquals(eur("3.00"), it.charged(leg));
    it.reconcile();
  }

  private static int pid(Connection connection) throws SQLException {
    try (var s = connection.createStatement();
        var row = s.executeQuery("select pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Who waits for what that one has locked, once somebody does. */
  private static int waitsFor(int pid) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s =
            connection.prepareStatement(
                "select pid from pg_stat_activity where ? = any (pg_blocking_pids(pid))")) {
      s.setInt(1, pid);
      for (long begin = System.nanoTime(); System.nanoTime() - begin < PATIENCE; ) {
        try (var row = s.executeQuery()) {
          if (row.next()) {
            return row.getInt(1);
          }
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
    throw new AssertionError("nobody waits");
  }
}
