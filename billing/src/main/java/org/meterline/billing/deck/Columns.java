package org.meterline.billing.deck;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which column of a file says what.
 *
 * @param headings headings as the file has them, in any case, of the fields that are not called as
 *     usual; an empty heading leaves the field out
 * @param decimalComma prices are written {@code 0,015}
 */
public record Columns(Map<Field, String> headings, boolean decimalComma) {
  /** Everything is called as usual. */
  public static final Columns USUAL = new Columns(Map.of(), false);

  /** What a row can say, each with the headings that usually stand above it. */
  public enum Field {
    PREFIX("prefix", "code", "dial code", "area code"),
    DESTINATION("destination", "name", "country", "description"),
    /** Of a unit. */
    PRICE("price", "rate", "per minute", "price per minute"),
    UNIT("unit", "unit seconds"),
    FEE("fee", "connect fee", "setup fee"),
    /** As {@code 60/1}. */
    INCREMENTS("increments", "billing increment", "increment"),
    MINIMUM("minimum", "minimum duration"),
    GRACE("grace", "grace seconds"),
    /** As {@code 60:0.03 300:0.01}. */
    LATER("later", "later prices"),
    FROM("from", "valid from", "effective from", "effective date"),
    UNTIL("until", "valid until", "effective until", "end date"),
    BAND("band", "time band"),
    WEIGHT("weight"),
    BLOCKED("blocked"),
    MAXIMUM("maximum", "maximum cost"),
    /** {@code cut} or {@code free}. */
    AT_MAXIMUM("at maximum");

    private final String usual;

    Field(String... usual) {
      this.usual = String.join("|", usual);
    }

    /** As it is written in mappings and problems: {@code at-maximum}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public Columns {
    headings = Map.copyOf(headings);
  }

  /**
   * Where each field stands.
   *
   * @throws DeckUnreadable if a column is missing or two mean the same
   */
  Map<Field, Integer> find(List<String> header) throws DeckUnreadable {
    var places = new HashMap<String, Integer>();
    for (int i = 0; i < header.size(); i++) {
      var heading = plain(header.get(i));
      if (!heading.isEmpty() && places.putIfAbsent(heading, i) != null) {
        throw new DeckUnreadable("Two columns are headed " + header.get(i) + ".");
      }
    }
    var found = new EnumMap<Field, Integer>(Field.class);
    for (var field : Field.values()) {
      var named = headings.get(field);
      if (named == null) {
        for (var usual : field.usual.split("\\|", -1)) {
          var place = places.get(usual);
          if (place != null && found.put(field, place) != null) {
            throw new DeckUnreadable("Two columns could be the " + field.text() + ".");
          }
        }
      } else if (!named.isBlank()) {
        var place = places.get(plain(named));
        if (place == null) {
          throw new DeckUnreadable("No column is headed " + named + ".");
        }
        found.put(field, place);
      }
    }
    for (var needed : List.of(Field.PREFIX, Field.PRICE)) {
      if (!found.containsKey(needed)) {
        throw new DeckUnreadable("There is no column for the " + needed.text() + ".");
      }
    }
    return found;
  }

  private static String plain(String heading) {
    return heading.strip().toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
  }
}
