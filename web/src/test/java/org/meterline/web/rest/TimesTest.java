package org.meterline.web.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.ejb.refusal.Refused;

class TimesTest {
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
  void datesAndLocalTimesAreThoseOfTheZone(String text, String begins) {
    assertEquals(Instant.parse(begins), Times.read("from", text, BERLIN));
  }

  @Test
  void dayWithoutMidnightBeginsAtItsFirstMoment() {
    assertEquals(
        Instant.parse("2018-11-04T03:00:00Z"),
        Times.read("from", "2018-11-04", ZoneId.of("America/Sao_Paulo")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "2027-13-01", "1 January", "+12345-01-01", "2027-01-01T"})
  void whatIsNoTimeIsRefused(String text) {
    assertEquals(
        "invalid", assertThrows(Refused.class, () -> Times.read("from", text, BERLIN)).code());
  }

  @Test
  void daysAreOfYearsThatTheDatabaseKnows() {
    assertEquals(LocalDate.of(2026, 11, 1), Times.day("from", "2026-11-01"));
    assertNull(Times.day("from", null));
    for (String text : new String[] {"2026-11", "yesterday", "+999999999-12-31", "0000-01-01"}) {
      assertEquals("invalid", assertThrows(Refused.class, () -> Times.day("from", text)).code());
    }
  }
}
