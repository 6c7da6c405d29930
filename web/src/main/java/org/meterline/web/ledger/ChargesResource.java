package org.meterline.web.ledger;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.ejb.ledger.Charges;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.record.ChargeView;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.rest.Times;
import org.meterline.web.session.SignedIn;

/** What calls were charged in a book. */
@Path("ledger/charges")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger")
@Dependent
public class ChargesResource {
  private final SignedIn session;
  private final Charges charges;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public ChargesResource() {
    this(null, null);
  }

  @Inject
  public ChargesResource(SignedIn session, Charges charges) {
    this.session = session;
    this.charges = charges;
  }

  /**
   * A charge on one line.
   *
   * @param relation RETAIL: the payer pays the tenant; WHOLESALE: the tenant pays the operator;
   *     COST: the operator owes the carrier
   * @param tenant whose call it is
   * @param payer who pays, or the carrier who is owed
   * @param takenBack another charge stands in its place
   */
  public record ChargeLineView(
      UUID id,
      String relation,
      UUID callId,
      UUID tenantId,
      String tenant,
      String payer,
      UUID walletId,
      String tariff,
      String prefix,
      String destination,
      long seconds,
      long billedSeconds,
      MoneyView cost,
      boolean takenBack,
      LocalDate postingDate,
      Instant recorded) {
    static ChargeLineView of(Charges.Seen seen) {
      var posted = seen.posted();
      var charge = posted.charge();
      return new ChargeLineView(
          charge.id(),
          posted.relation(),
          charge.call(),
          posted.tenant(),
          seen.tenant(),
          charge.payer(),
          charge.wallet(),
          charge.deck() + " v" + charge.deckVersion(),
          charge.tariff().prefix(),
          charge.tariff().destination(),
          charge.seconds(),
          charge.billedSeconds(),
          MoneyView.of(charge.amount()),
          charge.takenBack(),
          posted.day(),
          charge.recorded());
    }
  }

  /**
   * What was set aside.
   *
   * @param first before the leg was set up
   * @param most at its end
   * @param seconds that this covered
   * @param resolved when it was posted or given back
   * @param resolution SETTLED or RECOVERED
   */
  public record HeldView(
      MoneyView first,
      MoneyView most,
      long seconds,
      Instant placed,
      @Nullable Instant resolved,
      @Nullable String resolution) {
    static @Nullable HeldView of(ChargeBook.@Nullable Held held) {
      return held == null
          ? null
          : new HeldView(
              MoneyView.of(held.first()),
              MoneyView.of(held.most()),
              held.seconds(),
              held.placed(),
              held.resolved(),
              held.resolution());
    }
  }

  /**
   * A charge with how it came about and what was posted.
   *
   * @param seconds of the leg, started ones counted whole
   * @param overrun what of the cost no hold covered
   * @param held null where nobody knows any more
   */
  public record OneChargeView(
      UUID id,
      String relation,
      UUID callId,
      UUID tenantId,
      String tenant,
      LocalDate postingDate,
      Instant recorded,
      long seconds,
      MoneyView overrun,
      @Nullable HeldView held,
      @JsonUnwrapped ChargeView charge) {
    static OneChargeView of(Charges.Seen seen) {
      var posted = seen.posted();
      var charge = posted.charge();
      return new OneChargeView(
          charge.id(),
          posted.relation(),
          charge.call(),
          posted.tenant(),
          seen.tenant(),
          posted.day(),
          charge.recorded(),
          charge.seconds(),
          MoneyView.of(charge.overrun()),
          HeldView.of(posted.held()),
          ChargeView.of(charge));
    }
  }

  @GET
  @Operation(
      operationId = "listCharges",
      summary = "Charges of the book, the latest first; what was charged anew, by when that was")
  public PageView<ChargeLineView> list(
      @Parameter(description = "The first posting date, such as 2026-11-01") @QueryParam("from")
          @Nullable String from,
      @Parameter(description = "The day after the last one") @QueryParam("until")
          @Nullable String until,
      @Parameter(description = "RETAIL, WHOLESALE or COST") @QueryParam("relation")
          @Nullable String relation,
      @Parameter(description = "Only of calls of this tenant; for the operator")
          @QueryParam("tenant")
          @Nullable UUID tenant,
      @Parameter(description = "Only of this call") @QueryParam("call") @Nullable UUID call,
      @Parameter(description = "true: only those of more than nothing") @QueryParam("due")
          boolean due,
      @BeanParam Paging paging) {
    var wanted =
        new ChargeBook.Wanted(
            Times.day("from", from),
            Times.day("until", until),
            relation(relation),
            tenant,
            call,
            due);
    return PageView.of(charges.list(session.caller(), wanted, paging.ask()), ChargeLineView::of);
  }

  @GET
  @Path("{id}")
  @Operation(
      operationId = "getCharge",
      summary = "One charge: what was matched, held and posted, with the entries in the ledger")
  public OneChargeView get(@PathParam("id") UUID id) {
    return OneChargeView.of(charges.get(session.caller(), id));
  }

  private static @Nullable String relation(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "" -> null;
      case "RETAIL", "WHOLESALE", "COST" -> text;
      default -> throw Refused.invalid("relation", "must be RETAIL, WHOLESALE or COST");
    };
  }
}
