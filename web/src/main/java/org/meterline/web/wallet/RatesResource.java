package org.meterline.web.wallet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.Tariff;
import org.meterline.ejb.wallet.Prices;
import org.meterline.web.rest.MoneyView;
import org.meterline.web.rest.PageView;
import org.meterline.web.rest.Paging;
import org.meterline.web.session.SignedIn;

/** Rates in force. */
@Path("rates")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Prices")
@Dependent
public class RatesResource {
  private final SignedIn session;
  private final Prices prices;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public RatesResource() {
    this(null, null);
  }

  @Inject
  public RatesResource(SignedIn session, Prices prices) {
    this.session = session;
    this.prices = prices;
  }

  /**
   * A line of the deck in force.
   *
   * @param terms all that the line says, in words
   * @param band the time band in which it is meant; empty for always
   */
  public record RateView(
      String prefix,
      String destination,
      MoneyView perMinute,
      MoneyView connectFee,
      int initialSeconds,
      int incrementSeconds,
      boolean blocked,
      String terms,
      String band,
      @Nullable Instant validFrom,
      @Nullable Instant validUntil) {
    static RateView of(Tariff tariff) {
      return new RateView(
          tariff.prefix(),
          tariff.destination(),
          MoneyView.of(tariff.perMinuteShown()),
          MoneyView.of(tariff.connectFeeShown()),
          tariff.rate().initialSeconds(),
          tariff.rate().incrementSeconds(),
          tariff.rate().blocked(),
          tariff.inWords(),
          tariff.rate().band(),
          tariff.rate().from(),
          tariff.rate().until());
    }
  }

  @GET
  @Operation(operationId = "listRates", summary = "The rates in force, by prefix")
  public PageView<RateView> list(
      @Parameter(
              description =
                  "Only those along this number or prefix, or with this in their destination's name")
          @QueryParam("search")
          @Nullable String search,
      @BeanParam Paging paging) {
    return PageView.of(prices.inForce(session.caller(), search, paging.ask()), RateView::of);
  }
}
