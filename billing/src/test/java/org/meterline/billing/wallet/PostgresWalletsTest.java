package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.TestTariff;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.Statement;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;

/** The contract over PostgreSQL as the application's user, and what only a database can show. */
class PostgresWalletsTest extends WalletBookContract {
  private final WalletBook book = new PostgresWallets(TestDatabase.app());

  @Override
  WalletBook book() {
    return book;
  }

  @Override
  UUID tenant() {
    return TestDatabase.tenant();
  }

  @Override
  UUID operator() {
    try {
      new OperatorBook(TestDatabase.app())
          .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
      return OperatorBook.ID;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Tariff priced(UUID tenant) {
    var tariff = TestTariff.of(UUID.randomUUID());
    var deck = RateDeck.compile(tariff.terms(), List.of(tariff.rate()));
    in(
        tenant,
        connection -> {
          var name = "Test " + tariff.deck();
          DeckRows.write(connection, tenant, name, 1, Instant.EPOCH, deck);
          return true;
        });
    return tariff;
  }

  /** The database's clock stays; what it is compared with goes back. */
  @Override
  void later(Duration time) {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      for (var column : List.of("pocket.expires", "hold.expires", "wallet.goodwill_until")) {
        var table = column.substring(0, column.indexOf('.'));
        var name = column.substring(column.indexOf('.') + 1);
        s.execute(
            "update meterline.%s set %s = %s - interval '%d seconds' where tenant = '%s'"
                .formatted(table, name, name, time.toSeconds(), tenant));
      }
      s.execute(
          "update meterline.lease set expires = expires - interval '%d seconds' where node = '%s'"
              .formatted(time.toSeconds(), lease.node()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  void reconcile(UUID tenant) {
    assertEquals(List.of(), in(tenant, Reconciliation::check));
  }

  /** Keys that were taken before the fields of a request were kept apart go on. */
  @Test
  void aKeyThatWasTakenBeforeIsStillKnown() {
    var bought = done(authorise("k", "2.00"));
    TestBook.tamper(
        """
        update request q set hash = sha256(convert_to(concat_ws(
            '|', 'purchase', b.wallet, b.item, b.text, b.price, 'EUR', 60000, b.tax_class), 'UTF8'))
        from purchase b where b.id = q.transfer and q.tenant = ?
        """,
        tenant);
    assertEquals(new Outcome.Done<>(bought, true), authorise("k", "2.00"));
    assertRefused(Refusal.Why.KEY_REUSED, authorise("k", "2.01"));
  }

  @Test
  void everyTotalIsInTheLedger() {
    var leg = UUID.randomUUID();
    hold(leg, "6.00");
    var transfer = UUID.randomUUID();
    resolve(leg, transfer, "6.50", 65);

    var charge =
        in(tenant, c -> new Ledger(c).charges(List.of(leg)))
            .getOrDefault(leg, List.of())
            .getFirst();
    assertEquals(eur("6.50"), charge.amount());
    assertEquals(eur("0.50"), charge.overrun());
    assertEquals("49", charge.tariff().prefix());
    var posted = charge.transfer();
    assertEquals(
        List.of(
            "2100 Customer wallets>4000 Revenue from calls 6.00 EUR",
            "6900 Leakage>4000 Revenue from calls 0.50 EUR"),
        posted == null
            ? List.of()
            : posted.moves().stream()
                .map(m -> m.debit() + ">" + m.credit() + " " + m.amount())
                .toList());

    assertEquals(
        List.of("call -6.00 EUR 4.00 EUR", "top-up 10.00 EUR 10.00 EUR"),
        in(tenant, c -> new Statement(c, wallet).lines(Statement.Place.NEWEST, 10)).lines().stream()
            .map(l -> l.kind() + " " + l.amount() + " " + l.balanceAfter())
            .toList());
    var top = in(tenant, c -> new Statement(c, wallet).lines(Statement.Place.NEWEST, 1));
    var after = top.after(top.lines().getFirst());
    assertEquals(
        List.of("top-up"),
        in(tenant, c -> new Statement(c, wallet).lines(after, 10)).lines().stream()
            .map(l -> l.kind())
            .toList());

    assertEquals(
        "1200 10.00 EUR, 2100 4.00 EUR, 4000 6.50 EUR, 6900 0.50 EUR",
        balances(Instant.parse("2026-11-22T10:00:01Z")));
    assertEquals("", balances(Instant.parse("2026-11-22T09:59:59Z")));
    assertEquals(
        List.of(transfer),
        in(tenant, c -> new Ledger(c).transfers(leg, null, null, 10)).stream()
            .map(t -> t.id())
            .toList());
    assertEquals(2, in(tenant, c -> new Ledger(c).transfers(null, null, null, 10)).size());
    assertEquals(
        java.util.Map.of(leg, new CallCost(eur("6.50"), null)),
        in(tenant, c -> new Ledger(c).costs(List.of(leg), null)));
    reconcile(tenant);
  }

  @Test
  void aDifferenceIsNamed() throws SQLException {
    hold(UUID.randomUUID(), "6.00");
    // only somebody who can switch row-level security off can bring this about
    try (var connection = TestDatabase.superuser().getConnection();
        var s =
            connection.prepareStatement(
                "update meterline.wallet set balance = balance + 7, held = held + 1 where id = ?")) {
      s.setObject(1, wallet);
      s.executeUpdate();
    }
    assertEquals(
        List.of("control-account", "wallet-balance", "wallet-held"),
        in(tenant, Reconciliation::check).stream()
            .map(Reconciliation.Difference::name)
            .sorted()
            .toList());
  }

  private String balances(Instant asOf) {
    return String.join(
        ", ",
        in(tenant, c -> new Ledger(c).accounts(asOf)).stream()
            .filter(a -> !a.balance().isZero())
            .map(PostgresWalletsTest::shown)
            .toList());
  }

  private static String shown(Account account) {
    Money balance = account.balance();
    return account.code() + " " + balance;
  }

  private static <T> T in(UUID tenant, BookTransaction.Work<T> work) {
    try {
      return new BookTransaction(TestDatabase.app()).write(tenant, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
