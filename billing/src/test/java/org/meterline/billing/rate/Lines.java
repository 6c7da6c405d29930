package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Currency;

/**
 * Lines of decks in few words: {@code 49 0.06 30/6 fee=0.05 grace=5 min=45 unit=1 60:0.03 max=1 cut
 * peak@ since=2026-01-01T00:00:00Z till=… w=3 x}. All after the price in any order.
 */
final class Lines {
  static final UUID DECK = new UUID(0, 1);

  private Lines() {}

  static Rate line(int number, String text) {
    var words = text.strip().split("\\s+", -1);
    var draft = Rate.to(words[0], "To " + words[0]).line(number).price(words[1]);
    Instant from = null;
    Instant until = null;
    BigDecimal maximum = null;
    var then = Rate.AtMaximum.FREE;
    for (int i = 2; i < words.length; i++) {
      var word = words[i];
      var value = word.substring(word.indexOf('=') + 1);
      if (word.matches("\\d+/\\d+")) {
        var steps = word.split("/", -1);
        draft.increments(Integer.parseInt(steps[0]), Integer.parseInt(steps[1]));
      } else if (word.matches("\\d+:.*")) {
        var later = word.split(":", 2);
        draft.later(Integer.parseInt(later[0]), later[1]);
      } else if (word.endsWith("@")) {
        draft.in(word.substring(0, word.length() - 1));
      } else {
        switch (word.substring(0, word.indexOf('=') < 0 ? word.length() : word.indexOf('='))) {
          case "fee" -> draft.fee(value);
          case "grace" -> draft.grace(Integer.parseInt(value));
          case "min" -> draft.minimum(Integer.parseInt(value));
          case "unit" -> draft.unit(Integer.parseInt(value));
          case "w" -> draft.weighing(Integer.parseInt(value));
          case "since" -> from = Instant.parse(value);
          case "till" -> until = Instant.parse(value);
          case "max" -> maximum = new BigDecimal(value);
          case "cut" -> then = Rate.AtMaximum.CUT;
          case "x" -> draft.blocked();
          default -> throw new IllegalArgumentException(word);
        }
      }
    }
    return draft.inForce(from, until).atMost(maximum, then).build();
  }

  static List<Rate> lines(String... texts) {
    var rates = new ArrayList<Rate>();
    for (var text : texts) {
      rates.add(line(rates.size() + 1, text));
    }
    return rates;
  }

  static DeckTerms terms(String currency, RoundingMode rounding, DeckCalendar calendar) {
    return terms(currency, rounding, calendar, DeckTerms.Basis.GROSS);
  }

  static DeckTerms terms(
      String currency, RoundingMode rounding, DeckCalendar calendar, DeckTerms.Basis basis) {
    return new DeckTerms(
        DECK,
        Currency.of(currency),
        rounding,
        calendar,
        new DeckTerms.Tax(basis, DeckTerms.Tax.GROSS.taxClass()));
  }

  static DeckTerms terms(String currency) {
    return DeckTerms.plain(DECK, Currency.of(currency));
  }

  /** {@code Europe/Berlin; 2026-12-25; peak 12345 08:00-18:00; …}. */
  static DeckCalendar calendar(String text) {
    var holidays = new ArrayList<LocalDate>();
    var bands = new ArrayList<TimeBand>();
    var parts = text.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      var part = parts[i].strip();
      if (part.matches("\\d{4}-\\d\\d-\\d\\d")) {
        holidays.add(LocalDate.parse(part));
      } else {
        bands.add(TimeBand.parse(part));
      }
    }
    return DeckCalendar.of(ZoneId.of(parts[0].strip()), holidays, bands);
  }

  static RateDeck deck(DeckCalendar calendar, String... texts) {
    return RateDeck.compile(terms("EUR", RoundingMode.HALF_UP, calendar), lines(texts));
  }

  static RateDeck deck(String... texts) {
    return RateDeck.compile(terms("EUR"), lines(texts));
  }

  static Tariff alone(String currency, String text) {
    return Tariff.of(terms(currency), line(1, text));
  }
}
