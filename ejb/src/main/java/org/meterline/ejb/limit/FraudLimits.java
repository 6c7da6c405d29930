package org.meterline.ejb.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.BooksRefused;
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
    final Stops stops = new Stops();

    void stand(UsageRows.Standing standing, Instant at) {
      limits = standing.limits();
      approvals = standing.approvals();
      usage.others(standing.elsewhere(), at);
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
      guarded.stops.asks(group, user);
      return Optional.of(
          stopped(
              guarded,
              ask.call().value(),
              new Stops.Stop(
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

  private static Stops.Stop stop(Usage.Reached reached) {
    Limit limit = reached.limit();
    String user = reached.user();
    String group = reached.destination();
    return new Stops.Stop(
        reached.part() == Limit.Part.AT_ONCE ? "calls-at-once-limit" : "hour-limit",
        limit.asUser(user),
        limit.asDestination(group),
        limit.reached(reached.part(), user, group));
  }

  private static Refusal stopped(Guarded guarded, UUID call, Stops.Stop stop) {
    guarded.stops.stopped(stop, call);
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
          UsageRows rows = new UsageRows(connection, node, at);
          rows.read(List.of(tenant)).values().forEach(standing -> guarded.stand(standing, at));
          return guarded;
        });
  }

  /**
   * Writes what was counted and reads what is new, of all tenants that had calls here at once.
   *
   * <p>What is not written comes again.
   *
   * @throws BooksUnavailable if the database is away
   * @throws BooksRefused if it refuses what a row says; those of other tenants are written
   */
  public void flush() {
    Instant at = clock.instant();
    boolean sweep = Usage.hourOf(at).isAfter(swept);
    SortedMap<UUID, Guarded> all = new TreeMap<>(tenants);
    if (!all.isEmpty()) {
      swept = Usage.hourOf(at);
      flush(all, at, sweep);
    }
  }

  private void flush(SortedMap<UUID, Guarded> all, Instant at, boolean sweep) {
    SortedMap<UUID, UsageRows.News> news = new TreeMap<>();
    all.forEach(
        (tenant, guarded) ->
            news.put(tenant, new UsageRows.News(guarded.usage.toWrite(at), guarded.stops.take())));
    try {
      Map<UUID, UsageRows.Standing> standings =
          transaction.across(
              connection -> {
                UsageRows rows = new UsageRows(connection, node, at);
                rows.write(news);
                if (sweep) {
                  rows.forget(all.keySet(), at.minus(KEPT));
                }
                return rows.read(all.keySet());
              });
      all.forEach(
          (tenant, guarded) -> guarded.stand(Objects.requireNonNull(standings.get(tenant)), at));
    } catch (BooksUnavailable | BooksRefused failed) {
      all.forEach(
          (tenant, guarded) -> {
            guarded.usage.unwritten();
            guarded.stops.giveBack(Objects.requireNonNull(news.get(tenant)).stops());
          });
      if (failed instanceof BooksUnavailable || all.size() == 1) {
        throw failed;
      }
      flushHalves(all, at, sweep);
    }
  }

  /** So that a tenant whose rows are refused keeps no other's from being written. */
  private void flushHalves(SortedMap<UUID, Guarded> all, Instant at, boolean sweep) {
    UUID middle = List.copyOf(all.keySet()).get(all.size() / 2);
    BooksRefused refused = null;
    for (SortedMap<UUID, Guarded> half : List.of(all.headMap(middle), all.tailMap(middle))) {
      try {
        flush(half, at, sweep);
      } catch (BooksRefused e) {
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
  }
}
