package org.meterline.web.ledger;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.ejb.ledger.Periods;
import org.meterline.web.rest.ReasonBody;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** How far the book is closed. */
@Path("ledger/periods")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class PeriodsResource {
  private final SignedIn session;
  private final Periods periods;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public PeriodsResource() {
    this(null, null);
  }

  @Inject
  public PeriodsResource(SignedIn session, Periods periods) {
    this.session = session;
    this.periods = periods;
  }

  /** A remark. */
  public record ClosingBody(@Nullable @Size(max = 500) String reason) {}

  /**
   * How far the book is closed.
   *
   * @param closedThrough the last day that takes no posting, or null
   */
  public record PeriodsView(@Nullable LocalDate closedThrough, List<EventView> events) {
    static PeriodsView of(Periods.Standing standing) {
      return new PeriodsView(
          standing.closedThrough().orElse(null),
          standing.events().stream().map(EventView::of).toList());
    }
  }

  /**
   * What was done to a period.
   *
   * @param month such as {@code 2026-10}
   */
  public record EventView(String action, String month, String reason, String by, Instant at) {
    static EventView of(PeriodBook.Event event) {
      return new EventView(
          event.closed() ? "CLOSED" : "REOPENED",
          event.month().toString(),
          event.reason(),
          event.by(),
          event.at());
    }
  }

  @GET
  @Operation(operationId = "getPeriods", summary = "How far the book is closed, and by whom")
  public PeriodsView get() {
    return PeriodsView.of(periods.standing(session.caller()));
  }

  @POST
  @Path("{month}/closing")
  @Operation(operationId = "closePeriod", summary = "Close a month and all before it")
  public PeriodsView close(@PathParam("month") String month, @NotNull @Valid ClosingBody body) {
    String reason = body.reason() == null ? "" : body.reason();
    return PeriodsView.of(periods.close(session.caller(), Times.month(month), reason));
  }

  @POST
  @Path("{month}/reopening")
  @Operation(operationId = "reopenPeriod", summary = "Reopen a month and all after it")
  public PeriodsView reopen(@PathParam("month") String month, @NotNull @Valid ReasonBody body) {
    return PeriodsView.of(periods.reopen(session.caller(), Times.month(month), body.reason()));
  }
}
