package org.meterline.ejb.sponsor;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Condition;
import org.meterline.billing.payer.Offer;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.ejb.refusal.Refused;

/**
 * An offer as it is asked for.
 *
 * @param perCall what it gives for a call, however long; null for nothing
 * @param perMinute what it gives for a minute; null for nothing
 * @param atMost all that it gives for one call; then whoever stands by pays. Null for no limit
 * @param conditions each as people write it
 */
public record NewOffer(
    String name,
    @Nullable Money perCall,
    @Nullable Money perMinute,
    int initialSeconds,
    int incrementSeconds,
    @Nullable Money atMost,
    List<String> conditions) {
  private static final int MOST_CONDITIONS = 20;

  public NewOffer {
    conditions = List.copyOf(conditions);
  }

  /**
   * The offer.
   *
   * @throws Refused with 422 if it makes no sense
   */
  Offer of(UUID id, UUID sponsor, UUID deck, Payer payer, Currency currency) {
    if (conditions.size() > MOST_CONDITIONS) {
      throw Refused.invalid("conditions", "must be no more than " + MOST_CONDITIONS);
    }
    var read = new ArrayList<Condition>();
    for (int i = 0; i < conditions.size(); i++) {
      try {
        read.add(Condition.ofNewOffer(conditions.get(i)));
      } catch (IllegalArgumentException e) {
        throw Refused.invalid("conditions[" + i + "]", "is " + e.getMessage());
      }
    }
    var rate = Rate.to(Rate.OFFER, name).increments(initialSeconds, incrementSeconds);
    positive("perCall", perCall, currency);
    positive("perMinute", perMinute, currency);
    positive("atMost", atMost, currency);
    if (perCall == null && perMinute == null) {
      throw Refused.invalid("perMinute", "must be given unless perCall is");
    }
    if (perCall != null) {
      rate.fee(perCall.decimal());
    }
    if (perMinute != null) {
      rate.price(perMinute.decimal());
    }
    if (atMost != null) {
      rate.atMost(atMost.decimal(), Rate.AtMaximum.CUT);
    }
    try {
      var price = Tariff.of(DeckTerms.plain(deck, currency), rate.build());
      return new Offer(id, sponsor, name, payer, price, read);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("incrementSeconds", String.valueOf(e.getMessage()));
    }
  }

  private static void positive(String field, @Nullable Money amount, Currency currency) {
    if (amount == null) {
      return;
    }
    if (!amount.currency().equals(currency)) {
      throw new Refused(
          "currency-mismatch", 422, "The sponsor's wallet keeps " + currency + ".", false);
    }
    if (amount.units() <= 0) {
      throw Refused.invalid(field, "must be more than nothing");
    }
  }
}
