package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decks and their lines in the database, within a transaction that has named its tenant. */
public final class DeckRows {
  /** Rows per statement: a few hundred kilobytes. */
  private static final int BATCH = 5000;

  private DeckRows() {}

  /**
   * A version of a deck.
   *
   * @param payer whose own deck it is; null for everybody's
   * @param until null while no end is set
   */
  public record Version(UUID deck, @Nullable UUID payer, Instant from, @Nullable Instant until) {

    /** Whether calls that begin then are priced by it, unless one that began later is. */
    public boolean inForce(Instant at) {
      return !at.isBefore(from) && !overBy(at);
    }

    /** Whether it prices no call that begins then or later. */
    public boolean overBy(Instant at) {
      return until != null && !at.isBefore(until);
    }
  }

  /**
   * The approved decks that are in force at some time from then on, those that begin last first.
   *
   * @param relation {@code RETAIL}, {@code WHOLESALE} or {@code COST}
   */
  public static List<Version> from(Connection connection, String relation, Instant at)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select id, payer, valid_from, valid_until from rate_deck
            where state = 'APPROVED' and relation = ? and (valid_until is null or valid_until > ?)
            order by valid_from desc, version desc, id desc
            """)) {
      s.setString(1, relation);
      s.setObject(2, utc(at));
      var versions = new ArrayList<Version>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          versions.add(
              new Version(
                  row.getObject(1, UUID.class),
                  row.getObject(2, UUID.class),
                  row.getObject(3, OffsetDateTime.class).toInstant(),
                  instant(row, "valid_until")));
        }
      }
      return versions;
    }
  }

  /** Reads and compiles a deck, if there is one of that id. */
  public static Optional<RateDeck> deck(Connection connection, UUID id) throws SQLException {
    DeckTerms terms;
    try (var s =
        connection.prepareStatement(
            """
            select currency, rounding, time_zone, holidays::text[] as holidays, bands, tax_basis,
                   tax_class
            from rate_deck where id = ?
            """)) {
      s.setObject(1, id);
      try (var row = s.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        terms = TariffRows.terms(row, id);
      }
    }
    try (var s = connection.prepareStatement("select * from rate where deck = ?")) {
      s.setFetchSize(BATCH);
      s.setObject(1, id);
      var rates = new ArrayList<Rate>();
      var shared = new Shared();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          rates.add(rate(row, shared));
        }
      }
      return Optional.of(RateDeck.compile(terms, rates));
    }
  }

  /** Writes a new version of everybody's deck. */
  public static void write(
      Connection connection, UUID tenant, String name, int version, Instant from, RateDeck deck)
      throws SQLException {
    write(connection, tenant, null, name, version, from, deck);
  }

  /** Writes a new version of a deck, of the payer's own if one is given. */
  public static void write(
      Connection connection,
      UUID tenant,
      @Nullable UUID payer,
      String name,
      int version,
      Instant from,
      RateDeck deck)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into rate_deck (tenant, id, payer, name, version, currency, rounding, time_zone,
              holidays, bands, tax_basis, tax_class, valid_from, line_count)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, deck.id());
      s.setObject(3, payer, Types.OTHER);
      s.setString(4, name);
      s.setInt(5, version);
      bind(s, 6, deck.terms());
      s.setObject(13, utc(from));
      s.setInt(14, deck.size());
      s.executeUpdate();
    }
    lines(connection, tenant, deck.id(), deck.rates());
  }

  /**
   * Sets seven parameters: currency, rounding, zone, holidays, bands, basis and class of tax.
   *
   * @param first the first of them
   */
  public static void bind(PreparedStatement s, int first, DeckTerms terms) throws SQLException {
    var calendar = terms.calendar();
    var connection = s.getConnection();
    s.setString(first, terms.currency().code());
    s.setString(first + 1, terms.rounding().name());
    s.setString(first + 2, calendar.zone().getId());
    s.setArray(first + 3, connection.createArrayOf("date", calendar.holidays().toArray()));
    s.setArray(
        first + 4,
        connection.createArrayOf("text", calendar.bands().stream().map(TimeBand::text).toArray()));
    s.setString(first + 5, terms.tax().basis().name());
    s.setString(first + 6, terms.tax().taxClass());
  }

  /** Writes lines of a deck that has none yet. */
  public static void lines(Connection connection, UUID tenant, UUID deck, List<Rate> rates)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into rate (tenant, deck, line, prefix, destination, price, unit_seconds,
              connect_fee, initial_seconds, increment_seconds, minimum_seconds, grace_seconds,
              later_from, later_price, valid_from, valid_until, band, weight, blocked, maximum,
              at_maximum)
            select ?, ?, line, prefix, destination, price, unit_seconds, connect_fee,
              initial_seconds, increment_seconds, minimum_seconds, grace_seconds,
              string_to_array(later_from, ' ')::integer[],
              string_to_array(later_price, ' ')::numeric[], to_timestamp(valid_from),
              to_timestamp(valid_until), band, weight, blocked, maximum, at_maximum
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              as l (line, prefix, destination, price, unit_seconds, connect_fee, initial_seconds,
                increment_seconds, minimum_seconds, grace_seconds, later_from, later_price,
                valid_from, valid_until, band, weight, blocked, maximum, at_maximum)
            """)) {
      for (int i = 0; i < rates.size(); i += BATCH) {
        var part = rates.subList(i, Math.min(i + BATCH, rates.size()));
        s.setObject(1, tenant);
        s.setObject(2, deck);
        column(s, 3, "integer", part, Rate::line);
        column(s, 4, "text", part, Rate::prefix);
        column(s, 5, "text", part, Rate::destination);
        column(s, 6, "numeric", part, Rate::price);
        column(s, 7, "integer", part, Rate::unitSeconds);
        column(s, 8, "numeric", part, Rate::connectFee);
        column(s, 9, "integer", part, Rate::initialSeconds);
        column(s, 10, "integer", part, Rate::incrementSeconds);
        column(s, 11, "integer", part, Rate::minimumSeconds);
        column(s, 12, "integer", part, Rate::graceSeconds);
        column(s, 13, "text", part, r -> joined(r, l -> Integer.toString(l.fromSecond())));
        column(s, 14, "text", part, r -> joined(r, l -> l.price().toPlainString()));
        column(s, 15, "bigint", part, r -> r.from() == null ? null : r.from().getEpochSecond());
        column(s, 16, "bigint", part, r -> r.until() == null ? null : r.until().getEpochSecond());
        column(s, 17, "text", part, Rate::band);
        column(s, 18, "integer", part, Rate::weight);
        column(s, 19, "boolean", part, Rate::blocked);
        column(s, 20, "numeric", part, Rate::maximum);
        column(s, 21, "text", part, r -> r.atMaximum().name());
        s.executeUpdate();
      }
    }
  }

  private static void column(
      PreparedStatement s,
      int index,
      String type,
      List<Rate> rates,
      Function<Rate, @Nullable Object> value)
      throws SQLException {
    var values = new Object[rates.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(rates.get(i));
    }
    s.setArray(index, s.getConnection().createArrayOf(type, values));
  }

  private static String joined(Rate rate, Function<Rate.Later, String> part) {
    return rate.later().stream().map(part).collect(Collectors.joining(" "));
  }

  /** Names and prices that many lines have are kept once. */
  private static final class Shared {
    private final Map<Object, Object> known = new HashMap<>();

    String text(String text) {
      return (String) known.computeIfAbsent(text, t -> t);
    }

    BigDecimal number(BigDecimal number) {
      var plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
      plain = plain.scale() < 0 ? plain.setScale(0) : plain;
      var known = (BigDecimal) this.known.putIfAbsent(plain, plain);
      return known == null ? plain : known;
    }
  }

  private static Rate rate(ResultSet row, Shared shared) throws SQLException {
    var maximum = row.getBigDecimal("maximum");
    var draft =
        Rate.to(row.getString("prefix"), shared.text(row.getString("destination")))
            .line(row.getInt("line"))
            .price(shared.number(row.getBigDecimal("price")))
            .unit(row.getInt("unit_seconds"))
            .fee(shared.number(row.getBigDecimal("connect_fee")))
            .increments(row.getInt("initial_seconds"), row.getInt("increment_seconds"))
            .minimum(row.getInt("minimum_seconds"))
            .grace(row.getInt("grace_seconds"))
            .inForce(instant(row, "valid_from"), instant(row, "valid_until"))
            .in(shared.text(row.getString("band")))
            .weighing(row.getInt("weight"))
            .atMost(
                maximum == null ? null : shared.number(maximum),
                Rate.AtMaximum.valueOf(shared.text(row.getString("at_maximum"))));
    var from = (Integer[]) row.getArray("later_from").getArray();
    if (from.length > 0) {
      var prices = (BigDecimal[]) row.getArray("later_price").getArray();
      for (int i = 0; i < from.length; i++) {
        draft.later(from[i], shared.number(prices[i]));
      }
    }
    return row.getBoolean("blocked") ? draft.blocked().build() : draft.build();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
