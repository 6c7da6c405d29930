package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.LeastCost.Price;
import org.meterline.billing.rate.LeastCost.Way;

/** The order of ways to carry a call, by what they cost and what is left. */
class LeastCostTest {
  private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

  private static Tariff perMinute(String price, Currency currency) {
    DeckTerms terms = DeckTerms.plain(UUID.randomUUID(), currency);
    return Tariff.of(terms, Rate.to("49", "Germany").price(price).line(1).build());
  }

  private static Way way(String name, String price) {
    return new Way(name, new Price.Known(perMinute(price, Currency.EUR)));
  }

  private static LeastCost order(@Nullable String sold, int margin, Way... ways) {
    return LeastCost.of(
        List.of(ways), sold == null ? null : perMinute(sold, Currency.EUR), margin, AT);
  }

  @Test
  void theCheapestIsFirstAndWhatIsAlikeKeepsItsOrder() {
    LeastCost order =
        order(
            null,
            0,
            new Way("unknown", new Price.Unknown()),
            way("dear", "0.03"),
            way("one", "0.01"),
            way("two", "0.01"));
    assertEquals(List.of("one", "two", "dear", "unknown"), order.names());
    assertEquals(Map.of(), order.not());
  }

  @Test
  void whatEarnsLessThanTheMarginIsLeftOutWithItsReason() {
    LeastCost order = order("0.04", 25, way("at-it", "0.03"), way("below-it", "0.030001"));
    assertEquals(List.of("at-it"), order.names());
    assertEquals(
        Map.of("below-it", "it costs 0.090003 EUR, and 0.12 EUR is what it is sold for"),
        order.not());
    assertEquals(List.of("at-cost"), order("0.04", 0, way("at-cost", "0.04")).names());
  }

  /** 0.0119 with 19 % tax leaves 0.01 a minute, and so does 0.01 that the tax comes on. */
  @ParameterizedTest
  @CsvSource({"GROSS, 0.0119", "NET, 0.01"})
  void taxIsNotEarned(DeckTerms.Basis basis, String price) {
    DeckTerms terms =
        Lines.terms("EUR", RoundingMode.HALF_UP, DeckCalendar.plain(ZoneOffset.UTC), basis);
    Tariff sold =
        Tariff.of(terms, Lines.line(1, "49 " + price))
            .taxed(new TaxRate("DE", new BigDecimal("0.19")));
    LeastCost order =
        LeastCost.of(List.of(way("dear", "0.011"), way("at-cost", "0.01")), sold, 0, AT);
    assertEquals(List.of("at-cost"), order.names());
    assertEquals(
        Map.of("dear", "it costs 0.033 EUR, and 0.03 EUR without tax is what it is sold for"),
        order.not());
  }

  @Test
  void aCarrierWithoutAPriceForItIsLeftOut() {
    LeastCost order = order("0.04", 0, new Way("none", new Price.None()));
    assertEquals(List.of(), order.names());
    assertEquals(Map.of("none", "its carrier has no price for this number"), order.not());
  }

  @Test
  void anotherCurrencyIsNotCompared() {
    LeastCost order =
        LeastCost.of(
            List.of(new Way("dollars", new Price.Known(perMinute("9", Currency.of("USD"))))),
            perMinute("0.04", Currency.EUR),
            0,
            AT);
    assertEquals(List.of("dollars"), order.names());
  }
}
