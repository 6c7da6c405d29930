package org.meterline.billing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.JournalBook;
import org.meterline.billing.ledger.JournalOutcome;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.NewJournal;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.TopUp;

/** A tenant's book in EUR, in Berlin's zone, that no other test knows. */
public final class TestBook {
  public final UUID tenant;
  public final PostgresWallets wallets;

  private final BookTransaction books;

  public TestBook() {
    this(TestDatabase.app());
  }

  /** In a database that no other test has rows in. */
  public TestBook(OwnDatabase database) {
    this(database.app());
  }

  private TestBook(DataSource app) {
    tenant = TestDatabase.tenant(app);
    wallets = new PostgresWallets(app);
    books = new BookTransaction(app);
  }

  /** A customer's wallet with some money. */
  public UUID wallet(String amount, Instant at) {
    var wallet = UUID.randomUUID();
    wallets.open(
        new NewWallet(
            tenant,
            wallet,
            UUID.randomUUID(),
            PayerKind.CUSTOMER,
            "Ann",
            null,
            "Calls",
            Money.zero(Currency.EUR)));
    topUp(wallet, amount, at);
    return wallet;
  }

  /** The transfer's id. */
  public UUID topUp(UUID wallet, String amount, Instant at) {
    var id = id(at);
    wallets.topUp(
        new TopUp(
            tenant,
            wallet,
            id.toString(),
            id,
            Money.parse(amount, Currency.EUR),
            "Bank transfer; Nov | 1",
            "t",
            at));
    return id;
  }

  /** A deck that everybody is charged by, in force since that time. */
  public Tariff deck(String name, int version, Rate line, Instant since) {
    var deck = RateDeck.compile(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), List.of(line));
    write(
        c -> {
          DeckRows.write(c, tenant, name, version, since, deck);
          return true;
        });
    return deck.tariff(line);
  }

  /** A leg of a call that was held for, and settled at that time. The leg's id. */
  public UUID leg(
      UUID call, UUID wallet, Tariff tariff, String held, String cost, long seconds, Instant at) {
    var leg = id(at);
    var lease = wallets.take("node-" + leg, Duration.ofMinutes(1));
    wallets.hold(
        lease,
        List.of(
            new HoldRequest(
                tenant,
                leg,
                call,
                List.of(HoldLine.of(HoldLine.Part.PAYER, tenant, wallet, tariff)),
                List.of(Money.parse(held, Currency.EUR)),
                seconds,
                false,
                at)));
    var posted =
        new Settlement.LineCost(
            TransferId.of(leg, "settled"), Money.parse(cost, Currency.EUR), "Call", "[]");
    wallets.resolve(false, List.of(new Settlement(tenant, leg, seconds, at, List.of(posted))));
    return leg;
  }

  /** A new UUIDv7 of that time. */
  public static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  /** The account's id, by its code. */
  public int account(String code) {
    return account(code, Currency.EUR);
  }

  public int account(String code, Currency currency) {
    return read(c -> new Ledger(c).accounts(Instant.EPOCH)).stream()
        .filter(a -> a.code().equals(code) && a.balance().currency().equals(currency))
        .map(Account::id)
        .findFirst()
        .orElseThrow();
  }

  public Money balance(String code, Instant asOf) {
    return read(c -> new Ledger(c).accounts(asOf)).stream()
        .filter(a -> a.code().equals(code))
        .map(Account::balance)
        .findFirst()
        .orElseThrow();
  }

  public JournalOutcome draft(NewJournal journal, String by) {
    return write(c -> new JournalBook(c).draft(tenant, journal, by));
  }

  public JournalOutcome approve(UUID journal, String by) {
    return write(c -> new JournalBook(c).approve(tenant, journal, by));
  }

  public <T> T write(BookTransaction.Work<T> work) {
    try {
      return books.write(tenant, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public <T> T read(BookTransaction.Work<T> work) {
    try {
      return books.read(tenant, work);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes rows behind all guards, as who has the files of the database could. */
  public static void tamper(String sql, Object... arguments) {
    try (Connection connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("set session_replication_role = replica");
      s.execute("set search_path = meterline");
      try (var change = connection.prepareStatement(sql)) {
        for (int i = 0; i < arguments.length; i++) {
          change.setObject(i + 1, arguments[i]);
        }
        change.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
