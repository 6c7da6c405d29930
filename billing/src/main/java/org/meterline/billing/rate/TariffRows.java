package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/**
 * Reads tariffs from rows with the columns of the view {@code tariff}. Keeps what many rows share:
 * one reader per result.
 */
public final class TariffRows {
  private static final int WIDTH = 18;

  private final Map<UUID, DeckTerms> terms = new HashMap<>();
  private final Map<List<Object>, List<Rate>> lines = new HashMap<>();

  /** The tariff of the row's line, before tax. */
  public Tariff read(ResultSet row) throws SQLException {
    var deck = row.getObject("deck", UUID.class);
    var known = terms.get(deck);
    if (known == null) {
      known = terms(row, deck);
      terms.put(deck, known);
    }
    List<Object> group = List.of(deck, row.getString("prefix"));
    var rates = lines.get(group);
    if (rates == null) {
      rates = rates((String[]) row.getArray("lines").getArray());
      lines.put(group, rates);
    }
    int line = row.getInt("line");
    var rate = rates.stream().filter(r -> r.line() == line).findFirst();
    return new Tariff(
        known, rate.orElseThrow(() -> new SQLException("no line " + line)), rates, TaxRate.NONE);
  }

  /** The terms of a deck, from a row with their columns; holidays as text. */
  public static DeckTerms terms(ResultSet row, UUID deck) throws SQLException {
    return new DeckTerms(
        deck,
        Currency.of(row.getString("currency")),
        RoundingMode.valueOf(row.getString("rounding")),
        DeckCalendar.of(
            ZoneId.of(row.getString("time_zone")),
            strings(row.getArray("holidays")).stream().map(LocalDate::parse).toList(),
            strings(row.getArray("bands")).stream().map(TimeBand::parse).toList()),
        new DeckTerms.Tax(
            DeckTerms.Basis.valueOf(row.getString("tax_basis")), row.getString("tax_class")));
  }

  private static List<String> strings(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  /** The lines of one prefix as flat text; see the view {@code tariff}. */
  private static List<Rate> rates(@Nullable String[] text) {
    var rates = new ArrayList<Rate>();
    for (int i = 0; i < text.length; i += WIDTH) {
      rates.add(rate(Arrays.asList(text).subList(i, i + WIDTH)));
    }
    rates.sort(Rate.ORDER);
    return List.copyOf(rates);
  }

  private static Rate rate(List<@Nullable String> text) {
    var draft =
        Rate.to(some(text, 1), some(text, 2))
            .line(number(text, 0))
            .price(some(text, 3))
            .unit(number(text, 4))
            .fee(some(text, 5))
            .increments(number(text, 6), number(text, 7))
            .minimum(number(text, 8))
            .grace(number(text, 9))
            .inForce(instant(text.get(12)), instant(text.get(13)))
            .in(some(text, 14))
            .weighing(number(text, 15))
            .atMost(decimal(text.get(16)), Rate.AtMaximum.valueOf(some(text, 17).substring(1)));
    later(draft, some(text, 10), some(text, 11));
    return some(text, 17).startsWith("x") ? draft.blocked().build() : draft.build();
  }

  /** Adds later prices, given as two lists with a space between their items. */
  static void later(Rate.Draft draft, String seconds, String prices) {
    if (!seconds.isEmpty()) {
      var from = seconds.split(" ", -1);
      var price = prices.split(" ", -1);
      for (int i = 0; i < from.length; i++) {
        draft.later(Integer.parseInt(from[i]), price[i]);
      }
    }
  }

  private static String some(List<@Nullable String> text, int column) {
    var value = text.get(column);
    if (value == null) {
      throw new IllegalStateException("a rate without column " + column);
    }
    return value;
  }

  private static int number(List<@Nullable String> text, int column) {
    return Integer.parseInt(some(text, column));
  }

  private static @Nullable BigDecimal decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private static @Nullable Instant instant(@Nullable String epochSecond) {
    return epochSecond == null ? null : Instant.ofEpochSecond(Long.parseLong(epochSecond));
  }
}
