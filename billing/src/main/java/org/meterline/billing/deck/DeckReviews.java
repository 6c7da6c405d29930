package org.meterline.billing.deck;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DeckReview.State;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TariffRows;

/** Decks under review in the database, within a transaction that has named its tenant. */
public final class DeckReviews {
  private static final String SELECT =
      """
      select d.id, d.currency, d.rounding, d.time_zone, d.holidays::text[] as holidays, d.bands,
             d.tax_basis, d.tax_class, d.name, d.version, d.relation, d.payer, p.name as payer_name,
             d.state, d.valid_from, d.valid_until, d.file_name, d.wrong_rows, d.made_by, d.created,
             d.approved_by, d.approved, d.withdrawn_by, d.withdrawn,
             coalesce(d.line_count, (select count(*) from rate r
                                     where r.tenant = d.tenant and r.deck = d.id)) as lines
      from rate_deck d left join payer p on p.tenant = d.tenant and p.id = d.payer
      """;

  private DeckReviews() {}

  /**
   * Writes a draft: its lines, or what is wrong with them.
   *
   * @throws IllegalArgumentException if its lines contradict each other; the message names a line
   */
  public static void write(
      Connection connection, UUID tenant, DeckReview.Draft draft, DeckImport file, Instant at)
      throws SQLException {
    var terms = draft.terms();
    boolean sound = file.wrong() == 0;
    var deck = RateDeck.compile(terms, sound ? file.rates() : List.of());
    try (var s =
        connection.prepareStatement(
            """
            insert into rate_deck (tenant, id, payer, name, version, relation, currency, rounding,
              time_zone, holidays, bands, tax_basis, tax_class, valid_from, state, file_name,
              line_count, wrong_rows, made_by, created)
            select ?, ?, ?::uuid, ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?,
              'DRAFT', ?, ?, ?, ?, ?
            from rate_deck where name = ?
            """)) {
      s.setObject(1, tenant);
      s.setObject(2, terms.deck());
      s.setObject(3, draft.payer(), Types.OTHER);
      s.setString(4, draft.name());
      s.setString(5, draft.relation().name());
      DeckRows.bind(s, 6, terms);
      s.setObject(13, utc(draft.from()));
      s.setString(14, draft.fileName());
      s.setInt(15, deck.size());
      s.setLong(16, file.wrong());
      s.setString(17, draft.by());
      s.setObject(18, utc(at));
      s.setString(19, draft.name());
      s.executeUpdate();
    }
    DeckRows.lines(connection, tenant, terms.deck(), deck.rates());
    problems(connection, tenant, terms.deck(), file.problems());
  }

  private static void problems(
      Connection connection, UUID tenant, UUID deck, List<DeckProblem> problems)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            insert into deck_problem (tenant, deck, number, line, field, reason)
            values (?, ?, ?, ?, ?, ?)
            """)) {
      int number = 0;
      for (var problem : problems) {
        s.setObject(1, tenant);
        s.setObject(2, deck);
        s.setInt(3, ++number);
        s.setLong(4, problem.line());
        s.setString(5, problem.column());
        s.setString(6, problem.reason());
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  /**
   * Newest first, without their problems.
   *
   * @param before only those made before that one, if given
   */
  public static List<DeckReview> list(Connection connection, @Nullable UUID before, int limit)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            SELECT
                + """
                where d.relation <> 'SPONSOR'
                  and (? or (d.created, d.id) < (select b.created, b.id from rate_deck b where b.id = ?::uuid))
                order by d.created desc, d.id desc limit ?
                """)) {
      s.setBoolean(1, before == null);
      s.setObject(2, before, Types.OTHER);
      s.setInt(3, limit);
      var found = new ArrayList<DeckReview>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(read(row, List.of()));
        }
      }
      return found;
    }
  }

  /** One, with its problems. */
  public static Optional<DeckReview> find(Connection connection, UUID deck) throws SQLException {
    var problems = new ArrayList<DeckProblem>();
    try (var s =
        connection.prepareStatement(
            "select line, field, reason from deck_problem where deck = ? order by number")) {
      s.setObject(1, deck);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          problems.add(new DeckProblem(row.getLong(1), row.getString(2), row.getString(3)));
        }
      }
    }
    try (var s =
        connection.prepareStatement(SELECT + "where d.id = ? and d.relation <> 'SPONSOR'")) {
      s.setObject(1, deck);
      try (var row = s.executeQuery()) {
        return row.next() ? Optional.of(read(row, problems)) : Optional.empty();
      }
    }
  }

  /** Settles when a sound draft begins. Answers false if it is no such draft any more. */
  public static boolean approve(
      Connection connection, UUID deck, Instant from, String by, Instant at) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            update rate_deck set state = 'APPROVED', valid_from = ?, approved_by = ?, approved = ?
            where id = ? and state = 'DRAFT' and wrong_rows = 0
            """)) {
      s.setObject(1, utc(from));
      s.setString(2, by);
      s.setObject(3, utc(at));
      s.setObject(4, deck);
      return s.executeUpdate() == 1;
    }
  }

  /**
   * Drops a draft or takes an approved deck back: what was in force before it is so again. Answers
   * false if that was done before.
   */
  public static boolean withdraw(Connection connection, UUID deck, String by, Instant at)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            update rate_deck set state = 'WITHDRAWN', withdrawn_by = ?, withdrawn = ?
            where id = ? and state <> 'WITHDRAWN'
            """)) {
      s.setString(1, by);
      s.setObject(2, utc(at));
      s.setObject(3, deck);
      return s.executeUpdate() == 1;
    }
  }

  private static DeckReview read(ResultSet row, List<DeckProblem> problems) throws SQLException {
    return new DeckReview(
        TariffRows.terms(row, row.getObject("id", UUID.class)),
        row.getString("name"),
        row.getInt("version"),
        DeckReview.Relation.valueOf(row.getString("relation")),
        row.getObject("payer", UUID.class),
        row.getString("payer_name"),
        State.valueOf(row.getString("state")),
        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
        instant(row, "valid_until"),
        row.getString("file_name"),
        row.getLong("lines"),
        row.getLong("wrong_rows"),
        problems,
        step(row, "made_by", "created"),
        step(row, "approved_by", "approved"),
        step(row, "withdrawn_by", "withdrawn"));
  }

  private static DeckReview.@Nullable Step step(ResultSet row, String by, String at)
      throws SQLException {
    var when = instant(row, at);
    return when == null ? null : new DeckReview.Step(row.getString(by), when);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
