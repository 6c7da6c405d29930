package org.meterline.billing.tax;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.TaxRate;

/**
 * A book's rates of tax, and whose tax payers pay. Within a transaction that has named its tenant.
 * Rates are added for days to come and ended on one: what is past never changes.
 */
public final class TaxBook {
  private static final String EXCLUSION = "23P01";

  private final Connection connection;

  public TaxBook(Connection connection) {
    this.connection = connection;
  }

  /** What became of a request. */
  public enum Outcome {
    ADDED,
    ENDED,
    /** It was so before. */
    REPEATED,
    NOT_FOUND,
    /** It would begin or end on a day that is past, or whose calls were charged by another rate. */
    TOO_SOON,
    /** There is another rate of that country and class for some of its days. */
    OVERLAPS,
    /** It ends earlier anyway. */
    ENDS_EARLIER
  }

  /** Who did something, and when; {@code by} is the subject of a token, no name. */
  public record Step(String by, Instant at) {}

  /**
   * A rate as it is kept.
   *
   * @param ended who set its end, if that was not who added it
   */
  public record Kept(TaxTerm term, Step added, @Nullable Step ended) {}

  /**
   * A class that decks in force have, and some other rates' country has not: from that day on,
   * nobody is charged tax there by those decks.
   */
  public record Gap(String country, String taxClass, LocalDate from) {}

  /** All, by country, class and first day. */
  public List<Kept> all() throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select id, country, tax_class, rate, valid_from, valid_until, made, made_by,
                       ended, ended_by
                from tax_rate order by country, tax_class, valid_from, id
                """);
        var row = s.executeQuery()) {
      var all = new ArrayList<Kept>();
      while (row.next()) {
        all.add(
            new Kept(
                new TaxTerm(
                    row.getObject("id", UUID.class),
                    row.getString("tax_class"),
                    new TaxRate(row.getString("country"), row.getBigDecimal("rate")),
                    row.getObject("valid_from", LocalDate.class),
                    row.getObject("valid_until", LocalDate.class)),
                Objects.requireNonNull(step(row, "made_by", "made")),
                step(row, "ended_by", "ended")));
      }
      return all;
    }
  }

  public Optional<Kept> find(UUID id) throws SQLException {
    return all().stream().filter(k -> k.term().id().equals(id)).findFirst();
  }

  /** All rates, with the book's zone and the tenant's country; empty without a book. */
  public Optional<TaxTable> table() throws SQLException {
    try (var s =
            connection.prepareStatement(
                "select t.country, b.time_zone from book b join tenant t on t.id = b.tenant");
        var row = s.executeQuery()) {
      return row.next()
          ? Optional.of(
              new TaxTable(
                  row.getString(1),
                  ZoneId.of(row.getString(2)),
                  all().stream().map(Kept::term).toList()))
          : Optional.empty();
    }
  }

  /**
   * Adds a rate. An open one of that country and class that began before is ended on its first day.
   *
   * @param at decides what day it is in the book's zone
   */
  public Outcome add(UUID tenant, TaxTerm term, String by, Instant at) throws SQLException {
    var table = existing();
    var today = table.day(at);
    if (term.from().isBefore(today) || term.from().equals(term.until())) {
      return Outcome.TOO_SOON;
    }
    for (var before : table.terms()) {
      if (before.overlaps(term)) {
        if (before.until() != null || !before.from().isBefore(term.from())) {
          return Outcome.OVERLAPS;
        }
        if (!term.from().isAfter(today)) {
          return Outcome.TOO_SOON;
        }
        write(before.until(term.from()), by, at);
      }
    }
    try (var s =
        connection.prepareStatement(
            """
            insert into tax_rate (tenant, id, country, tax_class, rate, valid_from, valid_until,
              made, made_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, term.id());
      s.setString(3, term.rate().country());
      s.setString(4, term.taxClass());
      s.setBigDecimal(5, term.rate().rate());
      s.setObject(6, term.from());
      s.setObject(7, term.until());
      s.setObject(8, utc(at));
      s.setString(9, by);
      s.executeUpdate();
      return Outcome.ADDED;
    } catch (SQLException e) {
      if (EXCLUSION.equals(e.getSQLState())) {
        return Outcome.OVERLAPS; // one that came at the same time
      }
      throw e;
    }
  }

  /**
   * Ends a rate.
   *
   * @param until the first day without it: not today, nor before it begins
   * @param at decides what day it is in the book's zone
   */
  public Outcome end(UUID id, LocalDate until, String by, Instant at) throws SQLException {
    var kept = find(id);
    if (kept.isEmpty()) {
      return Outcome.NOT_FOUND;
    }
    var term = kept.get().term();
    if (until.equals(term.until())) {
      return Outcome.REPEATED;
    }
    if (!until.isAfter(existing().day(at)) || until.isBefore(term.from())) {
      return Outcome.TOO_SOON;
    }
    var before = term.until();
    if (before != null && before.isBefore(until)) {
      return Outcome.ENDS_EARLIER;
    }
    write(term.until(until), by, at);
    return Outcome.ENDED;
  }

  private void write(TaxTerm ended, String by, Instant at) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "update tax_rate set valid_until = ?, ended_by = ?, ended = ? where id = ?")) {
      s.setObject(1, ended.until());
      s.setString(2, by);
      s.setObject(3, utc(at));
      s.setObject(4, ended.id());
      s.executeUpdate();
    }
  }

  /** Where tax is missing or will be: see {@link Gap}. */
  public List<Gap> gaps(Instant at) throws SQLException {
    var found = table();
    if (found.isEmpty()) {
      return List.of();
    }
    var table = found.get();
    var today = table.day(at);
    var days = new TreeSet<LocalDate>();
    days.add(today);
    for (var term : table.terms()) {
      days.add(term.from());
      if (term.until() != null) {
        days.add(term.until());
      }
    }
    var gaps = new ArrayList<Gap>();
    for (var taxClass : classes(at)) {
      for (var day : days.tailSet(today)) {
        for (var country : table.without(taxClass, day)) {
          if (gaps.stream()
              .noneMatch(g -> g.country().equals(country) && g.taxClass().equals(taxClass))) {
            gaps.add(new Gap(country, taxClass, day));
          }
        }
      }
    }
    return gaps;
  }

  /** Those of decks that are in force or will be. */
  private List<String> classes(Instant at) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            with d as (
              select d.* from rate_deck d
              where d.state = 'APPROVED' and d.relation <> 'COST'
                and (d.valid_until is null or d.valid_until > ?))
            select distinct d.tax_class from d
            where not exists (
              select from d n
              where n.relation = d.relation and n.payer is not distinct from d.payer
                and n.valid_from <= ?
                and (n.valid_from, n.version, n.id) > (d.valid_from, d.version, d.id))
            order by 1
            """)) {
      s.setObject(1, utc(at));
      s.setObject(2, utc(at));
      var classes = new ArrayList<String>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          classes.add(row.getString(1));
        }
      }
      return classes;
    }
  }

  /** What decides on a payer's tax; empty if there is no such payer. */
  public Optional<TaxPayer> payer(UUID payer) throws SQLException {
    return payer("select country, kind = 'TENANT' from payer where id = ?", payer);
  }

  /** What decides on the tax of what a wallet pays; empty if there is no such wallet. */
  public Optional<TaxPayer> payerOf(UUID wallet) throws SQLException {
    return payer(
        """
        select p.country, p.kind = 'TENANT'
        from wallet w join payer p on p.tenant = w.tenant and p.id = w.payer where w.id = ?
        """,
        wallet);
  }

  private Optional<TaxPayer> payer(String sql, UUID id) throws SQLException {
    try (var s = connection.prepareStatement(sql)) {
      s.setObject(1, id);
      try (var row = s.executeQuery()) {
        return row.next()
            ? Optional.of(new TaxPayer(row.getString(1), row.getBoolean(2)))
            : Optional.empty();
      }
    }
  }

  /** The countries of those payers that have one of their own. */
  public Map<UUID, String> countries(Collection<UUID> payers) throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select id, country from payer where id = any (?) and country is not null")) {
      s.setArray(1, connection.createArrayOf("uuid", payers.toArray()));
      var countries = new HashMap<UUID, String>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          countries.put(row.getObject(1, UUID.class), row.getString(2));
        }
      }
      return countries;
    }
  }

  /**
   * Says whose tax a payer pays, for calls that begin from then on. Answers false if there is no
   * such payer.
   *
   * @param country ISO 3166; null for the tenant's
   */
  public boolean country(UUID payer, @Nullable String country) throws SQLException {
    try (var s = connection.prepareStatement("update payer set country = ? where id = ?")) {
      s.setString(1, country);
      s.setObject(2, payer);
      return s.executeUpdate() == 1;
    }
  }

  private TaxTable existing() throws SQLException {
    return table().orElseThrow(() -> new SQLException("there is no book"));
  }

  private static @Nullable Step step(ResultSet row, String by, String at) throws SQLException {
    var when = row.getObject(at, OffsetDateTime.class);
    return when == null ? null : new Step(row.getString(by), when.toInstant());
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
