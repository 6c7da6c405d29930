package org.meterline.web.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.ejb.refusal.Refused;

class BeginTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2027-01-01, 2026-12-31T23:00:00Z",
    "2027-01-01T06:30, 2027-01-01T05:30:00Z",
    "2027-07-01T00:00:01, 2027-06-30T22:00:01Z",
    "2027-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "2027-01-01T00:00:00-05:00, 2027-01-01T05:00:00Z",
    // the hour that the clocks leave out
    "2027-03-28T02:30, 2027-03-28T01:30:00Z"
  })
  void datesAndLocalTimesAreThoseOfTheDecksZone(String text, String begins) {
    assertEquals(Instant.parse(begins), Begin.read(text, BERLIN));
  }

  @Test
  void dayWithoutMidnightBeginsAtItsFirstMoment() {
    assertEquals(
        Instant.parse("2018-11-04T03:00:00Z"),
        Begin.read("2018-11-04", ZoneId.of("America/Sao_Paulo")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2027-13-01", "1 January", "+12345-01-01", "2027-01-01T"})
  void whatIsNoTimeIsRefused(String text) {
    assertEquals("invalid", assertThrows(Refused.class, () -> Begin.read(text, BERLIN)).code());
  }
}
