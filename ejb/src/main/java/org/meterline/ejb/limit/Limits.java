package org.meterline.ejb.limit;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Money;
import org.meterline.ejb.number.DestinationGroup;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.Tenants;

/**
 * A tenant's limits, what was used of them and what they stopped; for the operator, its ceilings
 * for each tenant. What is changed holds for calls that begin a few seconds later.
 */
@Stateless
@InTenant
public class Limits {
  private static final Duration LATELY = Duration.ofDays(1);
  private static final int MOST = 5;
  private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Limits() {
    this(null, null);
  }

  @Inject
  public Limits(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** What can be said of a limit; see {@link Limit}. */
  public record Draft(
      String who,
      String destination,
      @Nullable Integer calls,
      @Nullable Integer atOnce,
      @Nullable Money money) {}

  /** What was used of a limit by those who used most. */
  public record Seen(Limit limit, List<UsedBy> used) {
    public Seen {
      used = List.copyOf(used);
    }
  }

  /**
   * @param user whose calls; empty for everybody's, or nobody's
   * @param destination to where; empty for all
   */
  public record UsedBy(String user, String destination, Limit.Used used) {}

  /**
   * Calls that were stopped by one limit in one hour.
   *
   * @param lastCall the last one's record
   */
  public record Stopped(
      Instant hour,
      String code,
      String user,
      String destination,
      String reason,
      int calls,
      Instant last,
      UUID lastCall) {}

  /**
   * @param hour in which was used what is told
   * @param stopped in the last day, the latest first
   */
  public record Standing(Instant hour, List<Seen> limits, List<Stopped> stopped) {
    public Standing {
      limits = List.copyOf(limits);
      stopped = List.copyOf(stopped);
    }
  }

  public Standing standing(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    Instant at = clock.instant();
    Instant hour = Usage.hourOf(at);
    return within(
        c -> {
          List<Usage.Row> rows = LimitRows.all(c, hour, at.minus(FraudLimits.GONE));
          Usage usage = new Usage();
          usage.others(rows, at);
          List<Seen> limits =
              LimitRows.limits(c, caller.tenant().id()).stream()
                  .map(limit -> new Seen(limit, used(limit, usage, rows, at)))
                  .toList();
          return new Standing(hour, limits, LimitRows.stopped(c, at.minus(LATELY)));
        });
  }

  private static List<UsedBy> used(Limit limit, Usage usage, List<Usage.Row> rows, Instant at) {
    return rows.stream()
        .map(Usage.Row::key)
        .filter(key -> limit.applies(key.user(), key.destination()))
        .map(
            key ->
                new UsedBy(
                    limit.asUser(key.user()),
                    limit.asDestination(key.destination()),
                    usage.used(limit, key.user(), key.destination(), at)))
        .distinct()
        .sorted(
            Comparator.comparingLong((UsedBy by) -> -by.used().units())
                .thenComparingInt(by -> -by.used().calls()))
        .limit(MOST)
        .toList();
  }

  /**
   * Sets a limit of the tenant's own, in the place of one for the same.
   *
   * @throws Refused with 422, or 409 {@code above-ceiling}: the operator's is lower
   */
  public Limit set(Caller caller, Draft draft) {
    caller.mustBe(ADMIN);
    return within(
        c -> {
          for (Limit ceiling : LimitRows.limits(c, caller.tenant().id())) {
            if (ceiling.ceiling() && isAbove(draft, ceiling)) {
              throw Refused.conflict(
                  "above-ceiling", "The operator's limit for these calls is lower.");
            }
          }
          return put(c, caller, caller.tenant().id(), false, draft);
        });
  }

  private static boolean isAbove(Draft draft, Limit ceiling) {
    return draft.who().equals(ceiling.who())
        && draft.destination().equals(ceiling.destination())
        && (isAbove(draft.calls(), ceiling.calls())
            || isAbove(draft.atOnce(), ceiling.atOnce())
            || isAbove(draft.money(), ceiling.money()));
  }

  private static boolean isAbove(@Nullable Integer own, @Nullable Integer ceiling) {
    return own != null && ceiling != null && own > ceiling;
  }

  private static boolean isAbove(@Nullable Money own, @Nullable Money ceiling) {
    return own != null
        && ceiling != null
        && own.currency().equals(ceiling.currency())
        && own.units() > ceiling.units();
  }

  /** Takes a limit of the tenant's own away. */
  public void remove(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    if (!within(c -> LimitRows.delete(c, caller.tenant().id(), id, false))) {
      throw Refused.notFound("limit of yours");
    }
  }

  /** The operator's ceilings for a tenant. */
  public List<Limit> ceilings(Caller caller, UUID tenant) {
    return within(
        c -> {
          find(c, caller, tenant);
          return LimitRows.limits(c, tenant);
        });
  }

  /** Sets a ceiling for a tenant, in the place of one for the same. */
  public Limit setCeiling(Caller caller, UUID tenant, Draft draft) {
    return within(
        c -> {
          find(c, caller, tenant);
          return put(c, caller, tenant, true, draft);
        });
  }

  public void removeCeiling(Caller caller, UUID tenant, UUID id) {
    boolean removed =
        within(
            c -> {
              find(c, caller, tenant);
              return LimitRows.delete(c, tenant, id, true);
            });
    if (!removed) {
      throw Refused.notFound("limit");
    }
  }

  private static void find(Connection c, Caller caller, UUID tenant) throws SQLException {
    caller.mustBe(ADMIN);
    caller.mustBeOperators();
    if (Tenants.all(c).stream().map(Tenant::id).noneMatch(tenant::equals)) {
      throw Refused.notFound("tenant");
    }
  }

  private Limit put(Connection c, Caller caller, UUID tenant, boolean ceiling, Draft draft)
      throws SQLException {
    check(draft);
    Limit limit =
        new Limit(
            Generators.timeBasedEpochGenerator().generate(),
            ceiling,
            draft.who(),
            draft.destination(),
            draft.calls(),
            draft.atOnce(),
            draft.money());
    LimitRows.put(c, tenant, limit, clock.instant(), caller.subject());
    return LimitRows.limits(c, tenant).stream()
        .filter(
            l ->
                l.ceiling() == ceiling
                    && l.who().equals(draft.who())
                    && l.destination().equals(draft.destination()))
        .findFirst()
        .orElseThrow();
  }

  private static void check(Draft draft) {
    String who = draft.who();
    if (!who.isEmpty() && !who.equals(Limit.EACH) && !USER.matcher(who).matches()) {
      throw Refused.invalid("user", "must be a user, * for each one alone, or left out");
    }
    String group = draft.destination();
    if (!group.isEmpty()
        && !group.equals(Limit.EACH)
        && !DestinationGroup.SHAPE.matcher(group).matches()) {
      throw Refused.invalid(
          "destination",
          "must be such as LV, LV-premium or satellite, * for each one, or left out");
    }
    Money money = draft.money();
    if (draft.calls() == null && draft.atOnce() == null && money == null) {
      throw Refused.invalid("calls", "or callsAtOnce or money is needed");
    }
    if (money != null && money.isNegative()) {
      throw Refused.invalid("money", "must not be negative");
    }
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
