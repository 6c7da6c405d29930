package org.meterline.web.sponsor;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.payer.SponsorRows.InForce;
import org.meterline.billing.payer.Step;
import org.meterline.ejb.sponsor.PayerRuling;
import org.meterline.web.session.SignedIn;

/** Who pays for the tenant's calls. */
@Path("payer-rule")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Sponsors")
@Dependent
public class PayerRuleResource {
  private final SignedIn session;
  private final PayerRuling ruling;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public PayerRuleResource() {
    this(null, null);
  }

  @Inject
  public PayerRuleResource(SignedIn session, PayerRuling ruling) {
    this.session = session;
    this.ruling = ruling;
  }

  /**
   * The rule.
   *
   * @param steps asked in this order, each such as {@code sponsors then next}
   * @param bidSeconds the length of call at which offers and price are compared
   * @param below what becomes of an offer below the price
   * @param changed when it was set, and {@code changedBy}; null for the one that always holds
   * @param version another one after each change; 0 of the one that always holds
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record PayerRuleView(
      List<String> steps,
      int bidSeconds,
      PayerRule.Below below,
      @Nullable Instant changed,
      @Nullable String changedBy,
      int version) {
    static PayerRuleView of(InForce set) {
      return of(set.rule(), set.changed(), set.by(), set.version());
    }

    static PayerRuleView of(
        PayerRule rule, @Nullable Instant changed, @Nullable String by, int version) {
      return new PayerRuleView(
          rule.steps().stream().map(Step::text).toList(),
          rule.bidSeconds(),
          rule.below(),
          changed,
          by,
          version);
    }
  }

  /**
   * A rule to be set.
   *
   * @param version of the one that was read; left out: in the place of whichever there is
   */
  public record PayerRuleBody(
      @NotNull @Size(min = 1, max = 20) List<@NotBlank @Size(max = 1000) String> steps,
      @NotNull @Min(1) @Max(86_400) Integer bidSeconds,
      @NotNull PayerRule.Below below,
      @Nullable Integer version) {}

  @GET
  @Operation(operationId = "getPayerRule", summary = "Who is asked to pay for a call")
  public PayerRuleView get() {
    return ruling
        .get(session.caller())
        .map(PayerRuleView::of)
        .orElseGet(() -> PayerRuleView.of(PayerRule.DEFAULT, null, null, 0));
  }

  @PUT
  @Operation(
      operationId = "setPayerRule",
      summary = "Say who is asked to pay; calls that run keep the rule they began with")
  public PayerRuleView set(@NotNull @Valid PayerRuleBody body) {
    return PayerRuleView.of(
        ruling.set(
            session.caller(), body.steps(), body.bidSeconds(), body.below(), body.version()));
  }
}
