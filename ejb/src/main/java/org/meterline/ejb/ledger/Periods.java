package org.meterline.ejb.ledger;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** Closing the tenant's book by months. */
@Stateless
@InTenant
public class Periods {
  private static final int EVENTS = 100;

  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Periods() {
    this(null, null);
  }

  @Inject
  public Periods(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /**
   * How far the book is closed.
   *
   * @param closedThrough the last day that takes no posting; empty while all is open
   * @param events what was closed and reopened, newest first
   */
  public record Standing(Optional<LocalDate> closedThrough, List<PeriodBook.Event> events) {}

  public Standing standing(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return within(
        c -> {
          var periods = new PeriodBook(c);
          return new Standing(periods.closedThrough(), periods.events(EVENTS));
        });
  }

  /** Closes a month that is over, and all before it. */
  public Standing close(Caller caller, YearMonth month, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    var now = clock.instant();
    var outcome =
        within(
            c ->
                new PeriodBook(c)
                    .close(caller.tenant().id(), month, reason, caller.subject(), now));
    return done(caller, outcome);
  }

  /** Reopens a month and all after it; the reason is kept. */
  public Standing reopen(Caller caller, YearMonth month, String reason) {
    caller.mustBe(ADMIN, FINANCE);
    var outcome =
        within(
            c -> new PeriodBook(c).reopen(caller.tenant().id(), month, reason, caller.subject()));
    return done(caller, outcome);
  }

  private Standing done(Caller caller, PeriodBook.Outcome outcome) {
    return switch (outcome) {
      case CLOSED, REOPENED, REPEATED -> standing(caller);
      case NO_BOOK -> throw Refused.conflict("no-book", "There is no book to close.");
      case NOT_OVER ->
          throw new Refused("period-not-over", 409, "The month has not ended yet.", true);
      case NO_REASON -> throw Refused.invalid("reason", "is needed");
    };
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
