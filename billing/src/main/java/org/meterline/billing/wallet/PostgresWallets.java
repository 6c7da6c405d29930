package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TariffRows;

/**
 * Wallets in PostgreSQL: each call is one statement, one round trip and one commit. The decisions
 * are the database's, in the functions of {@code db/billing}.
 */
public final class PostgresWallets implements WalletBook {
  private final DataSource source;

  /**
   * @param source connections of the application's user, in autocommit, free of the container's
   *     transactions
   */
  public PostgresWallets(DataSource source) {
    this.source = source;
  }

  @Override
  public List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    return call(
        "hold",
        "select * from place_holds(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (connection, s) -> {
          s.setString(1, by.node());
          s.setLong(2, by.epoch());
          s.setArray(3, array(connection, "uuid", requests, HoldRequest::tenant));
          s.setArray(4, array(connection, "uuid", requests, HoldRequest::leg));
          s.setArray(5, array(connection, "uuid", requests, HoldRequest::wallet));
          s.setArray(6, array(connection, "text", requests, r -> r.amount().currency().code()));
          s.setArray(7, array(connection, "bigint", requests, r -> r.amount().units()));
          s.setArray(8, array(connection, "uuid", requests, HoldRequest::call));
          s.setArray(9, array(connection, "uuid", requests, HoldRequest::leg));
          s.setArray(10, array(connection, "uuid", requests, HoldRequest::deck));
          s.setArray(11, array(connection, "integer", requests, HoldRequest::line));
          s.setArray(12, array(connection, "bigint", requests, HoldRequest::seconds));
          s.setArray(13, array(connection, "boolean", requests, HoldRequest::last));
          s.setArray(14, connection.createArrayOf("bigint", new Long[requests.size()]));
          s.setArray(
              15, array(connection, "timestamptz", requests, r -> r.priceStart().toString()));
          return holdOutcomes(s, requests.size(), i -> requests.get(i).amount().currency());
        });
  }

  @Override
  public List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    return call(
        "extend",
        "select * from extend_holds(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (connection, s) -> {
          s.setString(1, by.node());
          s.setLong(2, by.epoch());
          s.setArray(3, array(connection, "uuid", requests, ExtendRequest::tenant));
          s.setArray(4, array(connection, "uuid", requests, ExtendRequest::leg));
          s.setArray(5, array(connection, "integer", requests, ExtendRequest::sequence));
          s.setArray(6, array(connection, "bigint", requests, r -> r.total().units()));
          s.setArray(7, array(connection, "bigint", requests, ExtendRequest::seconds));
          s.setArray(8, array(connection, "boolean", requests, ExtendRequest::last));
          s.setArray(9, array(connection, "bigint", requests, r -> r.proved().toMillis()));
          return holdOutcomes(s, requests.size(), i -> requests.get(i).total().currency());
        });
  }

  @Override
  public List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return List.of();
    }
    return call(
        "resolve",
        "select ordinal, outcome, posted, overrun from resolve_holds(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (connection, s) -> {
          s.setString(1, recovery ? "RECOVERED" : "SETTLED");
          s.setArray(2, array(connection, "uuid", settlements, Settlement::tenant));
          s.setArray(3, array(connection, "uuid", settlements, Settlement::leg));
          s.setArray(4, array(connection, "uuid", settlements, Settlement::transfer));
          s.setArray(5, array(connection, "bigint", settlements, r -> r.cost().units()));
          s.setArray(6, array(connection, "bigint", settlements, Settlement::seconds));
          s.setArray(7, array(connection, "timestamptz", settlements, r -> r.at().toString()));
          s.setArray(8, array(connection, "text", settlements, Settlement::description));
          s.setArray(9, array(connection, "text", settlements, Settlement::trace));
          return ordered(
              s,
              settlements.size(),
              (row, i) -> settled(row.getString(2), row.getLong(3), row.getLong(4)));
        });
  }

  @Override
  public Map<UUID, LegHold> holds(Collection<UUID> legs) {
    if (legs.isEmpty()) {
      return Map.of();
    }
    return call(
        "read holds",
        "select * from open_holds(?)",
        (connection, s) -> {
          s.setArray(1, array(connection, "uuid", List.copyOf(legs), leg -> leg));
          var found = new HashMap<UUID, LegHold>();
          var tariffs = new TariffRows();
          try (var row = s.executeQuery()) {
            while (row.next()) {
              var hold = legHold(row, tariffs);
              found.put(hold.leg(), hold);
            }
          }
          return found;
        });
  }

  @Override
  public TopUp.Outcome topUp(TopUp t) {
    return call(
        "top up",
        "select outcome, transfer, balance from top_up(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (connection, s) -> {
          s.setObject(1, t.tenant());
          s.setObject(2, t.wallet());
          s.setString(3, t.key());
          s.setObject(4, t.transfer());
          s.setLong(5, t.amount().units());
          s.setString(6, t.amount().currency().code());
          s.setString(7, t.reason());
          s.setString(8, t.by());
          s.setObject(9, OffsetDateTime.ofInstant(t.at(), ZoneOffset.UTC));
          try (var row = s.executeQuery()) {
            row.next();
            return switch (row.getString(1)) {
              case "POSTED" ->
                  new TopUp.Posted(uuid(row, 2), Money.of(row.getLong(3), t.amount().currency()));
              case "REPEATED" -> new TopUp.Repeated(uuid(row, 2));
              case "DUPLICATE" -> new TopUp.DuplicateKeyOtherBody();
              case "NO_WALLET" -> new TopUp.NoWallet();
              case "CURRENCY" -> new TopUp.CurrencyMismatch();
              case "OVERFLOW" -> new TopUp.Overflow();
              default -> throw new IllegalStateException(row.getString(1));
            };
          }
        });
  }

  @Override
  public void open(NewWallet wallet) {
    String outcome =
        call(
            "open a wallet",
            "select open_wallet(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (connection, s) -> {
              s.setObject(1, wallet.tenant());
              s.setObject(2, wallet.id());
              s.setObject(3, wallet.payer());
              s.setString(4, wallet.payerKind().name());
              s.setString(5, wallet.payerName());
              s.setString(6, wallet.email());
              s.setString(7, wallet.name());
              s.setString(8, wallet.floor().currency().code());
              s.setLong(9, wallet.floor().units());
              return single(s, row -> row.getString(1));
            });
    if (outcome.equals("CURRENCY_MISMATCH")) {
      throw new IllegalArgumentException("the book keeps no " + wallet.floor().currency());
    }
  }

  @Override
  public boolean limit(UUID tenant, UUID wallet, long floorUnits, boolean frozen) {
    return call(
        "limit a wallet",
        "select set_wallet(?, ?, ?, ?)",
        (connection, s) -> {
          s.setObject(1, tenant);
          s.setObject(2, wallet);
          s.setLong(3, floorUnits);
          s.setBoolean(4, frozen);
          return single(s, row -> row.getBoolean(1));
        });
  }

  @Override
  public Optional<Wallet> wallet(UUID tenant, UUID wallet) {
    try {
      return new BookTransaction(source)
          .read(tenant, connection -> WalletRows.read(connection, wallet).stream().findFirst());
    } catch (SQLException e) {
      throw new BooksUnavailable("cannot read a wallet", e);
    }
  }

  @Override
  public Lease take(String node, Duration length) {
    return call(
        "take a lease",
        "select take_lease(?, ?)",
        (connection, s) -> {
          s.setString(1, node);
          s.setLong(2, length.toMillis());
          return new Lease(node, single(s, row -> row.getLong(1)));
        });
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    return call(
        "renew a lease",
        "select renew_lease(?, ?, ?)",
        (connection, s) -> {
          s.setString(1, lease.node());
          s.setLong(2, lease.epoch());
          s.setLong(3, length.toMillis());
          return single(s, row -> row.getBoolean(1));
        });
  }

  @Override
  public List<UUID> stale(Lease lease, int limit) {
    return call(
        "look for stale holds",
        "select * from stale_holds(?, ?, ?)",
        (connection, s) -> {
          s.setString(1, lease.node());
          s.setLong(2, lease.epoch());
          s.setInt(3, limit);
          var legs = new ArrayList<UUID>();
          try (var row = s.executeQuery()) {
            while (row.next()) {
              legs.add(uuid(row, 1));
            }
          }
          return legs;
        });
  }

  @FunctionalInterface
  private interface Statement<T> {
    T run(Connection connection, PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  private interface IndexedRow<T> {
    T read(ResultSet row, int index) throws SQLException;
  }

  private <T> T call(String what, String sql, Statement<T> statement) {
    try (var connection = source.getConnection();
        var prepared = connection.prepareStatement(sql)) {
      return statement.run(connection, prepared);
    } catch (SQLException e) {
      var state = e.getSQLState();
      // data and integrity (SQL:2023, table 37): the same again would fail again
      if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
        throw new BooksRefused("cannot " + what + ": " + e.getMessage(), e);
      }
      throw new BooksUnavailable("cannot " + what + ": " + e.getMessage(), e);
    }
  }

  private static <T> T single(PreparedStatement s, Row<T> reader) throws SQLException {
    try (var row = s.executeQuery()) {
      row.next();
      return reader.read(row);
    }
  }

  private static <R> java.sql.Array array(
      Connection connection, String type, List<R> rows, Function<R, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  private static <T> List<T> ordered(PreparedStatement s, int size, IndexedRow<T> reader)
      throws SQLException {
    @SuppressWarnings("unchecked")
    var outcomes = (List<T>) Arrays.asList(new Object[size]);
    try (var row = s.executeQuery()) {
      while (row.next()) {
        int index = (int) row.getLong(1) - 1;
        outcomes.set(index, reader.read(row, index));
      }
    }
    return Collections.unmodifiableList(outcomes);
  }

  private static List<HoldOutcome> holdOutcomes(
      PreparedStatement s, int size, Function<Integer, Currency> currencies) throws SQLException {
    return ordered(
        s,
        size,
        (row, i) -> {
          var currency = currencies.apply(i);
          var amount = Money.of(row.getLong(4), currency);
          return switch (row.getString(2)) {
            case "HELD" -> new HoldOutcome.Held(amount, row.getLong(5), row.getBoolean(6), false);
            case "REPEATED" ->
                new HoldOutcome.Held(amount, row.getLong(5), row.getBoolean(6), true);
            case "TOO_LOW" -> new HoldOutcome.TooLow(Money.of(row.getLong(3), currency));
            case "FROZEN" -> new HoldOutcome.Frozen();
            case "RESOLVED" -> new HoldOutcome.AlreadyResolved();
            case "DUPLICATE" -> new HoldOutcome.DuplicateKeyOtherBody();
            case "FENCED" -> new HoldOutcome.Fenced();
            case "NO_WALLET" -> new HoldOutcome.NoWallet();
            case "NO_HOLD" -> new HoldOutcome.NoHold();
            case "CURRENCY" -> new HoldOutcome.CurrencyMismatch();
            default -> throw new IllegalStateException(row.getString(2));
          };
        });
  }

  private static SettleOutcome settled(String outcome, long posted, long overrun) {
    return switch (outcome) {
      case "SETTLED" -> new SettleOutcome.Settled(posted, overrun);
      case "REPEATED" -> new SettleOutcome.Repeated(posted, overrun);
      case "LATE" -> new SettleOutcome.Late(posted, overrun);
      case "RESOLVED" -> new SettleOutcome.AlreadyResolved();
      case "DUPLICATE" -> new SettleOutcome.DuplicateKeyOtherBody();
      case "NO_HOLD" -> new SettleOutcome.NoHold();
      default -> throw new IllegalStateException(outcome);
    };
  }

  private static LegHold legHold(ResultSet row, TariffRows tariffs) throws SQLException {
    var tariff = tariffs.read(row);
    var currency = tariff.currency();
    return new LegHold(
        uuid(row, "tenant"),
        uuid(row, "leg"),
        uuid(row, "call"),
        uuid(row, "wallet"),
        Money.of(row.getLong("first_amount"), currency),
        Money.of(row.getLong("amount"), currency),
        row.getLong("seconds"),
        row.getBoolean("last"),
        Duration.ofMillis(row.getLong("proved_millis")),
        steps(row, currency),
        row.getObject("placed", OffsetDateTime.class).toInstant(),
        row.getBoolean("resolved"),
        tariff,
        row.getObject("price_start", OffsetDateTime.class).toInstant());
  }

  /** The extensions as flat text: at, sequence, total, seconds of each. */
  private static List<LegHold.Step> steps(ResultSet row, Currency currency) throws SQLException {
    var values = (String[]) row.getArray("steps").getArray();
    var steps = new ArrayList<LegHold.Step>();
    for (int i = 0; i < values.length; i += 4) {
      steps.add(
          new LegHold.Step(
              OffsetDateTime.parse(values[i]).toInstant(),
              Integer.parseInt(values[i + 1]),
              Money.of(Long.parseLong(values[i + 2]), currency),
              Long.parseLong(values[i + 3])));
    }
    return steps;
  }

  private static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
