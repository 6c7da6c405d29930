package org.meterline.web.deck;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.Columns;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.TimeBand;
import org.meterline.ejb.deck.Decks;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rest.MoneyBody;
import org.meterline.web.rest.Times;

/** What is said of a deck in the query of its upload. */
public class UploadTerms {
  @Parameter(required = true, description = "A version with that name follows the last one")
  @QueryParam("name")
  @Nullable String name;

  @Parameter(description = "Of the file, for the record")
  @QueryParam("fileName")
  @DefaultValue("deck")
  String fileName = "deck";

  @Parameter(description = "RETAIL; WHOLESALE and COST are for the operator only")
  @QueryParam("relation")
  @DefaultValue("RETAIL")
  String relation = "RETAIL";

  @Parameter(description = "Whose own deck it is; of COST the carrier, which is needed")
  @QueryParam("payer")
  @Nullable UUID payer;

  @QueryParam("currency")
  @DefaultValue("EUR")
  String currency = "EUR";

  @Parameter(description = "UP, HALF_UP, HALF_EVEN or DOWN")
  @QueryParam("rounding")
  @DefaultValue("HALF_UP")
  String rounding = "HALF_UP";

  @Parameter(description = "The deck's zone; the tenant's, if none is named")
  @QueryParam("timeZone")
  @Nullable String timeZone;

  @Parameter(description = "As `peak 12345 08:00-18:00`; several")
  @QueryParam("band")
  List<String> bands = List.of();

  @Parameter(description = "As `2026-12-25`; several")
  @QueryParam("holiday")
  List<String> holidays = List.of();

  @Parameter(description = "NET or GROSS")
  @QueryParam("taxBasis")
  @DefaultValue("GROSS")
  String taxBasis = "GROSS";

  @QueryParam("taxClass")
  @DefaultValue("standard")
  String taxClass = "standard";

  @Parameter(
      description =
          "When it is meant to come into force: an instant, or a date or local time in the deck's"
              + " zone")
  @QueryParam("from")
  @Nullable String from;

  @Parameter(description = "As `price=Rate (EUR)`: the heading of a field's column; several")
  @QueryParam("column")
  List<String> columns = List.of();

  @Parameter(description = "Prices are written 0,015")
  @QueryParam("decimalComma")
  @DefaultValue("false")
  boolean decimalComma;

  Decks.Upload upload(ZoneId zone) {
    if (name == null || name.isBlank() || name.length() > 100) {
      throw Refused.invalid("name", "must have 1 to 100 characters");
    }
    String called = name;
    if (!taxClass.matches("\\S{1,40}")) {
      throw Refused.invalid("taxClass", "must have 1 to 40 characters and no space");
    }
    DeckTerms terms;
    try {
      terms =
          DeckTerms.of(
              Decks.mint(),
              MoneyBody.currency("currency", currency),
              read("rounding", rounding, UploadTerms::rounding),
              timeZone == null ? zone : read("timeZone", timeZone, ZoneId::of),
              holidays.stream().map(h -> read("holiday", h, LocalDate::parse)).toList(),
              bands.stream().map(b -> read("band", b, TimeBand::parse)).toList(),
              new DeckTerms.Tax(read("taxBasis", taxBasis, DeckTerms.Basis::valueOf), taxClass));
    } catch (IllegalArgumentException tooMany) {
      throw Refused.invalid("band", String.valueOf(tooMany.getMessage()));
    }
    return new Decks.Upload(
        terms,
        called.strip(),
        read("relation", relation, DeckReview.Relation::valueOf),
        payer,
        from == null ? null : Times.read("from", from, terms.zone()),
        fileName,
        new Columns(headings(), decimalComma));
  }

  private Map<Columns.Field, String> headings() {
    Map<Columns.Field, String> headings = new EnumMap<>(Columns.Field.class);
    for (String column : columns) {
      int sign = column.indexOf('=');
      String field = sign < 0 ? column : column.substring(0, sign);
      Columns.Field found = null;
      for (Columns.Field one : Columns.Field.values()) {
        if (one.text().equals(field)) {
          found = one;
        }
      }
      if (sign < 0 || found == null) {
        throw Refused.invalid("column", "must be a field and a heading, such as price=Rate");
      }
      headings.put(found, column.substring(sign + 1));
    }
    return headings;
  }

  private static RoundingMode rounding(String text) {
    if (!List.of("UP", "HALF_UP", "HALF_EVEN", "DOWN").contains(text)) {
      throw new IllegalArgumentException(text);
    }
    return RoundingMode.valueOf(text);
  }

  private static <T> T read(String field, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException | DateTimeException notOne) {
      throw Refused.invalid(field, "cannot be read: " + text);
    }
  }
}
