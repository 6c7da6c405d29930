package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.rate.LeastCost;
import org.meterline.telephony.call.E164;

/** In which order trunks would be tried for a number, by what they cost; nothing is held. */
public final class CarrierPrices {
  private final Wholesale wholesale;
  private final Rates rates;

  CarrierPrices(Wholesale wholesale, Rates rates) {
    this.wholesale = wholesale;
    this.rates = rates;
  }

  /** For a payer who has no deck of their own. */
  public LeastCost order(UUID tenant, E164 number, List<String> trunks, Instant at) {
    return wholesale.wouldBe(
        tenant, number.number(), at, trunks, rates.match(tenant, null, number.number(), at));
  }
}
