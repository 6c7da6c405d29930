package org.meterline.billing;

import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;

/** A tariff for tests that need one and do not care what it says. */
public final class TestTariff {
  private TestTariff() {}

  /** Six euros a minute. */
  public static Tariff of(UUID deck) {
    return Tariff.of(
        DeckTerms.plain(deck, Currency.EUR), Rate.to("49", "Germany").price("6").build());
  }
}
