package org.meterline.ejb.limit;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.number.DestinationGroup;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Which destinations a tenant's people approve; what is decided holds a few seconds later. */
@Stateless
@InTenant
public class Destinations {
  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Destinations() {
    this(null, null);
  }

  @Inject
  public Destinations(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** How a destination stands with the tenant. */
  public enum State {
    /** Somebody called there, and was refused. */
    ASKED,
    APPROVED,
    REFUSED
  }

  /**
   * @param group as {@link DestinationGroup} names it
   * @param asked when it was first called; null if it was approved before
   * @param askedBy the user who called; empty if that was nobody's call
   */
  public record Seen(
      String group,
      State state,
      @Nullable Instant asked,
      @Nullable String askedBy,
      @Nullable Instant decided,
      @Nullable String decidedBy) {}

  /** Those that wait for a decision first. */
  public List<Seen> list(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return within(
        c -> {
          List<Seen> all = new ArrayList<>();
          try (PreparedStatement select =
                  c.prepareStatement(
                      "select destination, state, asked, asked_by, decided, decided_by"
                          + " from destination_approval order by state <> 'ASKED', destination");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              all.add(
                  new Seen(
                      row.getString(1),
                      State.valueOf(row.getString(2)),
                      instant(row, 3),
                      row.getString(4),
                      instant(row, 5),
                      row.getString(6)));
            }
          }
          return all;
        });
  }

  /** Approves a destination, or says that it may not be called. */
  public Seen decide(Caller caller, String group, boolean approved) {
    caller.mustBe(ADMIN);
    if (!DestinationGroup.SHAPE.matcher(group).matches()) {
      throw Refused.notFound("destination");
    }
    within(
        c -> {
          try (PreparedStatement upsert =
              c.prepareStatement(
                  "insert into destination_approval (tenant, destination, state, decided,"
                      + " decided_by) values (?, ?, ?, ?, ?) on conflict (tenant, destination)"
                      + " do update set state = excluded.state, decided = excluded.decided,"
                      + " decided_by = excluded.decided_by")) {
            upsert.setObject(1, caller.tenant().id());
            upsert.setString(2, group);
            upsert.setString(3, (approved ? State.APPROVED : State.REFUSED).name());
            upsert.setObject(4, LimitRows.time(clock.instant()));
            upsert.setString(5, caller.email());
            return upsert.executeUpdate();
          }
        });
    return list(caller).stream().filter(s -> s.group().equals(group)).findFirst().orElseThrow();
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
