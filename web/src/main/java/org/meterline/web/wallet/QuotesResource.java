package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.Stretch;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.wallet.Prices;
import org.meterline.telephony.call.E164;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.session.SignedIn;
import org.meterline.web.tax.TaxView;

/** What a call would cost. */
@Path("quotes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Prices")
@Dependent
public class QuotesResource {
  private final SignedIn session;
  private final Prices prices;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public QuotesResource() {
    this(null, null);
  }

  @Inject
  public QuotesResource(SignedIn session, Prices prices) {
    this.session = session;
    this.prices = prices;
  }

  /**
   * The price of a call.
   *
   * @param cost what is paid in money, tax included
   * @param bundledSeconds how many of the billed seconds the payer's bundles would pay
   */
  public record QuoteView(
      String to,
      String prefix,
      String destination,
      long seconds,
      MoneyView cost,
      TaxView tax,
      MoneyView perMinute,
      MoneyView connectFee,
      String explanation,
      List<StretchView> stretches,
      long bundledSeconds,
      List<BundleView> bundles) {
    static QuoteView of(Prices.Quote quote) {
      return new QuoteView(
          quote.to(),
          quote.tariff().prefix(),
          quote.tariff().destination(),
          quote.seconds(),
          MoneyView.of(quote.cost()),
          TaxView.of(quote.tariff().tax(), quote.tariff().tax().in(quote.cost())),
          MoneyView.of(quote.tariff().perMinuteShown()),
          MoneyView.of(quote.tariff().connectFeeShown()),
          quote.explanation(),
          quote.stretches().stream().map(StretchView::of).toList(),
          quote.covered(),
          quote.bundles().stream().map(BundleView::of).toList());
    }
  }

  /**
   * A bundle that would pay, in the order in which they do.
   *
   * @param prefix of it, by which it covers the number
   * @param seconds how many of the billed ones
   */
  public record BundleView(UUID walletId, String name, String prefix, long seconds) {
    static BundleView of(Prices.Covering covering) {
      return new BundleView(
          covering.wallet(), covering.name(), covering.prefix(), covering.seconds());
    }
  }

  /**
   * Billed seconds that have one price.
   *
   * @param from second of the call, included
   * @param until second of the call, not included
   * @param price of {@code unitSeconds}, a decimal string
   */
  public record StretchView(
      long from, long until, String band, String price, int unitSeconds, boolean covered) {
    static StretchView of(Stretch stretch) {
      return new StretchView(
          stretch.from(),
          stretch.until(),
          stretch.rate().band(),
          stretch.price().toPlainString(),
          stretch.rate().unitSeconds(),
          stretch.covered());
    }
  }

  @GET
  @Operation(operationId = "quote", summary = "What a call would cost")
  public QuoteView quote(
      @Parameter(required = true, description = "As dialled, or `extension` or `program`")
          @QueryParam("to")
          @Nullable String to,
      @QueryParam("seconds") @DefaultValue("60") long seconds,
      @Parameter(
              description =
                  "Whose own deck is asked first, and whose bundles pay; a payer's, anyway")
          @QueryParam("payer")
          @Nullable UUID payer) {
    Caller caller = session.caller();
    if (to == null || to.isBlank()) {
      throw Refused.invalid("to", "is needed");
    }
    // In a query a plus that is not escaped arrives as a space.
    String number = to.startsWith(" ") ? "+" + to.strip() : to;
    String read =
        Dialling.outside(number, caller.tenant().country()).map(E164::number).orElse(number);
    return QuoteView.of(prices.quote(caller, read, seconds, payer));
  }
}
