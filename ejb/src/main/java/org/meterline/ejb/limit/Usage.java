package org.meterline.ejb.limit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * What one tenant used in this hour (UTC): on this node, and as far as is known on the others. A
 * decision and its count are one step, so that two calls at once never pass where one may. When the
 * hour turns, what was begun and settled is forgotten; what is up or held counts on. Safe for many
 * threads.
 */
final class Usage {
  private Instant hour = Instant.MIN;
  private final Map<Key, Count> own = new HashMap<>();
  private Map<Key, Count> others = Map.of();
  private final Map<UUID, Leg> legs = new HashMap<>();

  /** Counts that are not written as they are. */
  private final Set<Key> changed = new HashSet<>();

  /**
   * @param currency of the money; empty in the one that counts the calls
   */
  record Key(String user, String destination, String currency) {
    private boolean isOf(Limit limit, String asked, String group) {
      return (limit.who().isEmpty() || user.equals(asked))
          && (limit.destination().isEmpty() || destination.equals(group));
    }
  }

  /** A count as it is stored. */
  record Row(Key key, int calls, int live, long settled, long held) {}

  /**
   * Counts of one hour.
   *
   * @param began of the hour that counts are of now, which may be after that of who asks
   */
  record Hour(Instant began, List<Row> rows) {
    Hour {
      rows = List.copyOf(rows);
    }
  }

  /** What stands in the way of a user's call to a destination. */
  record Reached(Limit limit, Limit.Part part, String user, String destination) {}

  private static final class Count {
    int calls;
    int live;
    long settled;
    long held;

    Count plus(Row row) {
      calls += row.calls();
      live += row.live();
      settled += row.settled();
      held += row.held();
      return this;
    }

    boolean nothing() {
      return calls == 0 && live == 0 && settled == 0 && held == 0;
    }
  }

  /**
   * @param holds by id, what they hold
   */
  private record Leg(String user, String destination, Map<UUID, List<Money>> holds) {}

  static Instant hourOf(Instant at) {
    return at.truncatedTo(ChronoUnit.HOURS);
  }

  /** A clock that goes back does not open an hour again. */
  private void turn(Instant at) {
    Instant now = hourOf(at);
    if (now.isAfter(hour)) {
      hour = now;
      own.values()
          .forEach(
              count -> {
                count.calls = 0;
                count.settled = 0;
              });
      own.values().removeIf(Count::nothing);
      others = Map.of();
      changed.clear();
      changed.addAll(own.keySet());
    }
  }

  /** Counts a leg to the outside, if no limit stands in its way; the same leg counts once. */
  synchronized Optional<Reached> begin(
      UUID leg, String user, String destination, List<Limit> limits, Instant at) {
    turn(at);
    if (legs.containsKey(leg)) {
      return Optional.empty();
    }
    for (Limit limit : limits) {
      if (limit.applies(user, destination)) {
        Limit.Part part = inTheWay(limit, used(limit, user, destination));
        if (part != null) {
          return Optional.of(new Reached(limit, part, user, destination));
        }
      }
    }
    legs.put(leg, new Leg(user, destination, new HashMap<>()));
    Count count = count(user, destination, "");
    count.calls++;
    count.live++;
    return Optional.empty();
  }

  private static Limit.@Nullable Part inTheWay(Limit limit, Limit.Used used) {
    Integer calls = limit.calls();
    Integer atOnce = limit.atOnce();
    Money money = limit.money();
    if (calls != null && used.calls() >= calls) {
      return Limit.Part.CALLS;
    }
    if (atOnce != null && used.live() >= atOnce) {
      return Limit.Part.AT_ONCE;
    }
    return money != null && used.units() >= money.units() ? Limit.Part.MONEY : null;
  }

  /**
   * Counts what is held for a leg in the place of what was, unless that is more than a limit
   * leaves: then nothing is changed.
   *
   * @param hold its id: a leg that is handed over has several
   * @param amounts all that it holds now
   */
  synchronized Optional<Reached> hold(
      UUID leg, UUID hold, List<Money> amounts, List<Limit> limits, Instant at) {
    turn(at);
    Leg known = legs.get(leg);
    if (known == null) {
      return Optional.empty();
    }
    List<Money> before = known.holds().getOrDefault(hold, List.of());
    for (Limit limit : limits) {
      Money most = limit.money();
      if (most != null && limit.applies(known.user(), known.destination())) {
        String currency = most.currency().code();
        long more = units(amounts, currency) - units(before, currency);
        long used = used(limit, known.user(), known.destination()).units();
        if (more > 0 && used + more > most.units()) {
          return Optional.of(
              new Reached(limit, Limit.Part.MONEY, known.user(), known.destination()));
        }
      }
    }
    before.forEach(money -> money(known, money).held -= money.units());
    amounts.forEach(money -> money(known, money).held += money.units());
    known.holds().put(hold, List.copyOf(amounts));
    return Optional.empty();
  }

  /** A leg is over, and cost this; it counts in the hour in which that is known. */
  synchronized void end(UUID leg, List<Money> cost, Instant at) {
    turn(at);
    Leg known = legs.remove(leg);
    if (known != null) {
      over(known);
      cost.forEach(money -> money(known, money).settled += money.units());
    }
  }

  /** A leg was not to be: as if it had never begun. */
  synchronized void forget(UUID leg, Instant at) {
    turn(at);
    Leg known = legs.remove(leg);
    if (known != null) {
      over(known);
      Count count = count(known.user(), known.destination(), "");
      count.calls = Math.max(0, count.calls - 1);
    }
  }

  private void over(Leg leg) {
    Count count = count(leg.user(), leg.destination(), "");
    count.live--;
    leg.holds().values().stream()
        .flatMap(List::stream)
        .forEach(money -> money(leg, money).held -= money.units());
  }

  /** What was used of a limit by such calls. */
  synchronized Limit.Used used(Limit limit, String user, String destination, Instant at) {
    turn(at);
    return used(limit, user, destination);
  }

  private Limit.Used used(Limit limit, String user, String destination) {
    Money money = limit.money();
    String currency = money == null ? "" : money.currency().code();
    return new Limit.Used(
        Math.toIntExact(sum(limit, user, destination, "", c -> c.calls)),
        Math.toIntExact(sum(limit, user, destination, "", c -> c.live)),
        money == null ? 0 : sum(limit, user, destination, currency, c -> c.settled + c.held));
  }

  private long sum(
      Limit limit, String user, String destination, String currency, ToLongFunction<Count> what) {
    long sum = 0;
    for (Map<Key, Count> some : List.of(own, others)) {
      for (Map.Entry<Key, Count> entry : some.entrySet()) {
        Key key = entry.getKey();
        if (key.currency().equals(currency) && key.isOf(limit, user, destination)) {
          sum += what.applyAsLong(entry.getValue());
        }
      }
    }
    return sum;
  }

  private Count count(String user, String destination, String currency) {
    return count(new Key(user, destination, currency));
  }

  /** To be changed. */
  private Count count(Key key) {
    changed.add(key);
    return own.computeIfAbsent(key, of -> new Count());
  }

  private Count money(Leg leg, Money money) {
    return count(leg.user(), leg.destination(), money.currency().code());
  }

  private static long units(List<Money> amounts, String currency) {
    return amounts.stream()
        .filter(money -> money.currency().code().equals(currency))
        .mapToLong(Money::units)
        .sum();
  }

  /**
   * Goes on where an earlier life of this node ended: what it held then counts as spent, as nobody
   * knows any more whose it was.
   */
  synchronized void resume(List<Row> rows, Instant at) {
    turn(at);
    for (Row row : rows) {
      count(row.key()).plus(new Row(row.key(), row.calls(), 0, row.settled() + row.held(), 0));
    }
  }

  /** What the other nodes used in the hour. */
  synchronized void others(List<Row> rows, Instant at) {
    turn(at);
    Map<Key, Count> counts = new HashMap<>();
    rows.forEach(row -> counts.computeIfAbsent(row.key(), key -> new Count()).plus(row));
    others = counts;
  }

  /** What is to be written: what changed, and, as a sign of life, what is up. */
  synchronized Hour toWrite(Instant at) {
    turn(at);
    List<Row> rows = new ArrayList<>();
    own.forEach(
        (key, count) -> {
          if (count.live > 0 || changed.contains(key)) {
            rows.add(new Row(key, count.calls, count.live, count.settled, count.held));
          }
        });
    changed.clear();
    return new Hour(hour, rows);
  }

  /** What was to be written could not be. */
  synchronized void unwritten() {
    changed.addAll(own.keySet());
  }
}
