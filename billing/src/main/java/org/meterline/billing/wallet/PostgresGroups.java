package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.BookCalls.array;
import static org.meterline.billing.wallet.BookCalls.instant;
import static org.meterline.billing.wallet.BookCalls.ordered;
import static org.meterline.billing.wallet.BookCalls.uuid;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Groups of holds in PostgreSQL: lines go flat into arrays, with the number of their group. */
final class PostgresGroups implements HoldGroups {
  private final BookCalls calls;

  PostgresGroups(BookCalls calls) {
    this.calls = calls;
  }

  /** A line with what it belongs to. */
  private record Of<G, L>(int group, int number, G of, L line) {}

  private static <G, L> List<Of<G, L>> flat(List<G> groups, Function<G, List<L>> lines) {
    var flat = new ArrayList<Of<G, L>>();
    for (int g = 0; g < groups.size(); g++) {
      var of = groups.get(g);
      var its = lines.apply(of);
      for (int i = 0; i < its.size(); i++) {
        flat.add(new Of<>(g, i + 1, of, its.get(i)));
      }
    }
    return flat;
  }

  @Override
  public List<Answer> hold(Lease by, List<Request> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    var flat = flat(requests, Request::lines);
    var outcomes =
        calls.call(
            "hold a group",
            "select * from place_groups(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, by.node());
              s.setLong(2, by.epoch());
              s.setArray(3, array(c, "integer", flat, Of::group));
              s.setArray(4, array(c, "uuid", flat, f -> f.of().tenant()));
              s.setArray(5, array(c, "uuid", flat, f -> f.of().leg()));
              s.setArray(6, array(c, "smallint", flat, Of::number));
              s.setArray(7, array(c, "text", flat, f -> f.line().part().name()));
              s.setArray(8, array(c, "text", flat, f -> f.line().part().relation()));
              s.setArray(9, array(c, "uuid", flat, f -> f.line().wallet()));
              s.setArray(10, array(c, "text", flat, f -> f.line().amount().currency().code()));
              s.setArray(11, array(c, "bigint", flat, f -> f.line().amount().units()));
              s.setArray(12, array(c, "uuid", flat, f -> f.of().call()));
              s.setArray(13, array(c, "uuid", flat, f -> f.line().deck()));
              s.setArray(14, array(c, "integer", flat, f -> f.line().rate()));
              s.setArray(15, array(c, "bigint", flat, f -> f.line().seconds()));
              s.setArray(16, array(c, "boolean", flat, f -> f.line().last()));
              s.setArray(17, array(c, "timestamptz", flat, f -> f.of().priceStart().toString()));
              return lines(s, flat, f -> f.line().amount().currency());
            });
    return answers(flat, outcomes, requests.size(), f -> f.line().part());
  }

  @Override
  public List<Answer> extend(Lease by, List<Extension> extensions) {
    if (extensions.isEmpty()) {
      return List.of();
    }
    var flat = flat(extensions, Extension::lines);
    var outcomes =
        calls.call(
            "extend a group",
            "select * from extend_groups(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, by.node());
              s.setLong(2, by.epoch());
              heads(c, s, 3, flat, Extension::tenant, Extension::leg);
              s.setArray(7, array(c, "integer", flat, f -> f.of().sequence()));
              s.setArray(8, array(c, "bigint", flat, f -> f.line().total().units()));
              s.setArray(9, array(c, "bigint", flat, f -> f.line().seconds()));
              s.setArray(10, array(c, "boolean", flat, f -> f.line().last()));
              s.setArray(11, array(c, "bigint", flat, f -> f.of().proved().toMillis()));
              s.setArray(12, array(c, "bigint", flat, f -> f.line().proved().units()));
              return lines(s, flat, f -> f.line().total().currency());
            });
    var parts = parts(extensions.stream().map(Extension::leg).toList(), outcomes);
    return answers(
        flat, outcomes, extensions.size(), f -> parts.get(List.of(f.of().leg(), f.number())));
  }

  /** What the lines are; asked for only when one was refused, to name it. */
  private Map<List<Object>, Part> parts(List<UUID> legs, List<Said> outcomes) {
    var parts = new HashMap<List<Object>, Part>();
    if (outcomes.stream().anyMatch(o -> o.outcome() != null && o.refused())) {
      for (var group : read(legs).values()) {
        for (int i = 0; i < group.lines().size(); i++) {
          parts.put(List.of(group.leg(), i + 1), group.lines().get(i).part());
        }
      }
    }
    return parts;
  }

  /**
   * What the database says of a line.
   *
   * @param outcome null when the line itself had no fault
   */
  private record Said(@Nullable HoldOutcome outcome) {
    boolean refused() {
      return outcome != null && !(outcome instanceof HoldOutcome.Held);
    }
  }

  private static <G, L> List<Said> lines(
      PreparedStatement s, List<Of<G, L>> flat, Function<Of<G, L>, Currency> currency)
      throws SQLException {
    return ordered(
        s,
        flat.size(),
        (row, i) ->
            new Said(
                row.getString(2).equals("NOT_HELD")
                    ? null
                    : PostgresHolds.holdOutcome(row, currency.apply(flat.get(i)))));
  }

  /** Joins lines to their groups: all held, or the first that was refused. */
  private static <G, L> List<Answer> answers(
      List<Of<G, L>> flat, List<Said> outcomes, int size, Function<Of<G, L>, @Nullable Part> part) {
    var held = new ArrayList<List<HoldOutcome.Held>>();
    var refused = new ArrayList<@Nullable NotHeld>();
    for (int g = 0; g < size; g++) {
      held.add(new ArrayList<>());
      refused.add(null);
    }
    for (int i = 0; i < flat.size(); i++) {
      var f = flat.get(i);
      var outcome = outcomes.get(i).outcome();
      if (outcome instanceof HoldOutcome.Held one) {
        held.get(f.group()).add(one);
      } else if (outcome != null && refused.get(f.group()) == null) {
        var why = outcome.refusal().orElseThrow();
        refused.set(
            f.group(),
            ofGroup(why.why())
                ? new NotHeld(0, null, why)
                : new NotHeld(f.number(), part.apply(f), why));
      }
    }
    var answers = new ArrayList<Answer>();
    for (int g = 0; g < size; g++) {
      var no = refused.get(g);
      answers.add(no == null ? new AllHeld(held.get(g)) : no);
    }
    return answers;
  }

  /** Whether the reason is about the group and no line of it. */
  static boolean ofGroup(Why why) {
    return switch (why) {
      case FENCED, RESOLVED, OTHER_TERMS, NO_HOLD -> true;
      default -> false;
    };
  }

  @Override
  public List<List<SettleOutcome>> resolve(boolean recovery, List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return List.of();
    }
    var flat = flat(settlements, Settlement::lines);
    var outcomes =
        calls.call(
            "resolve a group",
            "select ordinal, outcome, posted, overrun"
                + " from resolve_groups(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (c, s) -> {
              s.setString(1, recovery ? "RECOVERED" : "SETTLED");
              heads(c, s, 2, flat, Settlement::tenant, Settlement::leg);
              s.setArray(6, array(c, "uuid", flat, f -> f.line().transfer()));
              s.setArray(7, array(c, "bigint", flat, f -> f.line().cost().units()));
              s.setArray(8, array(c, "bigint", flat, f -> f.line().seconds()));
              s.setArray(9, array(c, "timestamptz", flat, f -> f.of().at().toString()));
              s.setArray(10, array(c, "text", flat, f -> f.line().description()));
              s.setArray(11, array(c, "text", flat, f -> f.line().trace()));
              return ordered(s, flat.size(), (row, i) -> PostgresHolds.settled(row));
            });
    var groups = new ArrayList<List<SettleOutcome>>();
    settlements.forEach(g -> groups.add(new ArrayList<>()));
    for (int i = 0; i < flat.size(); i++) {
      groups.get(flat.get(i).group()).add(outcomes.get(i));
    }
    return groups;
  }

  private static <G, L> void heads(
      Connection c,
      PreparedStatement s,
      int from,
      List<Of<G, L>> flat,
      Function<G, UUID> tenant,
      Function<G, UUID> leg)
      throws SQLException {
    s.setArray(from, array(c, "integer", flat, Of::group));
    s.setArray(from + 1, array(c, "uuid", flat, f -> tenant.apply(f.of())));
    s.setArray(from + 2, array(c, "uuid", flat, f -> leg.apply(f.of())));
    s.setArray(from + 3, array(c, "smallint", flat, Of::number));
  }

  @Override
  public Map<UUID, Group> read(Collection<UUID> legs) {
    if (legs.isEmpty()) {
      return Map.of();
    }
    return calls.call(
        "read groups",
        "select * from read_groups(?)",
        (c, s) -> {
          s.setArray(1, array(c, "uuid", List.copyOf(legs), leg -> leg));
          var found = new HashMap<UUID, Group>();
          for (var line : BookCalls.all(s, PostgresGroups::group)) {
            found.merge(line.leg(), line, PostgresGroups::joined);
          }
          return found;
        });
  }

  /** A row as a group of one line. */
  private static Group group(ResultSet row) throws SQLException {
    var currency = Currency.of(row.getString("currency"));
    return new Group(
        uuid(row, "tenant"),
        uuid(row, "id"),
        uuid(row, "call"),
        Duration.ofMillis(row.getLong("proved_millis")),
        instant(row, "placed"),
        instant(row, "price_start"),
        row.getBoolean("resolved"),
        List.of(
            new Line(
                Part.valueOf(row.getString("part")),
                uuid(row, "wallet"),
                uuid(row, "deck"),
                row.getInt("rate"),
                Money.of(row.getLong("amount"), currency),
                row.getLong("seconds"),
                row.getBoolean("last"))),
        List.of(Money.of(row.getLong("proved_amount"), currency)));
  }

  private static Group joined(Group group, Group line) {
    var lines = new ArrayList<>(group.lines());
    lines.addAll(line.lines());
    var proved = new ArrayList<>(group.provedAmounts());
    proved.addAll(line.provedAmounts());
    return new Group(
        group.tenant(),
        group.leg(),
        group.call(),
        group.proved(),
        group.placed(),
        group.priceStart(),
        group.resolved(),
        lines,
        proved);
  }

  @Override
  public List<UUID> stale(Lease lease, int limit) {
    return PostgresHolds.stale(calls, "stale_groups", lease, limit);
  }
}
