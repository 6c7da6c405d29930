package org.meterline.billing.tax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.rate.TaxRate;

/** Which rate of tax holds for whom, and when. */
class TaxTableTest {
  private final TaxTable table =
      table(
          "DE standard 0.19 2026-01-01 2027-01-01",
          "DE standard 0.20 2027-01-01",
          "DE reduced 0.07 2026-01-01",
          "FR standard 0.20 2026-01-01 2026-12-31",
          "FR telecom 0.10 2026-06-01",
          "FR telecom 0.11 2026-12-01 2026-12-01");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // payer's country | class | at | tax
        "   | standard | 2026-12-31T22:59:59.999Z | DE 0.19",
        "   | standard | 2026-12-31T23:00:00Z     | DE 0.2",
        "   | standard | 2025-12-31T22:59:59Z     | DE 0",
        "   | standard | 2025-12-31T23:00:00Z     | DE 0.19",
        "DE | reduced  | 2030-01-01T00:00:00Z     | DE 0.07",
        "   | telecom  | 2026-12-01T00:00:00Z     | DE 0",
        "FR | telecom  | 2026-12-01T12:00:00Z     | FR 0.1",
        "FR | standard | 2026-12-30T23:00:00Z     | FR 0",
        "FR | reduced  | 2026-12-01T00:00:00Z     | FR 0",
        "CH | standard | 2026-12-01T00:00:00Z     | CH 0",
      })
  void isThatOfTheCountryAndClassAtThatInstant(
      String country, String taxClass, Instant at, String expected) {
    var rate = table.rate(new TaxPayer(country, false), taxClass, at);
    assertEquals(expected, rate.country() + " " + rate.rate().toPlainString());
  }

  @Test
  void whatTheTenantUsesItselfIsNotSold() {
    var at = Instant.parse("2026-12-01T00:00:00Z");
    assertEquals(TaxRate.NONE, table.rate(TaxPayer.TENANT, "standard", at));
  }

  @Test
  void countriesWithOtherRatesAreNamed() {
    assertEquals(List.of("DE"), table.without("telecom", LocalDate.parse("2026-12-01")));
    assertEquals(List.of("FR"), table.without("reduced", LocalDate.parse("2026-12-01")));
    assertEquals(List.of(), table.without("standard", LocalDate.parse("2026-12-30")));
    assertEquals(List.of("FR"), table.without("standard", LocalDate.parse("2026-12-31")));
    assertEquals(List.of("DE", "FR"), table.without("other", LocalDate.parse("2026-12-01")));
    assertEquals(List.of(), table.without("other", LocalDate.parse("2025-12-01")));
  }

  @Test
  void aDayIsOneOfTheBooksZone() {
    assertEquals(LocalDate.parse("2027-01-01"), table.day(Instant.parse("2026-12-31T23:00:00Z")));
    assertEquals(LocalDate.parse("2026-12-31"), table.day(Instant.parse("2026-12-31T22:59:59Z")));
  }

  @Test
  void aTermMakesSense() {
    assertThrows(
        IllegalArgumentException.class, () -> term("DE standard 0.19 2026-02-01 2026-01-01"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TaxTerm(new UUID(0, 1), "standard", TaxRate.NONE, LocalDate.EPOCH, null));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new TaxTerm(
                new UUID(0, 1),
                "two words",
                new TaxRate("DE", BigDecimal.ZERO),
                LocalDate.EPOCH,
                null));
  }

  private static TaxTable table(String... terms) {
    return new TaxTable(
        "DE", ZoneId.of("Europe/Berlin"), Arrays.stream(terms).map(TaxTableTest::term).toList());
  }

  /** {@code country class rate from [until]}. */
  static TaxTerm term(String text) {
    var words = text.split(" ", -1);
    return new TaxTerm(
        UUID.randomUUID(),
        words[1],
        new TaxRate(words[0], new BigDecimal(words[2])),
        LocalDate.parse(words[3]),
        words.length < 5 ? null : LocalDate.parse(words[4]));
  }
}
