package org.meterline.web.ledger;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.ejb.ledger.Checks;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Whether records of calls, charges, ledger and wallets agree, day by day. */
@Path("ledger/reconciliations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class ReconciliationsResource {
  private final SignedIn session;
  private final Checks checks;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ReconciliationsResource() {
    this(null, null);
  }

  @Inject
  public ReconciliationsResource(SignedIn session, Checks checks) {
    this.session = session;
    this.checks = checks;
  }

  /**
   * A day's last check.
   *
   * @param calls charges of the day
   * @param agrees whether there is no difference
   */
  public record ReconciliationView(
      LocalDate day,
      Instant checked,
      long calls,
      long transfers,
      long wallets,
      boolean agrees,
      List<DifferenceView> differences) {
    static ReconciliationView of(DayCheck check) {
      return new ReconciliationView(
          check.day(),
          check.checked(),
          check.calls(),
          check.transfers(),
          check.wallets(),
          check.differences().isEmpty(),
          check.differences().stream().map(DifferenceView::of).toList());
    }
  }

  /** Something that does not agree; whole units of the currency, or counts. */
  public record DifferenceView(String name, String subject, String expected, String found) {
    static DifferenceView of(Reconciliation.Difference difference) {
      return new DifferenceView(
          difference.name(), difference.subject(), difference.expected(), difference.found());
    }
  }

  @GET
  @Operation(
      operationId = "listReconciliations",
      summary = "What the last check of each day found, latest first")
  public PageView<ReconciliationView> list(@BeanParam Paging paging) {
    return PageView.of(checks.list(session.caller(), paging.ask()), ReconciliationView::of);
  }

  @POST
  @Operation(operationId = "reconcile", summary = "Check now, and keep it as today's")
  public ReconciliationView run() {
    return ReconciliationView.of(checks.run(session.caller()));
  }
}
