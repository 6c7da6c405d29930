package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.array;
import static org.meterline.billing.wallet.BookCalls.instant;
import static org.meterline.billing.wallet.BookCalls.uuid;

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
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TariffRows;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine.Part;

/** Reads what is held for legs: a row for each line. */
final class HoldRows {
  private HoldRows() {}

  static Map<UUID, LegHold> read(BookCalls calls, Collection<UUID> legs) {
    if (legs.isEmpty()) {
      return Map.of();
    }
    return calls.call(
        "read holds",
        "select * from read_holds(?)",
        (c, s) -> {
          s.setArray(1, array(c, "uuid", List.copyOf(legs), leg -> leg));
          var found = new HashMap<UUID, LegHold>();
          var tariffs = new TariffRows();
          try (var row = s.executeQuery()) {
            while (row.next()) {
              var line = legHold(row, tariffs);
              found.merge(line.leg(), line, HoldRows::joined);
            }
          }
          return found;
        });
  }

  /** A row as a hold of one line. */
  private static LegHold legHold(ResultSet row, TariffRows tariffs) throws SQLException {
    var currency = Currency.of(row.getString("wallet_currency"));
    var line =
        new HoldLine(
            Part.valueOf(row.getString("part")),
            uuid(row, "book"),
            uuid(row, "wallet"),
            tariffs.read(row).taxed(TaxRate.read(row)),
            row.getInt("weight"),
            row.getBoolean("rest"));
    return new LegHold(
        uuid(row, "owner"),
        uuid(row, "id"),
        uuid(row, "call"),
        List.of(
            new LegHold.Line(
                line,
                Money.of(row.getLong("first_amount"), currency),
                Money.of(row.getLong("amount"), currency),
                steps(row, currency))),
        row.getLong("seconds"),
        row.getBoolean("last"),
        Duration.ofMillis(row.getLong("proved_millis")),
        instant(row, "placed"),
        row.getBoolean("resolved"),
        instant(row, "price_start"));
  }

  private static LegHold joined(LegHold hold, LegHold line) {
    var lines = new ArrayList<>(hold.lines());
    lines.addAll(line.lines());
    return hold.with(lines, hold.seconds(), hold.last(), hold.proved(), hold.resolved());
  }

  /** The extensions as flat text: at, sequence, total, seconds, number of each. */
  private static List<LegHold.Step> steps(ResultSet row, Currency currency) throws SQLException {
    var values = (String[]) row.getArray("steps").getArray();
    var steps = new ArrayList<LegHold.Step>();
    for (int i = 0; i < values.length; i += 5) {
      steps.add(
          new LegHold.Step(
              OffsetDateTime.parse(values[i]).toInstant(),
              Integer.parseInt(values[i + 1]),
              Money.of(Long.parseLong(values[i + 2]), currency),
              Long.parseLong(values[i + 3]),
              Integer.parseInt(values[i + 4])));
    }
    return steps;
  }
}
