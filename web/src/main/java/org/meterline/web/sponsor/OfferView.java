package org.meterline.web.sponsor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.SponsorRows.Made;
import org.meterline.web.rest.MoneyView;

/**
 * What a sponsor offers.
 *
 * @param conditions all must hold; each as people write it
 * @param made since when it is made, and {@code ended}: null while it is
 */
record OfferView(
    UUID id,
    UUID sponsorId,
    String sponsor,
    String name,
    @Nullable MoneyView perCall,
    @Nullable MoneyView perMinute,
    int initialSeconds,
    int incrementSeconds,
    @Nullable MoneyView atMost,
    List<String> conditions,
    Instant made,
    @Nullable Instant ended) {

  static OfferView of(Made made) {
    var offer = made.offer();
    var price = offer.price();
    var rate = price.rate();
    var maximum = rate.maximum();
    return new OfferView(
        offer.id(),
        offer.sponsor(),
        offer.payer().name(),
        offer.name(),
        shown(price.connectFeeShown()),
        shown(price.perMinuteShown()),
        rate.initialSeconds(),
        rate.incrementSeconds(),
        maximum == null ? null : MoneyView.of(exact(maximum, price.currency())),
        offer.written(),
        made.made(),
        made.ended());
  }

  private static @Nullable MoneyView shown(Money amount) {
    return amount.isZero() ? null : MoneyView.of(amount);
  }

  private static Money exact(BigDecimal amount, Currency currency) {
    return Money.round(amount, currency, RoundingMode.HALF_EVEN);
  }
}
