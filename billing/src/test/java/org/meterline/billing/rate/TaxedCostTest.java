package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Prices with tax in them and prices without. */
class TaxedCostTest {
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // prices | currency | tax     | rounding  | line                     | seconds | cost
        //  | of it tax
        "GROSS    | EUR      | 0.19    | HALF_UP   | 49 0.06                  | 60      | 0.06        | 0.00957983",
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06                  | 60      | 0.0714      | 0.0114",
        "GROSS    | EUR      | 0.07    | HALF_UP   | 49 0.06                  | 60      | 0.06        | 0.00392523",
        "NET      | EUR      | 0.07    | HALF_UP   | 49 0.06                  | 60      | 0.0642      | 0.0042",
        "NET      | EUR      | 0       | HALF_UP   | 49 0.06                  | 60      | 0.06        | 0",
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06 fee=0.05 30/6    | 31      | 0.10234     | 0.01634",
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06 grace=5          | 5       | 0           | 0",
        // a maximum is a price: tax comes on it
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06 max=0.10         | 101     | 0.119       | 0.019",
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06 max=0.10         | 100     | 0.119       | 0.019",
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.06 max=0.10         | 99      | 0.11781     | 0.01881",
        "GROSS    | EUR      | 0.19    | HALF_UP   | 49 0.06 max=0.10         | 101     | 0.10        | 0.01596639",
        // rounded once, with the tax: the net alone would be 0.00016667
        "NET      | EUR      | 0.19    | HALF_UP   | 49 0.01                  | 1       | 0.00019833  | 0.00003167",
        "NET      | EUR      | 0.19    | UP        | 49 0.01                  | 1       | 0.00019834  | 0.00003167",
        "NET      | EUR      | 0.19    | DOWN      | 49 0.01                  | 1       | 0.00019833  | 0.00003167",
        "NET      | EUR      | 1       | HALF_UP   | 49 0.00000015            | 1       | 0.00000001  | 0.00000001",
        "NET      | EUR      | 1       | HALF_EVEN | 49 0.00000015            | 1       | 0           | 0",
        "NET      | EUR      | 0.055   | HALF_UP   | 49 1                     | 60      | 1.055       | 0.055",
        "NET      | EUR      | 0.12345 | HALF_UP   | 49 1                     | 60      | 1.12345     | 0.12345",
        "NET      | JPY      | 0.10    | HALF_UP   | 49 7                     | 1       | 0.128333    | 0.011667",
        "GROSS    | JPY      | 0.10    | HALF_UP   | 49 7                     | 60      | 7           | 0.636364",
        "NET      | BHD      | 0.10    | HALF_UP   | 49 0.007                 | 1       | 0.000128333 | 0.000011667",
        "NET      | IDR      | 0.11    | HALF_UP   | 49 450 6/6 fee=100       | 7       | 210.9       | 20.9",
      })
  void costs(
      DeckTerms.Basis basis,
      String currency,
      BigDecimal tax,
      RoundingMode rounding,
      String line,
      long seconds,
      String cost,
      String ofItTax) {
    var tariff = tariff(basis, currency, tax, rounding, line);
    var paid = Cost.of(tariff, AT, seconds);
    assertEquals(Money.parse(cost, Currency.of(currency)), paid);
    assertEquals(Money.parse(ofItTax, Currency.of(currency)), tariff.tax().in(paid));
  }

  @Test
  void whatMoneyBuysIsPaidWithTax() {
    var tariff =
        tariff(DeckTerms.Basis.NET, "EUR", new BigDecimal("0.19"), RoundingMode.HALF_UP, "49 0.60");
    assertEquals(10, Cost.secondsFor(tariff, AT, Money.parse("0.119", Currency.EUR)));
    assertEquals(9, Cost.secondsFor(tariff, AT, Money.parse("0.11899999", Currency.EUR)));
  }

  /** A leg is cut where its price is reached, whatever the payer's tax. */
  @ParameterizedTest
  @CsvSource({"NET", "GROSS"})
  void taxMakesNoCallShorter(DeckTerms.Basis basis) {
    var line = "49 0.06 max=0.10 cut";
    var tariff = tariff(basis, "EUR", new BigDecimal("0.19"), RoundingMode.HALF_UP, line);
    assertEquals(100, Cost.longest(tariff, AT, Covered.NOTHING));
  }

  @Test
  void taxGoesOnWithTheLeg() {
    var line = "49 0.06 fee=1";
    var tariff =
        tariff(DeckTerms.Basis.NET, "EUR", new BigDecimal("0.19"), RoundingMode.HALF_UP, line);
    assertEquals(
        Money.parse("0.0714", Currency.EUR), Cost.of(tariff.goingOn(90, BigDecimal.ZERO), AT.plusSeconds(90), 60));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NET   | DE | 0.19   | 0.06 EUR/min, 1/1, plus 19 % tax",
        "GROSS | DE | 0.19   | 0.06 EUR/min, 1/1, incl. 19 % tax",
        "NET   | FR | 0.055  | 0.06 EUR/min, 1/1, plus 5.5 % tax",
        "NET   | DE | 1      | 0.06 EUR/min, 1/1, plus 100 % tax",
        "NET   | DE | 0.0000 | 0.06 EUR/min, 1/1, no tax",
        "GROSS | DE | 0      | 0.06 EUR/min, 1/1",
        "NET   | '' | 0      | 0.06 EUR/min, 1/1, before tax",
        "GROSS | '' | 0      | 0.06 EUR/min, 1/1",
      })
  void isSaidInWords(DeckTerms.Basis basis, String country, BigDecimal rate, String words) {
    var tariff = tariff(basis, "EUR", BigDecimal.ZERO, RoundingMode.HALF_UP, "49 0.06");
    assertEquals(words, tariff.taxed(new TaxRate(country, rate)).inWords());
  }

  @Test
  void isARateOfSomeCountry() {
    assertEquals(
        new TaxRate("DE", new BigDecimal("0.19")), new TaxRate("DE", new BigDecimal("0.190000")));
    assertEquals(TaxRate.NONE, new TaxRate("", new BigDecimal("0.000000")));
    refused("DE", "-0.01");
    refused("DE", "1.000001");
    refused("DE", "19");
    refused("DE", "0.1234567");
    refused("", "0.19");
    refused("de", "0.19");
    refused("DEU", "0.19");
  }

  private static void refused(String country, String rate) {
    var number = new BigDecimal(rate);
    assertThrows(IllegalArgumentException.class, () -> new TaxRate(country, number));
  }

  private static Tariff tariff(
      DeckTerms.Basis basis, String currency, BigDecimal tax, RoundingMode rounding, String line) {
    var terms = Lines.terms(currency, rounding, DeckCalendar.plain(ZoneOffset.UTC), basis);
    return Tariff.of(terms, Lines.line(1, line)).taxed(new TaxRate("DE", tax));
  }
}
