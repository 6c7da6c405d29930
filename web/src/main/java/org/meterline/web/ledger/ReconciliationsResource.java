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
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.ejb.ledger.Checks;
import org.meterline.ejb.ledger.DifferenceAmounts;
import org.meterline.ejb.ledger.Finding;
import org.meterline.web.rest.MoneyView;
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
    static ReconciliationView of(DayCheck check, Map<Reconciliation.Difference, Finding> about) {
      return new ReconciliationView(
          check.day(),
          check.checked(),
          check.calls(),
          check.transfers(),
          check.wallets(),
          check.differences().isEmpty(),
          check.differences().stream()
              .map(about::get)
              .filter(Objects::nonNull)
              .map(DifferenceView::of)
              .toList());
    }
  }

  /**
   * Something that does not agree; whole units of the currency, or counts.
   *
   * @param amounts the same as money; null where it is none, or nobody knows its currency
   * @param callId and the other ids: what it is about, as far as the book knows it
   * @param firstDay the first day whose last check named it
   */
  public record DifferenceView(
      String name,
      String subject,
      String expected,
      String found,
      @Nullable AmountsView amounts,
      @Nullable UUID callId,
      @Nullable UUID chargeId,
      @Nullable UUID transferId,
      @Nullable UUID walletId,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay) {
    static DifferenceView of(Finding finding) {
      var difference = finding.difference();
      return new DifferenceView(
          difference.name(),
          difference.subject(),
          difference.expected(),
          difference.found(),
          AmountsView.of(finding.amounts()),
          finding.call(),
          finding.charge(),
          finding.transfer(),
          finding.wallet(),
          finding.first(),
          finding.last());
    }
  }

  /**
   * What a difference says, as money.
   *
   * @param expected as many as it names, and {@code found} alike
   * @param difference found less expected; empty where they cannot be compared
   */
  public record AmountsView(
      List<MoneyView> expected, List<MoneyView> found, List<MoneyView> difference) {
    static @Nullable AmountsView of(@Nullable DifferenceAmounts amounts) {
      return amounts == null
          ? null
          : new AmountsView(
              amounts.expected().stream().map(MoneyView::of).toList(),
              amounts.found().stream().map(MoneyView::of).toList(),
              amounts.difference().stream().map(MoneyView::of).toList());
    }
  }

  @GET
  @Operation(
      operationId = "listReconciliations",
      summary = "What the last check of each day found, latest first")
  public PageView<ReconciliationView> list(@BeanParam Paging paging) {
    var page = checks.list(session.caller(), paging.ask());
    var about = checks.about(session.caller(), page.items());
    return PageView.of(page, check -> ReconciliationView.of(check, about));
  }

  @POST
  @Operation(operationId = "reconcile", summary = "Check now, and keep it as today's")
  public ReconciliationView run() {
    var check = checks.run(session.caller());
    return ReconciliationView.of(check, checks.about(session.caller(), List.of(check)));
  }
}
