package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.all;
import static org.meterline.billing.wallet.BookCalls.array;
import static org.meterline.billing.wallet.BookCalls.instant;
import static org.meterline.billing.wallet.BookCalls.ordered;
import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TariffRows;

/** The holds of legs that one wallet pays for, in PostgreSQL: the fast path. */
final class PostgresHolds {
  private final BookCalls calls;

  PostgresHolds(BookCalls calls) {
    this.calls = calls;
  }

  List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    return calls.call(
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

  List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    return calls.call(
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

  List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return List.of();
    }
    return calls.call(
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
          return ordered(s, settlements.size(), (row, i) -> settled(row));
        });
  }

  Map<UUID, LegHold> read(Collection<UUID> legs) {
    if (legs.isEmpty()) {
      return Map.of();
    }
    return calls.call(
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

  static List<UUID> stale(BookCalls calls, String function, Lease lease, int limit) {
    return calls.call(
        "look for stale holds",
        "select * from " + function + "(?, ?, ?)",
        (connection, s) -> {
          s.setString(1, lease.node());
          s.setLong(2, lease.epoch());
          s.setInt(3, limit);
          return all(s, row -> uuid(row, 1));
        });
  }

  private static List<HoldOutcome> holdOutcomes(
      PreparedStatement s, int size, Function<Integer, Currency> currencies) throws SQLException {
    return ordered(s, size, (row, i) -> holdOutcome(row, currencies.apply(i)));
  }

  static HoldOutcome holdOutcome(ResultSet row, Currency currency) throws SQLException {
    var amount = Money.of(row.getLong(4), currency);
    return switch (row.getString(2)) {
      case "HELD" -> new HoldOutcome.Held(amount, row.getLong(5), row.getBoolean(6), false);
      case "REPEATED" -> new HoldOutcome.Held(amount, row.getLong(5), row.getBoolean(6), true);
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
  }

  static SettleOutcome settled(ResultSet row) throws SQLException {
    long posted = row.getLong(3);
    long overrun = row.getLong(4);
    return switch (row.getString(2)) {
      case "SETTLED" -> new SettleOutcome.Settled(posted, overrun);
      case "REPEATED" -> new SettleOutcome.Repeated(posted, overrun);
      case "LATE" -> new SettleOutcome.Late(posted, overrun);
      case "RESOLVED" -> new SettleOutcome.AlreadyResolved();
      case "DUPLICATE" -> new SettleOutcome.DuplicateKeyOtherBody();
      case "NO_HOLD" -> new SettleOutcome.NoHold();
      default -> throw new IllegalStateException(row.getString(2));
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
        instant(row, "placed"),
        row.getBoolean("resolved"),
        tariff,
        instant(row, "price_start"));
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
}
