package org.meterline.billing.deck;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.Columns.Field;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;

/**
 * What a file says: lines of a deck, numbered as the rows of the file, and what is wrong with it.
 * With a problem nothing of it may go live.
 *
 * @param rows how many rows there were below the header
 * @param problems the first of them
 * @param wrong how many rows are wrong
 */
public record DeckImport(List<Rate> rates, long rows, List<DeckProblem> problems, long wrong) {
  private static final int MOST_PROBLEMS = 500;
  private static final int MOST_ROWS = 1_000_000;
  private static final int MOST_DIGITS = 12;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]+)?");
  private static final Pattern THOUSANDS =
      Pattern.compile("[1-9][0-9]{0,2}(\\.[0-9]{3})+(,[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,6}");
  private static final Pattern STEPS = Pattern.compile("([0-9]{1,5})\\s*/\\s*([0-9]{1,5})");
  private static final Pattern SERIAL = Pattern.compile("[0-9]{4,6}");
  private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);

  public DeckImport {
    rates = List.copyOf(rates);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a CSV or XLSX file whose first row are headings.
   *
   * @throws DeckUnreadable if it is no table, or needed columns are missing
   */
  public static DeckImport read(byte[] content, DeckTerms terms, Columns columns)
      throws DeckUnreadable {
    var reading = new Reading(terms, columns);
    DeckFile.read(content, reading::take);
    if (reading.places == null) {
      throw new DeckUnreadable("The file is empty.");
    }
    if (reading.rows == 0) {
      throw new DeckUnreadable("There is no row below the headings.");
    }
    return new DeckImport(reading.rates, reading.rows, reading.problems, reading.wrong);
  }

  /** A cell that says nothing a line can be made of. */
  private static final class Wrong extends Exception {
    final Field field;

    Wrong(Field field, String reason) {
      super(reason);
      this.field = field;
    }
  }

  private static final class Reading {
    final List<Rate> rates = new ArrayList<>();
    final List<DeckProblem> problems = new ArrayList<>();
    long rows;
    long wrong;
    @Nullable Map<Field, Integer> places;
    private final DeckTerms terms;
    private final Columns columns;
    private final Map<List<Object>, Integer> seen = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    Reading(DeckTerms terms, Columns columns) {
      this.terms = terms;
      this.columns = columns;
    }

    void take(long line, List<DeckFile.Cell> cells) throws DeckUnreadable {
      var found = places;
      if (found == null) {
        places = columns.find(cells.stream().map(DeckFile.Cell::text).toList());
        return;
      }
      if (++rows > MOST_ROWS) {
        throw new DeckUnreadable("There are more than " + MOST_ROWS + " rows.");
      }
      try {
        var rate = new Cells(cells, found).rate((int) line);
        var before =
            seen.putIfAbsent(
                List.of(
                    rate.prefix(), rate.band(), rate.weight(), Objects.toString(rate.from(), "")),
                rate.line());
        if (before != null) {
          throw new Wrong(Field.PREFIX, rate.prefix() + " stands in line " + before + " already");
        }
        rates.add(rate);
      } catch (Wrong e) {
        wrong(line, e.field.text(), e);
      } catch (IllegalArgumentException e) {
        wrong(line, "", e);
      }
    }

    private void wrong(long line, String column, Exception why) {
      wrong++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(new DeckProblem(line, column, Objects.toString(why.getMessage(), "")));
      }
    }

    /** One row. */
    private final class Cells {
      private final List<DeckFile.Cell> cells;
      private final Map<Field, Integer> places;

      Cells(List<DeckFile.Cell> cells, Map<Field, Integer> places) {
        this.cells = cells;
        this.places = places;
      }

      Rate rate(int line) throws Wrong {
        var prefix = prefix();
        var name = text(Field.DESTINATION);
        var draft =
            Rate.to(prefix, names.computeIfAbsent(name.isEmpty() ? prefix : name, n -> n))
                .line(line)
                .unit(whole(Field.UNIT, 60))
                .fee(price(Field.FEE))
                .minimum(whole(Field.MINIMUM, 0))
                .grace(whole(Field.GRACE, 0))
                .weighing(whole(Field.WEIGHT, 0))
                .inForce(instant(Field.FROM), instant(Field.UNTIL))
                .in(band())
                .atMost(text(Field.MAXIMUM).isEmpty() ? null : price(Field.MAXIMUM), atMaximum());
        steps(draft);
        later(draft);
        if (blocked()) {
          draft.blocked();
        } else if (text(Field.PRICE).isEmpty()) {
          throw new Wrong(Field.PRICE, "there is no price");
        }
        return draft.price(price(Field.PRICE)).build();
      }

      private DeckFile.Cell cell(Field field) {
        var place = places.get(field);
        return place == null || place >= cells.size() ? DeckFile.Cell.EMPTY : cells.get(place);
      }

      private String text(Field field) {
        return cell(field).text().strip();
      }

      private String prefix() throws Wrong {
        var text = text(Field.PREFIX).replaceAll("^(\\+|00)|[ .()-]", "");
        if (!text.matches("[0-9]{1,15}")
            && !text.equals(Rate.EXTENSION)
            && !text.equals(Rate.PROGRAM)) {
          throw new Wrong(Field.PREFIX, "not digits of a number: " + shortened(text(Field.PREFIX)));
        }
        return text;
      }

      private BigDecimal price(Field field) throws Wrong {
        var text = text(field);
        if (text.isEmpty()) {
          return BigDecimal.ZERO;
        }
        return price(field, text, columns.decimalComma() && !cell(field).number());
      }

      /** With a decimal comma a point parts thousands; 0.015 is no price then, and 15 even less. */
      private BigDecimal price(Field field, String text, boolean comma) throws Wrong {
        if (comma && text.indexOf('.') >= 0 && !THOUSANDS.matcher(text).matches()) {
          throw new Wrong(field, "not a price with a decimal comma: " + shortened(text));
        }
        var written = comma ? text.replace(".", "").replace(',', '.') : text;
        if (!NUMBER.matcher(written).matches()) {
          throw new Wrong(field, "not a price: " + shortened(text));
        }
        var price = new BigDecimal(written);
        if (price.signum() != 0 && price.stripTrailingZeros().scale() > MOST_DIGITS) {
          throw new Wrong(field, "more than twelve decimal places: " + shortened(text));
        }
        return price;
      }

      private int whole(Field field, int otherwise) throws Wrong {
        var text = text(field);
        if (text.isEmpty()) {
          return otherwise;
        }
        if (!WHOLE.matcher(text).matches()) {
          throw new Wrong(field, "not a whole number: " + shortened(text));
        }
        return Integer.parseInt(text);
      }

      private void steps(Rate.Draft draft) throws Wrong {
        var text = text(Field.INCREMENTS);
        if (!text.isEmpty()) {
          var parts = STEPS.matcher(text);
          if (!parts.matches()) {
            throw new Wrong(Field.INCREMENTS, "not as 60/1: " + shortened(text));
          }
          draft.increments(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        }
      }

      private void later(Rate.Draft draft) throws Wrong {
        var text = text(Field.LATER);
        if (!text.isEmpty()) {
          for (var part : text.split("\\s+", -1)) {
            var sides = part.split(":", -1);
            if (sides.length != 2 || !WHOLE.matcher(sides[0]).matches()) {
              throw new Wrong(Field.LATER, "not as 60:0.03: " + shortened(part));
            }
            draft.later(
                Integer.parseInt(sides[0]), price(Field.LATER, sides[1], columns.decimalComma()));
          }
        }
      }

      private String band() throws Wrong {
        var text = text(Field.BAND);
        if (!text.isEmpty() && !terms.calendar().knows(text)) {
          throw new Wrong(Field.BAND, "the deck has no such time band: " + shortened(text));
        }
        return names.computeIfAbsent(text, n -> n);
      }

      private boolean blocked() throws Wrong {
        return switch (text(Field.BLOCKED).toLowerCase(Locale.ROOT)) {
          case "", "no", "false", "0", "n" -> false;
          case "yes", "true", "1", "y", "x", "blocked" -> true;
          default -> throw new Wrong(Field.BLOCKED, "neither yes nor no");
        };
      }

      private Rate.AtMaximum atMaximum() throws Wrong {
        return switch (text(Field.AT_MAXIMUM).toLowerCase(Locale.ROOT)) {
          case "", "free" -> Rate.AtMaximum.FREE;
          case "cut" -> Rate.AtMaximum.CUT;
          default -> throw new Wrong(Field.AT_MAXIMUM, "neither cut nor free");
        };
      }

      /** A date begins at midnight in the deck's zone; a spreadsheet's date is a number of days. */
      private @Nullable Instant instant(Field field) throws Wrong {
        var text = text(field);
        if (text.isEmpty()) {
          return null;
        }
        ZoneId zone = terms.calendar().zone();
        try {
          if (SERIAL.matcher(text).matches()) {
            return SERIAL_ZERO.plusDays(Integer.parseInt(text)).atStartOfDay(zone).toInstant();
          }
          return text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
              : OffsetDateTime.parse(text)
                  .toInstant()
                  .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        } catch (DateTimeParseException e) {
          throw new Wrong(field, "neither 2026-12-31 nor 2026-12-31T00:00:00Z: " + shortened(text));
        }
      }
    }

    private static String shortened(String text) {
      return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
  }
}
