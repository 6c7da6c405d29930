package org.meterline.ejb.ledger;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Whether records of calls, charges, ledger and wallets agree: what was found, day by day. */
@Stateless
@InTenant
public class Checks {
  /**
   * Records are compared over the last two days, since a call may last half a day: of now, and of
   * the last check of the days before, so that what ended just before a stop is compared after it,
   * all day long.
   */
  private static final Duration RECORDS = Duration.ofDays(2);

  private static final Duration ON_ITS_WAY = Duration.ofMinutes(10);
  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Checks() {
    this(null, null);
  }

  @Inject
  public Checks(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** The latest days first. */
  public Page<DayCheck> list(Caller caller, Ask ask) {
    caller.mustBe(ADMIN, FINANCE);
    LocalDate before;
    try {
      before = ask.after().map(LocalDate::parse).orElse(LATEST);
    } catch (DateTimeException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
    ReturningWork<List<DayCheck>> work = c -> DayCheck.list(c, before, ask.rows());
    var rows = entities.unwrap(Session.class).doReturningWork(work);
    return Page.of(rows, ask, check -> check.day().toString());
  }

  /** What the differences of these days are about. */
  public Map<Reconciliation.Difference, Finding> about(Caller caller, List<DayCheck> days) {
    caller.mustBe(ADMIN, FINANCE);
    var named =
        days.stream().flatMap(day -> day.differences().stream()).collect(Collectors.toSet());
    ReturningWork<Map<Reconciliation.Difference, Finding>> work = c -> new Findings(c).of(named);
    return entities.unwrap(Session.class).doReturningWork(work);
  }

  /** Checks now, and keeps what it finds as today's. */
  public DayCheck run(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    var now = clock.instant();
    ReturningWork<DayCheck> work =
        c -> {
          keep(c, caller.tenant().id(), now, find(c, now));
          return DayCheck.list(c, LATEST, 1).getFirst();
        };
    return entities.unwrap(Session.class).doReturningWork(work);
  }

  /** Everything that does not agree in the book of the connection's tenant. */
  static List<Reconciliation.Difference> find(Connection connection, Instant now)
      throws SQLException {
    var last = DayCheck.lastBefore(connection, now).filter(now::isAfter).orElse(now);
    return find(connection, last.minus(RECORDS), now.minus(ON_ITS_WAY));
  }

  /**
   * The same of records that ended, and charges that were made, within a span.
   *
   * @param settled its end: what is younger may still be on its way
   */
  static List<Reconciliation.Difference> find(Connection connection, Instant since, Instant settled)
      throws SQLException {
    var found = new ArrayList<>(Reconciliation.check(connection));
    found.addAll(RecordCheck.check(connection, since, settled));
    found.addAll(BoughtCheck.check(connection, since, settled));
    return found;
  }

  static void keep(
      Connection connection, UUID tenant, Instant at, List<Reconciliation.Difference> found)
      throws SQLException {
    DayCheck.keep(connection, tenant, at, found);
  }
}
