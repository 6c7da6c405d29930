package org.meterline.billing.payer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions as they are written. */
class ConditionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "to 49 4179",
        "to extension program",
        "country DE AT",
        "time 12345 08:00-18:00 Europe/Berlin",
        "time 67H 22:00-02:30 UTC",
        "cart.value >= 50.00 EUR",
        "cart.items = 3",
        "cart.items != -2.5",
        "member = true",
        "page starts /shoes and more",
        "page contains =",
        "locale = \"true\"",
        "locale = \"3\""
      })
  void isWrittenAsItIsRead(String text) {
    assertEquals(text, Condition.parse(text).text());
    assertEquals(Condition.parse(text), Condition.parse(Condition.parse(text).text()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                               | not a condition
          to                                  | not a condition
          to +49                              | not the beginning of a number
          country de                          | not a country
          time 12345 08:00-18:00              | not a condition
          time 8 08:00-18:00 Europe/Berlin    | not a time band
          time 1 08:00-18:00 Europe/Atlantis  | not a time zone
          cart.value starts 50 EUR            | does not compare
          member >= true                      | does not compare
          page > shoes                        | does not compare
          """)
  void whatIsNone(String text, String why) {
    var thrown = assertThrows(IllegalArgumentException.class, () -> Condition.parse(text));
    assertTrue(String.valueOf(thrown.getMessage()).contains(why), thrown.getMessage());
  }

  /** An offer that was made before they were refused goes on by the weekdays that it names. */
  @Test
  void aNewOfferIsNotMeantForHolidays() {
    var old = "time 67H 22:00-02:30 UTC";
    var thrown = assertThrows(IllegalArgumentException.class, () -> Condition.ofNewOffer(old));
    assertEquals(
        "about holidays (H), which only rate decks have; name days from 1 (Monday) to 7",
        thrown.getMessage());
    assertEquals(old, Condition.parse(old).text());
    for (var text : List.of("time 67 22:00-02:30 UTC", "to 49", "H = 1")) {
      assertEquals(text, Condition.ofNewOffer(text).text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          v >= 50 EUR | 50 EUR     | true
          v >= 50 EUR | 50.00 EUR  | true
          v >= 50 EUR | 49.9999 EUR | false
          v > 50 EUR  | 50 EUR     | false
          v <= 50 EUR | 50 EUR     | true
          v < 50 EUR  | 50 EUR     | false
          v != 50 EUR | 50 USD     | false
          v = 50 EUR  | fifty      | false
          v = 3       | 3.0        | true
          v > 3       | 10         | true
          v < 3       | -4         | true
          v = 3       | 3 EUR      | false
          v = true    | true       | true
          v != true   | false      | true
          v = true    | yes        | false
          v = de      | de         | true
          v = de      | DE         | false
          v starts de | de-AT      | true
          v starts de | at-DE      | false
          v = "       | "          | true
          v contains AT | de-AT    | true
          v contains AT | de-DE    | false
          v = "3"     | 3          | true
          v = "3"     | 3.0        | false
          w = 3       | 3          | false
          w != 3      | 3          | false
          """)
  void factsCompareByTheKindOfTheValue(String condition, String fact, boolean holds) {
    var of = new Circumstances(Scene.AT, "49", "DE", Map.of("v", fact));
    assertEquals(holds, Condition.parse(condition).fails(of).isEmpty());
  }

  /** Berlin's clocks go back at 03:00 on 25 October 2026: the hour before comes twice. */
  @Test
  void timesAreThoseOfTheZone() {
    var night = Condition.parse("time 7 02:00-03:00 Europe/Berlin");
    var holds = "";
    for (var at : new String[] {"T23:59", "T00:30", "T01:30", "T02:30"}) {
      var day = at.startsWith("T23") ? "2026-10-24" : "2026-10-25";
      var of = new Circumstances(Instant.parse(day + at + ":00Z"), "49", "DE", Map.of());
      holds += night.fails(of).isEmpty() ? "y" : "n";
    }
    assertEquals("nyyn", holds);
  }

  @Test
  void factsOfMoreThanSixtyLettersAreShortenedInWhatIsSaid() {
    assertEquals("page is " + "x".repeat(60) + ", not equal to /.", said("x".repeat(60)));
    assertEquals("page is " + "x".repeat(60) + "…, not equal to /.", said("x".repeat(61)));
  }

  private static String said(String page) {
    var of = new Circumstances(Scene.AT, "49", "DE", Map.of("page", page));
    return Condition.parse("page = /").fails(of).orElseThrow();
  }
}
