package org.meterline.billing.payer;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.TimeBand;

/**
 * What must be so for an offer to be meant. Written as a line of text:
 *
 * <pre>
 * to 49 4179                          the number called begins so; also extension, program
 * country DE AT                       the number called is there
 * time 12345 08:00-18:00 Europe/Berlin   days 1 (Monday) to 7, local time of that zone
 * cart.value &gt;= 50 EUR              a fact of the session; =, !=, &gt;=, &lt;=, &gt;, &lt;
 * page starts /shoes                  also contains
 * </pre>
 */
public sealed interface Condition {
  Pattern FACT =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9_.-]{0,63}) +(>=|<=|!=|=|>|<|starts(?= )|contains(?= )) *(.{1,200})");

  /** As {@link #parse} reads it. */
  String text();

  /** Why it does not hold, for a person; empty if it does. */
  Optional<String> fails(Circumstances of);

  /** The number called begins with one of these. */
  record To(List<String> prefixes) implements Condition {
    public To {
      prefixes = List.copyOf(prefixes);
      for (var prefix : prefixes) {
        if (!prefix.matches("[0-9]{1,15}")
            && !prefix.equals(Rate.EXTENSION)
            && !prefix.equals(Rate.PROGRAM)) {
          throw new IllegalArgumentException("not the beginning of a number: " + prefix);
        }
      }
    }

    @Override
    public String text() {
      return "to " + String.join(" ", prefixes);
    }

    @Override
    public Optional<String> fails(Circumstances of) {
      return prefixes.stream().anyMatch(of.to()::startsWith)
          ? Optional.empty()
          : Optional.of("Only calls to " + String.join(", ", prefixes) + " are meant.");
    }
  }

  /** The number called is in one of these countries. */
  record Country(List<String> codes) implements Condition {
    public Country {
      codes = List.copyOf(codes);
      for (var code : codes) {
        if (!code.matches("[A-Z]{2}")) {
          throw new IllegalArgumentException("not a country, as two capital letters: " + code);
        }
      }
    }

    @Override
    public String text() {
      return "country " + String.join(" ", codes);
    }

    @Override
    public Optional<String> fails(Circumstances of) {
      return codes.contains(of.country())
          ? Optional.empty()
          : Optional.of("Only calls to " + String.join(", ", codes) + " are meant.");
    }
  }

  /** It is such a day and time, by the clocks of a zone. */
  record Time(DeckCalendar window) implements Condition {
    private static final String BAND = "window";

    @Override
    public String text() {
      return "time " + shown();
    }

    @Override
    public Optional<String> fails(Circumstances of) {
      return window.holds(BAND, of.at())
          ? Optional.empty()
          : Optional.of("Only calls at " + shown() + " are meant.");
    }

    private String shown() {
      var band = window.bands().getFirst().text();
      return band.substring(BAND.length() + 1) + " " + window.zone();
    }

    private boolean onHolidays() {
      return window.bands().stream().anyMatch(band -> band.days().contains("H"));
    }

    static Time parse(String days, String times, String zone) {
      try {
        return new Time(
            DeckCalendar.of(
                ZoneId.of(zone),
                List.of(),
                List.of(TimeBand.parse(BAND + " " + days + " " + times))));
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("not a time zone: " + zone, e);
      }
    }
  }

  /** A fact compares so. One that is not known, or of another kind, makes it fail. */
  record Fact(String name, Comparison is, Value than) implements Condition {
    public Fact {
      if (!is.suits(than)) {
        throw new IllegalArgumentException(
            is.sign() + " does not compare with " + than.text() + " in " + name);
      }
    }

    @Override
    public String text() {
      return name + " " + is.sign() + " " + than.text();
    }

    @Override
    public Optional<String> fails(Circumstances of) {
      var fact = of.facts().get(name);
      if (fact == null) {
        return Optional.of("The call says nothing of " + name + ".");
      }
      var read = than.read(fact);
      if (read.isEmpty() || read.get().order(than).isEmpty()) {
        return Optional.of(
            name + " is " + shown(fact) + ", which does not compare with " + than.text() + ".");
      }
      return is.holds(read.get(), than)
          ? Optional.empty()
          : Optional.of(
              name + " is " + shown(fact) + ", not " + is.words() + " " + than.text() + ".");
    }

    private static String shown(String fact) {
      return fact.length() > 60 ? fact.substring(0, 60) + "…" : fact;
    }
  }

  /**
   * Reads a condition of an offer that is to be made. Holidays are those of a rate deck, and an
   * offer has none: a time on them would never hold. What was made with such a time is still read
   * by {@link #parse}.
   *
   * @throws IllegalArgumentException if it is none: the message says why
   */
  static Condition ofNewOffer(String line) {
    var condition = parse(line);
    if (condition instanceof Time time && time.onHolidays()) {
      throw new IllegalArgumentException(
          "about holidays (H), which only rate decks have; name days from 1 (Monday) to 7");
    }
    return condition;
  }

  /**
   * Reads a condition.
   *
   * @throws IllegalArgumentException if it is none: the message says why
   */
  static Condition parse(String line) {
    var text = line.strip();
    var fact = FACT.matcher(text);
    if (fact.matches()) {
      var sign = fact.group(2);
      var is = Arrays.stream(Comparison.values()).filter(c -> c.sign().equals(sign)).findFirst();
      return new Fact(fact.group(1), is.orElseThrow(), Value.parse(fact.group(3).strip()));
    }
    var words = List.of(text.split("\\s+", -1));
    if (words.size() > 1) {
      switch (words.getFirst()) {
        case "to" -> {
          return new To(words.subList(1, words.size()));
        }
        case "country" -> {
          return new Country(words.subList(1, words.size()));
        }
        case "time" -> {
          if (words.size() == 4) {
            return Time.parse(words.get(1), words.get(2), words.get(3));
          }
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException(
        "not a condition: "
            + text
            + "; write such as: to 49, country DE, "
            + "time 12345 08:00-18:00 Europe/Berlin, cart.value >= 50 EUR");
  }
}
