package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * Wallets in PostgreSQL: each call is one statement, one round trip and one commit. The decisions
 * are the database's, in the functions of {@code db/billing}.
 */
public final class PostgresWallets implements WalletBook {
  private final BookCalls calls;
  private final PostgresHolds holds;
  private final PostgresDebts debts;
  private final PostgresPurchases purchases;
  private final PostgresRefunds refunds;

  /**
   * @param source connections of the application's user, in autocommit, free of the container's
   *     transactions
   */
  public PostgresWallets(DataSource source) {
    calls = new BookCalls(source);
    holds = new PostgresHolds(calls);
    debts = new PostgresDebts(calls);
    purchases = new PostgresPurchases(calls);
    refunds = new PostgresRefunds(calls);
  }

  @Override
  public List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    return holds.hold(by, requests);
  }

  @Override
  public List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return holds.extend(by, requests);
  }

  @Override
  public List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    return holds.resolve(recovery, settlements);
  }

  @Override
  public Map<UUID, LegHold> holds(Collection<UUID> legs) {
    return HoldRows.read(calls, legs);
  }

  @Override
  public TopUp.Outcome topUp(TopUp t) {
    BookCalls.Row<TopUp.Outcome> outcome = row -> toppedUp(row, t.amount().currency());
    var amount = t.amount().units();
    var currency = t.amount().currency().code();
    return switch (t.pocket()) {
      case Pocket.Refundable r ->
          calls.one(
              "top up",
              "select outcome, transfer, balance from top_up(?, ?, ?, ?, ?, ?, ?, ?, ?)",
              outcome,
              t.tenant(),
              t.wallet(),
              t.key(),
              t.transfer(),
              amount,
              currency,
              t.reason(),
              t.by(),
              t.at());
      case Pocket.Goodwill goodwill ->
          calls.one(
              "give goodwill",
              "select outcome, transfer, balance"
                  + " from grant_goodwill(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              outcome,
              t.tenant(),
              t.wallet(),
              t.key(),
              t.transfer(),
              amount,
              currency,
              goodwill.expires(),
              t.reason(),
              t.by(),
              t.at());
    };
  }

  private static TopUp.Outcome toppedUp(ResultSet row, Currency currency) throws SQLException {
    return switch (row.getString(1)) {
      case "POSTED" -> new TopUp.Posted(uuid(row, 2), Money.of(row.getLong(3), currency));
      case "REPEATED" -> new TopUp.Repeated(uuid(row, 2));
      case "DUPLICATE" -> new TopUp.DuplicateKeyOtherBody();
      case "NO_WALLET" -> new TopUp.NoWallet();
      case "CURRENCY" -> new TopUp.CurrencyMismatch();
      case "EXPIRED" -> new TopUp.GoodwillPast();
      case "OVERFLOW" -> new TopUp.Overflow();
      case "PERIOD_CLOSED" -> new TopUp.PeriodClosed();
      default -> throw new IllegalStateException(row.getString(1));
    };
  }

  @Override
  public List<Pocket.Filled> pockets(UUID tenant, UUID wallet) {
    return calls.read(
        "read pockets",
        tenant,
        connection ->
            WalletRows.pockets(connection, List.of(wallet)).getOrDefault(wallet, List.of()));
  }

  @Override
  public int expire(int limit) {
    int prices = calls.one("expire", "select expire_holds(?)", row -> row.getInt(1), limit);
    int goodwill = calls.one("expire", "select expire_goodwill(?)", row -> row.getInt(1), limit);
    return Math.max(prices, goodwill);
  }

  @Override
  public Debts debts() {
    return debts;
  }

  @Override
  public Purchases purchases() {
    return purchases;
  }

  @Override
  public Refunds refunds() {
    return refunds;
  }

  @Override
  public void open(NewWallet wallet) {
    String outcome =
        calls.one(
            "open a wallet",
            "select open_wallet(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row -> row.getString(1),
            wallet.tenant(),
            wallet.id(),
            wallet.payer(),
            wallet.payerKind().name(),
            wallet.payerName(),
            wallet.email(),
            wallet.name(),
            wallet.floor().currency().code(),
            wallet.floor().units());
    if (outcome.equals("CURRENCY_MISMATCH")) {
      throw new IllegalArgumentException("the book keeps no " + wallet.floor().currency());
    }
  }

  @Override
  public boolean limitInPart(
      UUID tenant, UUID wallet, @Nullable Long floorUnits, @Nullable Boolean frozen) {
    try {
      return calls.one(
          "limit a wallet",
          "select set_wallet(?, ?, ?, ?)",
          row -> row.getBoolean(1),
          tenant,
          wallet,
          floorUnits,
          frozen);
    } catch (BooksRefused e) {
      if (e.outOfRange()) {
        throw new MoneyOverflow("a floor of " + floorUnits + " units");
      }
      throw e;
    }
  }

  @Override
  public Optional<Wallet> wallet(UUID tenant, UUID wallet) {
    return calls.read(
        "read a wallet",
        tenant,
        connection -> WalletRows.read(connection, wallet).stream().findFirst());
  }

  @Override
  public Lease take(String node, Duration length) {
    return calls.one(
        "take a lease",
        "select take_lease(?, ?)",
        row -> new Lease(node, row.getLong(1)),
        node,
        length.toMillis());
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    return calls.one(
        "renew a lease",
        "select renew_lease(?, ?, ?)",
        row -> row.getBoolean(1),
        lease.node(),
        lease.epoch(),
        length.toMillis());
  }

  @Override
  public List<Lease> seize(Duration grace) {
    return calls.call(
        "seize leases",
        "select node, epoch from seize_leases(?)",
        (connection, s) -> {
          s.setLong(1, grace.toMillis());
          return BookCalls.all(s, row -> new Lease(row.getString(1), row.getLong(2)));
        });
  }

  @Override
  public Optional<Lease> takeBack(Lease lost, Duration length) {
    return Optional.ofNullable(
            calls.one(
                "take a lease back",
                "select take_back_lease(?, ?, ?)",
                row -> (Long) row.getObject(1),
                lost.node(),
                lost.epoch(),
                length.toMillis()))
        .map(epoch -> new Lease(lost.node(), epoch));
  }

  @Override
  public List<UUID> stale(Lease lease, @Nullable UUID after, int limit) {
    return holds.stale(lease, after, limit);
  }
}
