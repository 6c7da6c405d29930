package org.meterline.billing.rerate;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;

/**
 * Re-ratings in the database. Within a {@link BookTransaction}: its connection decides whose they
 * are. Persons are subjects of tokens, no names.
 */
public final class ReRatingBook {
  private ReRatingBook() {}

  /** Keeps what is asked with what it would do, until a second person decides. */
  public static ReRatingOutcome prepare(
      Connection connection, UUID tenant, ReRating.Asked asked, ReRating.DryRun run, String by)
      throws SQLException {
    try (var s =
        connection.prepareStatement(
            "select prepare_re_rating(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, asked.id());
      s.setArray(3, connection.createArrayOf("uuid", asked.wrong().toArray()));
      s.setObject(4, asked.corrected());
      s.setObject(5, ChargedLegRows.utc(asked.since()));
      s.setObject(6, ChargedLegRows.utc(asked.until()));
      s.setString(7, asked.reason());
      s.setString(8, by);
      s.setLong(9, run.legs());
      s.setBigDecimal(10, run.before());
      s.setBigDecimal(11, run.after());
      s.setLong(12, run.owing());
      s.setLong(13, run.unrated());
      array(s, 14, "text", run.destinations(), ReRating.Sum::destination);
      array(s, 15, "bigint", run.destinations(), ReRating.Sum::legs);
      array(s, 16, "numeric", run.destinations(), ReRating.Sum::before);
      array(s, 17, "numeric", run.destinations(), ReRating.Sum::after);
      array(s, 18, "uuid", run.why(), ReRating.Unrated::leg);
      array(s, 19, "text", run.why(), ReRating.Unrated::reason);
      return outcome(s);
    }
  }

  /** It may be posted; not for who prepared it. */
  public static ReRatingOutcome approve(Connection connection, UUID tenant, UUID id, String by)
      throws SQLException {
    return decide(connection, tenant, id, true, "", by);
  }

  /** It will never be posted. */
  public static ReRatingOutcome reject(
      Connection connection, UUID tenant, UUID id, String reason, String by) throws SQLException {
    return decide(connection, tenant, id, false, reason, by);
  }

  private static ReRatingOutcome decide(
      Connection connection, UUID tenant, UUID id, boolean approved, String reason, String by)
      throws SQLException {
    try (var s = connection.prepareStatement("select decide_re_rating(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, id);
      s.setBoolean(3, approved);
      s.setString(4, reason);
      s.setString(5, by);
      return outcome(s);
    }
  }

  private static ReRatingOutcome outcome(PreparedStatement s) throws SQLException {
    try (var row = s.executeQuery()) {
      row.next();
      return ReRatingOutcome.valueOf(row.getString(1));
    }
  }

  /** Posts legs, each whole; what became of each. */
  static Map<UUID, LegOutcome> post(
      Connection connection, UUID tenant, UUID run, List<Correction.Rated> legs)
      throws SQLException {
    var outcomes = new LinkedHashMap<UUID, LegOutcome>();
    var free = legs.stream().filter(leg -> leg.free() != null).toList();
    if (!free.isEmpty()) {
      var taken = FreeLegRows.takeUp(connection, tenant, run, free);
      free.stream()
          .map(Correction.Rated::leg)
          .filter(leg -> !taken.contains(leg))
          .forEach(leg -> outcomes.put(leg, LegOutcome.CANNOT_PAY));
    }
    record Flat(UUID leg, Correction.Line line) {}
    var flat =
        legs.stream()
            .filter(leg -> !outcomes.containsKey(leg.leg()))
            .flatMap(leg -> leg.lines().stream().map(line -> new Flat(leg.leg(), line)))
            .toList();
    try (var s =
        connection.prepareStatement(
            "select leg, outcome from post_re_rating(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, run);
      array(s, 3, "uuid", flat, Flat::leg);
      array(s, 4, "smallint", flat, f -> f.line().number());
      array(s, 5, "uuid", flat, f -> f.line().tariff().deck());
      array(s, 6, "integer", flat, f -> f.line().tariff().line());
      array(s, 7, "text", flat, f -> Correction.name(f.line()));
      array(s, 8, "text", flat, f -> Correction.inWords(f.line()));
      array(s, 9, "bigint", flat, f -> f.line().due().was().amount());
      array(s, 10, "bigint", flat, f -> f.line().due().was().overrun());
      array(s, 11, "bigint", flat, f -> f.line().due().was().refunded());
      array(s, 12, "bigint", flat, f -> f.line().due().cost());
      array(s, 13, "bigint", flat, f -> f.line().due().overrun());
      array(s, 14, "bigint", flat, f -> f.line().due().refunded());
      try (var row = s.executeQuery()) {
        while (row.next()) {
          outcomes.put(row.getObject(1, UUID.class), LegOutcome.valueOf(row.getString(2)));
        }
      }
      return outcomes;
    }
  }

  /** Answers false if it was ended before. */
  static boolean end(
      Connection connection, UUID tenant, UUID run, long unrated, List<ReRating.Unrated> why)
      throws SQLException {
    try (var s = connection.prepareStatement("select end_re_rating(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, run);
      s.setLong(3, unrated);
      array(s, 4, "uuid", why, ReRating.Unrated::leg);
      array(s, 5, "text", why, ReRating.Unrated::reason);
      try (var row = s.executeQuery()) {
        row.next();
        if (row.getString(1).equals("NOT_APPROVED")) {
          throw new IllegalStateException("the re-rating was not approved");
        }
        return row.getString(1).equals("ENDED");
      }
    }
  }

  /** How many of the wallets have less available than that, in units. */
  static long tooLow(Connection connection, Map<UUID, BigDecimal> taken) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select count(*) from unnest(?, ?) as q (id, amount) join wallet w on w.id = q.id
            where q.amount > 0 and q.amount > greatest(0, w.balance - w.held - w.floor)
            """)) {
      var all = List.copyOf(taken.entrySet());
      array(s, 1, "uuid", all, Map.Entry::getKey);
      array(s, 2, "numeric", all, Map.Entry::getValue);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Approved, and not posted to the end. */
  public static List<ReRating.Asked> unfinished(Connection connection) throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select r.id, r.wrong, r.corrected, r.since, r.until, r.reason
                from re_rating r
                  join re_rating_decision d on d.tenant = r.tenant and d.re_rating = r.id
                where d.approved and not exists (
                  select from re_rating_end e where e.tenant = r.tenant and e.re_rating = r.id)
                order by r.id
                """);
        var row = s.executeQuery()) {
      var found = new ArrayList<ReRating.Asked>();
      while (row.next()) {
        found.add(asked(row));
      }
      return found;
    }
  }

  public static Optional<ReRating> find(Connection connection, UUID id) throws SQLException {
    return ReRatingRows.read(connection, id, null, 1).stream().findFirst();
  }

  /**
   * Newest first.
   *
   * @param before only those with a smaller id, or null for the newest
   */
  public static List<ReRating> list(Connection connection, @Nullable UUID before, int limit)
      throws SQLException {
    return ReRatingRows.read(connection, null, before, limit);
  }

  static ReRating.Asked asked(ResultSet row) throws SQLException {
    return new ReRating.Asked(
        row.getObject("id", UUID.class),
        List.of((UUID[]) row.getArray("wrong").getArray()),
        row.getObject("corrected", UUID.class),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        row.getObject("until", OffsetDateTime.class).toInstant(),
        row.getString("reason"));
  }

  static <R> void array(
      PreparedStatement s,
      int index,
      String type,
      Collection<R> rows,
      Function<R, @Nullable Object> column)
      throws SQLException {
    s.setArray(index, s.getConnection().createArrayOf(type, rows.stream().map(column).toArray()));
  }
}
