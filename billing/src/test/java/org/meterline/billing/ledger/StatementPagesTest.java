package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.Statement.Place;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;

/** The pages of a statement are of one instant, whatever is committed between them. */
class StatementPagesTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

  private final TestBook book = new TestBook();
  private final Tariff tariff =
      book.deck("Retail", 1, Rate.to("49", "Germany").price("0.12").build(), AT);
  private final UUID locked;
  private final UUID wallet;

  StatementPagesTest() {
    var wallets =
        Stream.of("5.00", "5.00")
            .map(amount -> book.wallet(amount, AT))
            .sorted((one, other) -> one.toString().compareTo(other.toString()))
            .toList();
    locked = wallets.getFirst(); // of the two it is locked first
    wallet = wallets.getLast();
  }

  /** A leg that both pay for; what settles it. */
  private Settlement shared() {
    var leg = TestBook.id(AT);
    var lines =
        Stream.of(locked, wallet)
            .map(paying -> HoldLine.of(Part.PAYER, book.tenant, paying, tariff))
            .toList();
    var amounts = List.of(eur("0.50"), eur("0.50"));
    var lease = book.wallets.take("node-" + leg, Duration.ofMinutes(1));
    var request = new HoldRequest(book.tenant, leg, leg, lines, amounts, 60, false, AT);
    assertInstanceOf(HoldOutcome.Held.class, book.wallets.hold(lease, List.of(request)).getFirst());
    var costs = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < lines.size(); i++) {
      var id = TransferId.of(leg, "settled " + i);
      costs.add(new Settlement.LineCost(id, eur("0.50"), "Call", "[]"));
    }
    return new Settlement(book.tenant, leg, 60, AT.plusSeconds(60), costs);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatWasPostedEarlierAndIsCommittedLaterIsInNone(int size) throws Exception {
    var settlement = shared();
    try (var other = TestDatabase.superuser().getConnection()) {
      other.setAutoCommit(false);
      lock(other);
      var late =
          CompletableFuture.supplyAsync(
              () -> book.wallets.resolve(false, List.of(settlement)).getFirst());
      awaitOneThatWaitsFor(other);
      book.topUp(wallet, "1.00", AT);
      book.leg(UUID.randomUUID(), wallet, tariff, "0.20", "0.12", 60, AT);
      var whole = lines(Place.NEWEST, 99).lines();
      var first = lines(Place.NEWEST, size);
      other.rollback();
      assertInstanceOf(SettleOutcome.Settled.class, late.get(1, TimeUnit.MINUTES));

      var paged = new ArrayList<>(first.lines());
      for (var page = first; !page.lines().isEmpty(); ) {
        page = lines(page.after(page.lines().getLast()), size);
        paged.addAll(page.lines());
      }
      assertEquals(whole, paged);
    }
    var now = lines(Place.NEWEST, 99).lines();
    assertEquals(
        List.of(eur("-0.12"), eur("1.00"), eur("-0.50"), eur("5.00")),
        now.stream().map(StatementLine::amount).toList(),
        "its entry is an earlier one");
    assertEquals(eur("5.38"), now.getFirst().balanceAfter());
  }

  @Test
  void whatIsNoInstantIsRefusedBeforeTheDatabaseReadsIt() {
    for (var right : List.of("3:3:", "3:9:3,5,8", "10:20:10,10")) {
      lines(new Place(9, 0L, new Cut(right)), 1);
    }
    for (var wrong : List.of("", "3", "0:3:", "9:3:", "3:9:2", "3:9:9", "3:9:5,4", "3:9:5,", "x")) {
      assertThrows(IllegalArgumentException.class, () -> new Cut(wrong), wrong);
    }
  }

  private Statement.Piece lines(Place after, int limit) {
    return book.read(c -> new Statement(c, wallet).lines(after, limit));
  }

  private void lock(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement("select from meterline.wallet where id = ? for update")) {
      s.setObject(1, locked);
      s.execute();
    }
  }

  private static void awaitOneThatWaitsFor(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))")) {
      for (long begin = System.nanoTime(); System.nanoTime() - begin < PATIENCE; ) {
        try (var row = s.executeQuery()) {
          if (row.next()) {
            return;
          }
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
    throw new AssertionError("nobody waits");
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
