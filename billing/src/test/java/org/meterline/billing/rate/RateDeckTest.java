package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateDeckTest {
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");
  private static final DeckCalendar CALENDAR =
      Lines.calendar("UTC; 2026-12-25; even 246H 00:00-24:00; noon 1234567H 12:00-13:00");

  @Test
  void theLongestPrefixWins() {
    var deck =
        Lines.deck("49 1", "4930 1", "491 1", "1 1", "extension 1", "program 1", "0 1", "9 1");
    assertEquals("4930", prefix(deck, "+4930123456"));
    assertEquals("49", prefix(deck, "+4931123456"));
    assertEquals("491", prefix(deck, "+491701234567"));
    assertEquals("491", prefix(deck, "491701234567"));
    assertEquals("49", prefix(deck, "+49"));
    assertEquals("9", prefix(deck, "+999999999999999"));
    assertEquals("0", prefix(deck, "+000000000000000"));
    assertEquals("extension", prefix(deck, "extension"));
    assertEquals("program", prefix(deck, "program"));
    assertInstanceOf(Match.NoPrice.class, deck.match("+5512345", AT));
    assertInstanceOf(Match.NoPrice.class, deck.match("+4", AT));
    assertInstanceOf(Match.NoPrice.class, deck.match("", AT));
    assertInstanceOf(Match.NoPrice.class, Lines.deck("49 1").match("extension", AT));
    assertInstanceOf(Match.NoPrice.class, Lines.deck().match("+49", AT));
    assertEquals(8, deck.size());
    assertEquals(8, deck.rates().size());
    for (var rate : deck.rates()) {
      assertEquals(Tariff.of(deck.terms(), rate), deck.tariff(rate));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // of the lines below, for a call at that instant the one in question
        "2026-11-23T09:00:00Z | 2 | a Monday; line 1 is not in force yet",
        "2026-12-01T00:00:00Z | 4 | a Tuesday in December: the band, and the heavier of two",
        "2026-12-02T00:00:00Z | 1 | a Wednesday in December",
        "2026-12-25T00:00:00Z | 4 | a holiday",
        "2026-10-31T23:59:59Z | 6 | nothing with that prefix is in force: the shorter one",
        "2026-11-01T00:00:00Z | 2 | the first second",
        "2027-01-01T00:00:00Z | 6 | the first second after all the longer ones",
      })
  void thenTheTimeInForceThenTheBandThenTheWeight(Instant at, int line, String why) {
    var deck =
        Lines.deck(
            CALENDAR,
            "4930 1 since=2026-12-01T00:00:00Z till=2027-01-01T00:00:00Z",
            "4930 1 since=2026-11-01T00:00:00Z till=2027-01-01T00:00:00Z",
            "4930 1 even@ since=2026-12-01T00:00:00Z till=2027-01-01T00:00:00Z w=1",
            "4930 1 even@ since=2026-12-01T00:00:00Z till=2027-01-01T00:00:00Z w=2",
            "4930 1 even@ till=2026-10-01T00:00:00Z",
            "49   1");
    assertEquals(
        line,
        assertInstanceOf(Match.Priced.class, deck.match("+4930123", at), why).tariff().line());
  }

  @Test
  void whatHadAPriceThatIsOverSaysSo() {
    var end = Instant.parse("2027-01-01T00:00:00Z");
    var deck =
        Lines.deck(
            CALENDAR,
            "4930 1 till=2026-12-01T00:00:00Z",
            "49   1 till=2027-01-01T00:00:00Z",
            "33   1 since=2027-06-01T00:00:00Z",
            "34   1 noon@",
            "34   2 till=2026-12-01T00:00:00Z",
            "extension 1 till=2026-12-01T00:00:00Z");
    assertInstanceOf(Match.Priced.class, deck.match("+4930123", end.minusSeconds(1)));
    var over = assertInstanceOf(Match.NoPrice.class, deck.match("+4930123456", end));
    assertEquals("deck-expired", over.code());
    assertEquals(
        "The rate deck's prices for +4930123… ended at 2027-01-01T00:00:00Z: a deck with new ones"
            + " has to be approved.",
        over.explanation());
    assertEquals("deck-expired", code(deck, "extension", end));
    // nothing yet, another time of the day, nothing at all
    assertEquals("no-price", code(deck, "+33123456", end));
    assertEquals("no-price", code(deck, "+34123456", end));
    assertEquals("no-price", code(deck, "+1", end));
  }

  private static String code(RateDeck deck, String key, Instant at) {
    return assertInstanceOf(Match.NoPrice.class, deck.match(key, at)).code();
  }

  @Test
  void theMatchExplainsItselfWithoutTellingTheNumber() {
    var priced =
        assertInstanceOf(
            Match.Priced.class, Lines.deck("49 0.02 60/1 fee=0.05").match("+4930123456", AT));
    assertEquals(
        "+4930123… matches prefix 49, To 49: 0.02 EUR/min + 0.05, 60/1", priced.explanation());
    assertFalse(priced.explanation().contains("123456"));
    var banded = Lines.deck(CALENDAR, "49 0.02 since=2026-01-01T00:00:00Z", "49 0.01 noon@");
    assertEquals(
        "+4930123… matches prefix 49, To 49, in force from 2026-01-01T00:00:00Z, line 1, one of 2"
            + " with that prefix: 0.02 EUR/min, 1/1",
        banded.match("+4930123456", AT).explanation());
    assertEquals(
        "+4930123… matches prefix 49, To 49: noon: 0.01 EUR/min, 1/1",
        Lines.deck(CALENDAR, "49 0.01 noon@").match("+4930123456", AT).explanation());
  }

  @Test
  void aBlockedPrefixIsBlocked() {
    var deck = Lines.deck("49900 0 x", "49 1");
    assertInstanceOf(Match.Blocked.class, deck.match("+499001234", AT));
    assertInstanceOf(Match.Priced.class, deck.match("+4990123", AT));
  }

  @Test
  void aDeckThatContradictsItselfIsRefused() {
    assertEquals("line 2: 49 comes twice, as in line 1", refused("49 1", "49 2"));
    assertEquals("line 2: program comes twice, as in line 1", refused("program 1", "program 2"));
    assertEquals("line 1: there is no time band peak", refused("49 1 peak@"));
  }

  private static @Nullable String refused(String... lines) {
    return assertThrows(IllegalArgumentException.class, () -> Lines.deck(CALENDAR, lines))
        .getMessage();
  }

  @Property(tries = 500, seed = "20261104")
  void findsWhatANaiveScanFinds(
      @ForAll("decks") List<Rate> drafts,
      @ForAll("numbers") String number,
      @ForAll("instants") Instant at) {
    var seen = new HashSet<List<Object>>();
    var rates =
        drafts.stream()
            .filter(r -> seen.add(List.of(r.prefix(), r.band(), r.weight(), "" + r.from())))
            .toList();
    var deck = RateDeck.compile(Lines.terms("EUR", java.math.RoundingMode.UP, CALENDAR), rates);
    boolean even = List.of(2, 4, 6).contains(at.atZone(CALENDAR.zone()).getDayOfWeek().getValue());
    boolean noon = at.atZone(CALENDAR.zone()).getHour() == 12;
    var expected =
        rates.stream()
            .filter(r -> number.startsWith(r.prefix()))
            .filter(r -> r.from() == null || !at.isBefore(r.from()))
            .filter(r -> r.until() == null || at.isBefore(r.until()))
            .filter(r -> r.band().isEmpty() || (r.band().equals("even") ? even : noon))
            .max(
                Comparator.comparingInt((Rate r) -> r.prefix().length())
                    .thenComparing(r -> r.from() == null ? Instant.MIN : r.from())
                    .thenComparingInt(r -> r.band().isEmpty() ? 0 : 1)
                    .thenComparingInt(Rate::weight)
                    .thenComparingInt(r -> -r.line()));
    var match = deck.match("+" + number, at);
    assertEquals(
        expected.orElse(null),
        match instanceof Match.Priced priced ? priced.tariff().rate() : null);
    assertEquals(rates.size(), deck.size());
  }

  @Provide
  Arbitrary<List<Rate>> decks() {
    var rate =
        Combinators.combine(
                Arbitraries.strings().withChars("0129").ofMinLength(1).ofMaxLength(6),
                Arbitraries.of("", "", "even", "noon"),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 4),
                Arbitraries.integers().between(5, 9))
            .as(
                (prefix, band, weight, from, until) ->
                    Rate.to(prefix, prefix)
                        .in(band)
                        .weighing(weight)
                        .inForce(
                            from == 0 ? null : AT.plusSeconds(from * 86_400L),
                            until == 9 ? null : AT.plusSeconds(until * 86_400L)));
    return rate.list()
        .ofMaxSize(60)
        .map(
            drafts -> {
              var rates = new java.util.ArrayList<Rate>();
              drafts.forEach(draft -> rates.add(draft.line(rates.size() + 1).build()));
              return rates;
            });
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.strings().withChars("0129").ofMinLength(1).ofMaxLength(15);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(0, 10 * 24).map(h -> AT.plusSeconds(h * 3600));
  }

  /** Whether it is free is what it costs: by the lines in force when its price was agreed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "49 0.60 till=2026-11-25T12:00:00Z      | 49 0 since=2026-11-25T12:00:00Z    | false | true",
        "49 0 till=2026-11-25T12:00:00Z         | 49 0.60 since=2026-11-25T12:00:00Z | true  | false",
        "49 0 till=2026-11-25T12:00:00Z         | 49 0 since=2026-11-25T12:00:00Z    | true  | true",
        "49 0                                   | 49 0.60 even@                      | false | false",
        "49 0                                   | 49 0.60 even@ x                    | true  | true",
        "49 0 even@ since=2026-11-25T12:00:00Z  | 49 0.60                            | false | false",
        "49 0.60 even@ till=2026-11-25T12:00:00Z | 49 0                              | false | true",
      })
  void whatIsFreeCostsNothing(String one, String other, boolean before, boolean from) {
    var deck = Lines.deck(CALENDAR, one, other);
    free(deck, AT.minusSeconds(1), before);
    free(deck, AT, from);
  }

  private static void free(RateDeck deck, Instant at, boolean free) {
    var tariff = assertInstanceOf(Match.Priced.class, deck.match("+4930123", at)).tariff();
    assertEquals(free, tariff.free(at));
    assertEquals(free, Cost.of(tariff, at, 3 * 86_400).isZero());
  }

  private static String prefix(RateDeck deck, String key) {
    return assertInstanceOf(Match.Priced.class, deck.match(key, AT)).tariff().prefix();
  }
}
