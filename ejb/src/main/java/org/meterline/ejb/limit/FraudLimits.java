package org.meterline.ejb.limit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.number.DestinationGroup;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Refusal;

/**
 * Asked before a leg goes to the outside, and before more money is held for it. Answers from memory
 * and its own counts; {@link #flush} writes them and reads what the other nodes used, what the
 * limits are and what is approved. Only a tenant's first call waits for the database.
 */
public final class FraudLimits {
  /** A node that has written nothing for so long has no calls up. */
  static final Duration GONE = Duration.ofSeconds(30);

  private static final Duration KEPT = Duration.ofDays(31);

  private final TenantTransaction transaction;
  private final String node;
  private final InstantSource clock;
  private final Set<String> atFirst;
  private final ConcurrentHashMap<UUID, Guarded> tenants = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UUID, UUID> tenantsOfLegs = new ConcurrentHashMap<>();
  private Instant swept = Instant.MIN;

  /**
   * @param atFirst destinations that every tenant may call without approving them: groups, {@code
   *     own} for its own country, {@code all}
   */
  public FraudLimits(
      TenantTransaction transaction, String node, InstantSource clock, Set<String> atFirst) {
    this.transaction = transaction;
    this.node = node;
    this.clock = clock;
    this.atFirst = Set.copyOf(atFirst);
  }

  /** One tenant, as this node knows it. */
  private static final class Guarded {
    final Usage usage = new Usage();
    volatile List<Limit> limits = List.of();
    volatile Approvals approvals = new Approvals(Map.of());
    private Map<LimitRows.Stop, Stopped> stops = new HashMap<>();
    private Map<String, String> asked = new HashMap<>();

    synchronized void stopped(LimitRows.Stop stop, UUID call) {
      stops.merge(stop, new Stopped(1, call), Stopped::plus);
    }

    synchronized void asks(String destination, String by) {
      asked.putIfAbsent(destination, by);
    }

    synchronized Map<LimitRows.Stop, Stopped> takeStops() {
      var taken = stops;
      stops = new HashMap<>();
      return taken;
    }

    synchronized Map<String, String> takeAsked() {
      var taken = asked;
      asked = new HashMap<>();
      return taken;
    }

    synchronized void giveBack(Map<LimitRows.Stop, Stopped> some, Map<String, String> names) {
      some.forEach((stop, count) -> stops.merge(stop, count, Stopped::plus));
      names.forEach(asked::putIfAbsent);
    }
  }

  private record Stopped(int calls, UUID last) {
    Stopped plus(Stopped later) {
      return new Stopped(calls + later.calls, later.last);
    }
  }

  /**
   * Counts a leg, unless it may not be. Legs that stay inside are not counted.
   *
   * @param country the tenant's
   */
  public Optional<Refusal> begin(UUID tenant, String country, Ask ask) {
    if (!(ask.to() instanceof Destination.Outside outside)) {
      return Optional.empty();
    }
    Guarded guarded = of(tenant);
    String user = user(ask);
    String group = DestinationGroup.of(outside.number());
    UUID leg = ask.leg().value();
    if (!guarded.approvals.approved(group, atFirst, country)) {
      guarded.asks(group, user);
      return Optional.of(
          stopped(
              guarded,
              ask.call().value(),
              new LimitRows.Stop(
                  "destination-not-approved",
                  "",
                  group,
                  "Calls to " + DestinationGroup.inWords(group) + " are not approved.")));
    }
    Optional<Usage.Reached> reached =
        guarded.usage.begin(leg, user, group, guarded.limits, clock.instant());
    if (reached.isEmpty()) {
      tenantsOfLegs.put(leg, tenant);
      return Optional.empty();
    }
    return reached.map(r -> stopped(guarded, ask.call().value(), stop(r)));
  }

  private static LimitRows.Stop stop(Usage.Reached reached) {
    Limit limit = reached.limit();
    String user = reached.user();
    String group = reached.destination();
    return new LimitRows.Stop(
        reached.part() == Limit.Part.AT_ONCE ? "calls-at-once-limit" : "hour-limit",
        limit.asUser(user),
        limit.asDestination(group),
        limit.reached(reached.part(), user, group));
  }

  private static Refusal stopped(Guarded guarded, UUID call, LimitRows.Stop stop) {
    guarded.stopped(stop, call);
    return new Refusal(stop.code(), stop.reason(), 403, !stop.code().startsWith("destination"));
  }

  /** Whose leg it is: of the account whose phone sent it there or called, or nobody's. */
  private static String user(Ask ask) {
    String sentOnBy = ask.sentOnBy();
    if (sentOnBy != null) {
      return sentOnBy;
    }
    return switch (ask.from()) {
      case Origin.Phone phone -> phone.user();
      case Origin.Desk desk -> desk.user() == null ? "" : desk.user();
      case Origin.Carrier carrier -> "";
      case Origin.Stranger stranger -> "";
    };
  }

  /**
   * Counts what is held for a leg, unless that is more than a limit leaves.
   *
   * @param hold of a leg that is handed over there are several
   * @param amounts all that it holds now
   */
  public Optional<Refusal> hold(UUID call, UUID leg, UUID hold, List<Money> amounts) {
    UUID tenant = tenantsOfLegs.get(leg);
    if (tenant == null) {
      return Optional.empty();
    }
    Guarded guarded = of(tenant);
    return guarded
        .usage
        .hold(leg, hold, amounts, guarded.limits, clock.instant())
        .map(reached -> stopped(guarded, call, stop(reached)));
  }

  /** A leg was not to be. */
  public void forget(UUID leg) {
    UUID tenant = tenantsOfLegs.remove(leg);
    if (tenant != null) {
      of(tenant).usage.forget(leg, clock.instant());
    }
  }

  /** A leg is over, and cost this. */
  public void end(UUID leg, List<Money> cost) {
    UUID tenant = tenantsOfLegs.remove(leg);
    if (tenant != null) {
      of(tenant).usage.end(leg, cost, clock.instant());
    }
  }

  private Guarded of(UUID tenant) {
    Guarded known = tenants.get(tenant);
    return known != null ? known : tenants.computeIfAbsent(tenant, this::read);
  }

  private Guarded read(UUID tenant) {
    return transaction.read(
        tenant,
        connection -> {
          Instant at = clock.instant();
          Guarded guarded = new Guarded();
          guarded.usage.resume(LimitRows.own(connection, node, Usage.hourOf(at)), at);
          look(connection, tenant, guarded, at);
          return guarded;
        });
  }

  private void look(Connection connection, UUID tenant, Guarded guarded, Instant at)
      throws SQLException {
    guarded.limits = LimitRows.limits(connection, tenant);
    guarded.approvals = LimitRows.approvals(connection);
    guarded.usage.others(LimitRows.others(connection, node, Usage.hourOf(at), at.minus(GONE)), at);
  }

  /** Writes what was counted and reads what is new, for each tenant that had calls here. */
  public void flush() {
    Instant at = clock.instant();
    boolean sweep = Usage.hourOf(at).isAfter(swept);
    tenants.forEach((tenant, guarded) -> flush(tenant, guarded, at, sweep));
    swept = sweep ? Usage.hourOf(at) : swept;
  }

  private void flush(UUID tenant, Guarded guarded, Instant at, boolean sweep) {
    Instant hour = Usage.hourOf(at);
    Usage.Hour used = guarded.usage.toWrite(at);
    Map<LimitRows.Stop, Stopped> stops = guarded.takeStops();
    Map<String, String> asked = guarded.takeAsked();
    try {
      transaction.write(
          tenant,
          connection -> {
            LimitRows.write(connection, tenant, node, used, at);
            for (var stop : stops.entrySet()) {
              LimitRows.stopped(
                  connection,
                  tenant,
                  hour,
                  stop.getKey(),
                  stop.getValue().calls(),
                  at,
                  stop.getValue().last());
            }
            for (var ask : asked.entrySet()) {
              LimitRows.asked(connection, tenant, ask.getKey(), ask.getValue(), at);
            }
            if (sweep) {
              LimitRows.forget(connection, at.minus(KEPT));
            }
            look(connection, tenant, guarded, at);
            return true;
          });
    } catch (BooksUnavailable away) {
      guarded.usage.unwritten();
      guarded.giveBack(stops, asked);
      throw away;
    }
  }
}
