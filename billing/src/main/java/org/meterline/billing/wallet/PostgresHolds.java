package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.all;
import static org.meterline.billing.wallet.BookCalls.array;
import static org.meterline.billing.wallet.BookCalls.ordered;
import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.Refusal.Why;

/** The holds of legs in PostgreSQL: lines go flat into arrays, those of a leg together. */
final class PostgresHolds {
  private final BookCalls calls;

  PostgresHolds(BookCalls calls) {
    this.calls = calls;
  }

  /**
   * A line with what it belongs to.
   *
   * @param number from 0
   */
  private record Of<G>(G of, int number) {}

  private static <G> List<Of<G>> flat(List<G> groups, Function<G, List<?>> lines) {
    var flat = new ArrayList<Of<G>>();
    for (var group : groups) {
      int size = lines.apply(group).size();
      for (int i = 0; i < size; i++) {
        flat.add(new Of<>(group, i));
      }
    }
    return flat;
  }

  /** Each leg once at a time: what names one again is asked when the others are answered. */
  private static <R, O> List<O> inRounds(
      List<R> requests, Function<R, UUID> leg, Function<List<R>, List<O>> ask) {
    var answers = new HashMap<Integer, O>();
    while (answers.size() < requests.size()) {
      var round = new LinkedHashMap<UUID, Integer>();
      for (int i = 0; i < requests.size(); i++) {
        if (!answers.containsKey(i)) {
          round.putIfAbsent(leg.apply(requests.get(i)), i);
        }
      }
      var numbers = List.copyOf(round.values());
      var said = ask.apply(numbers.stream().map(requests::get).toList());
      for (int i = 0; i < numbers.size(); i++) {
        answers.put(numbers.get(i), said.get(i));
      }
    }
    return IntStream.range(0, requests.size()).mapToObj(answers::get).toList();
  }

  private static HoldLine line(Of<HoldRequest> o) {
    return o.of().lines().get(o.number());
  }

  private static Money amount(Of<HoldRequest> o) {
    return o.of().amounts().get(o.number());
  }

  List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    return inRounds(requests, HoldRequest::leg, round -> holdEach(by, round));
  }

  private List<HoldOutcome> holdEach(Lease by, List<HoldRequest> requests) {
    var flat = flat(requests, HoldRequest::lines);
    var said =
        calls.call(
            "hold",
            "select * from place_holds(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, by.node());
              s.setLong(2, by.epoch());
              s.setArray(3, array(c, "uuid", flat, o -> o.of().tenant()));
              s.setArray(4, array(c, "uuid", flat, o -> o.of().leg()));
              s.setArray(5, array(c, "uuid", flat, o -> o.of().call()));
              s.setArray(6, array(c, "smallint", flat, Of::number));
              s.setArray(7, array(c, "text", flat, o -> line(o).part().name()));
              s.setArray(8, array(c, "uuid", flat, o -> line(o).book()));
              s.setArray(9, array(c, "uuid", flat, o -> line(o).wallet()));
              s.setArray(10, array(c, "text", flat, o -> amount(o).currency().code()));
              s.setArray(11, array(c, "bigint", flat, o -> amount(o).units()));
              s.setArray(12, array(c, "bigint", flat, o -> o.of().seconds()));
              s.setArray(13, array(c, "boolean", flat, o -> o.of().last()));
              s.setArray(14, array(c, "uuid", flat, o -> line(o).tariff().deck()));
              s.setArray(15, array(c, "integer", flat, o -> line(o).tariff().line()));
              s.setArray(16, array(c, "integer", flat, o -> line(o).weight()));
              s.setArray(17, array(c, "boolean", flat, o -> line(o).rest()));
              s.setArray(18, array(c, "text", flat, o -> country(line(o).tariff().tax())));
              s.setArray(19, array(c, "numeric", flat, o -> line(o).tariff().tax().rate()));
              s.setArray(20, array(c, "timestamptz", flat, o -> o.of().priceStart().toString()));
              return ordered(s, flat.size(), (row, i) -> Said.read(row));
            });
    return outcomes(
        flat, said, o -> line(o).part(), o -> amount(o).currency(), o -> o.of().lines().size());
  }

  List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return inRounds(requests, ExtendRequest::leg, round -> extendEach(by, round));
  }

  private List<HoldOutcome> extendEach(Lease by, List<ExtendRequest> requests) {
    var flat = flat(requests, ExtendRequest::totals);
    var said =
        calls.call(
            "extend",
            "select * from extend_holds(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, by.node());
              s.setLong(2, by.epoch());
              s.setArray(3, array(c, "uuid", flat, o -> o.of().tenant()));
              s.setArray(4, array(c, "uuid", flat, o -> o.of().leg()));
              s.setArray(5, array(c, "smallint", flat, Of::number));
              s.setArray(6, array(c, "integer", flat, o -> o.of().sequence()));
              s.setArray(7, array(c, "bigint", flat, o -> o.of().totals().get(o.number()).units()));
              s.setArray(8, array(c, "bigint", flat, o -> o.of().seconds()));
              s.setArray(9, array(c, "boolean", flat, o -> o.of().last()));
              s.setArray(10, array(c, "bigint", flat, o -> o.of().proved().toMillis()));
              return ordered(s, flat.size(), (row, i) -> Said.read(row));
            });
    var parts = parts(flat, said);
    return outcomes(
        flat,
        said,
        o -> parts.get(List.of(o.of().leg(), o.number())),
        o -> o.of().totals().get(o.number()).currency(),
        o -> o.of().totals().size());
  }

  /** What the lines are; asked for only when one of several was refused, to name it. */
  private Map<List<Object>, Part> parts(List<Of<ExtendRequest>> flat, List<Said> said) {
    var asked = new ArrayList<UUID>();
    for (int i = 0; i < flat.size(); i++) {
      if (said.get(i).why() != null) {
        asked.add(flat.get(i).of().leg());
      }
    }
    var parts = new HashMap<List<Object>, Part>();
    for (var hold : HoldRows.read(calls, asked).values()) {
      for (int i = 0; i < hold.lines().size(); i++) {
        parts.put(List.of(hold.leg(), i), hold.lines().get(i).of().part());
      }
    }
    return parts;
  }

  /**
   * What the database says of a line.
   *
   * @param why null if it was held, or had no fault of its own
   */
  private record Said(
      @Nullable Why why,
      boolean repeated,
      long available,
      long amount,
      long seconds,
      boolean last) {

    static Said read(ResultSet row) throws SQLException {
      var outcome = row.getString(2);
      var why =
          switch (outcome) {
            case "HELD", "REPEATED", "NOT_HELD" -> null;
            case "TOO_LOW" -> Why.TOO_LOW;
            case "FROZEN" -> Why.FROZEN;
            case "RESOLVED" -> Why.RESOLVED;
            case "DUPLICATE" -> Why.OTHER_TERMS;
            case "FENCED" -> Why.FENCED;
            case "NO_WALLET" -> Why.NO_WALLET;
            case "NO_HOLD" -> Why.NO_HOLD;
            case "CURRENCY" -> Why.CURRENCY;
            case "OVERFLOW" -> Why.OVERFLOW;
            default -> throw new IllegalStateException(outcome);
          };
      return new Said(
          why,
          outcome.equals("REPEATED"),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          row.getBoolean(6));
    }
  }

  /** Joins lines to their legs: all held, or the first that was refused. */
  private static <G> List<HoldOutcome> outcomes(
      List<Of<G>> flat,
      List<Said> said,
      Function<Of<G>, @Nullable Part> part,
      Function<Of<G>, Currency> currency,
      Function<Of<G>, Integer> size) {
    var outcomes = new ArrayList<HoldOutcome>();
    for (int from = 0; from < flat.size(); from += size.apply(flat.get(from))) {
      int until = from + size.apply(flat.get(from));
      HoldOutcome outcome = null;
      var amounts = new ArrayList<Money>();
      for (int i = from; i < until && outcome == null; i++) {
        var its = currency.apply(flat.get(i));
        outcome = refused(said.get(i), i - from + 1, part.apply(flat.get(i)), its);
        amounts.add(Money.of(said.get(i).amount(), its));
      }
      var first = said.get(from);
      outcomes.add(
          outcome == null
              ? new HoldOutcome.Held(amounts, first.seconds(), first.last(), first.repeated())
              : outcome);
    }
    return outcomes;
  }

  private static @Nullable HoldOutcome refused(
      Said said, int number, @Nullable Part part, Currency currency) {
    var why = said.why();
    if (why == null) {
      return null;
    }
    return switch (why) {
      case FENCED, RESOLVED, OTHER_TERMS, NO_HOLD -> HoldOutcome.ofLeg(why);
      case TOO_LOW ->
          new HoldOutcome.NotHeld(
              number, part, Refusal.of(why, Money.of(said.available(), currency)));
      default -> new HoldOutcome.NotHeld(number, part, Refusal.of(why));
    };
  }

  private static Settlement.LineCost cost(Of<Settlement> o) {
    return o.of().lines().get(o.number());
  }

  private static @Nullable Object by(Of<Settlement> o, Function<Tariff, Object> what) {
    var tariff = cost(o).tariff();
    return tariff == null ? null : what.apply(tariff);
  }

  List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    return inRounds(settlements, Settlement::leg, round -> resolveEach(recovery, round));
  }

  private List<SettleOutcome> resolveEach(boolean recovery, List<Settlement> settlements) {
    var flat = flat(settlements, Settlement::lines);
    var said =
        calls.call(
            "resolve",
            "select ordinal, outcome, posted, overrun"
                + " from resolve_holds(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, recovery ? "RECOVERED" : "SETTLED");
              s.setArray(2, array(c, "uuid", flat, o -> o.of().tenant()));
              s.setArray(3, array(c, "uuid", flat, o -> o.of().leg()));
              s.setArray(4, array(c, "smallint", flat, Of::number));
              s.setArray(5, array(c, "uuid", flat, o -> cost(o).transfer()));
              s.setArray(6, array(c, "bigint", flat, o -> cost(o).cost().units()));
              s.setArray(7, array(c, "bigint", flat, o -> o.of().seconds()));
              s.setArray(8, array(c, "timestamptz", flat, o -> o.of().at().toString()));
              s.setArray(9, array(c, "text", flat, o -> cost(o).description()));
              s.setArray(10, array(c, "text", flat, o -> cost(o).trace()));
              s.setArray(11, array(c, "uuid", flat, o -> by(o, Tariff::deck)));
              s.setArray(12, array(c, "integer", flat, o -> by(o, Tariff::line)));
              return ordered(
                  s,
                  flat.size(),
                  (row, i) ->
                      Map.entry(
                          row.getString(2),
                          new SettleOutcome.Posted(row.getLong(3), row.getLong(4))));
            });
    var outcomes = new ArrayList<SettleOutcome>();
    int from = 0;
    for (var settlement : settlements) {
      var lines = said.subList(from, from + settlement.lines().size());
      var posted = lines.stream().map(Map.Entry::getValue).toList();
      var outcome = lines.getFirst().getKey();
      outcomes.add(
          switch (outcome) {
            case "SETTLED" -> new SettleOutcome.Settled(posted);
            case "REPEATED" -> new SettleOutcome.Repeated(posted);
            case "LATE" -> new SettleOutcome.Late(posted);
            case "RESOLVED" -> new SettleOutcome.AlreadyResolved();
            case "CHANGED" -> new SettleOutcome.Changed();
            case "DUPLICATE" -> new SettleOutcome.DuplicateKeyOtherBody();
            case "OVERFLOW" -> new SettleOutcome.Overflow();
            case "NO_HOLD" -> new SettleOutcome.NoHold();
            default -> throw new IllegalStateException(outcome);
          });
      from += settlement.lines().size();
    }
    return outcomes;
  }

  private static @Nullable String country(TaxRate tax) {
    return tax.country().isEmpty() ? null : tax.country();
  }

  List<UUID> stale(Lease lease, @Nullable UUID after, int limit) {
    return calls.call(
        "look for stale holds",
        "select * from stale_holds(?, ?, ?, ?)",
        (c, s) -> {
          s.setString(1, lease.node());
          s.setLong(2, lease.epoch());
          s.setObject(3, after);
          s.setInt(4, limit);
          return all(s, row -> uuid(row, 1));
        });
  }
}
