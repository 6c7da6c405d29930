package org.meterline.billing.rerate;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/** Reads re-ratings with what was found and what was posted. */
final class ReRatingRows {
  private final Connection connection;
  private final Collection<UUID> ids;

  private ReRatingRows(Connection connection, Collection<UUID> ids) {
    this.connection = connection;
    this.ids = ids;
  }

  static List<ReRating> read(
      Connection connection, @Nullable UUID only, @Nullable UUID before, int limit)
      throws SQLException {
    var heads = new ArrayList<ReRating>();
    try (var s =
        connection.prepareStatement(
            """
            select r.*, k.currency, d.approved, d.decided_by, d.reason as decision, d.decided
            from re_rating r
              join rate_deck k on k.tenant = r.tenant and k.id = r.corrected
              left join re_rating_decision d on d.tenant = r.tenant and d.re_rating = r.id
            where (?::uuid is null or r.id = ?) and (?::uuid is null or r.id < ?)
            order by r.id desc limit ?
            """)) {
      s.setObject(1, only, Types.OTHER);
      s.setObject(2, only, Types.OTHER);
      s.setObject(3, before, Types.OTHER);
      s.setObject(4, before, Types.OTHER);
      s.setInt(5, limit);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          heads.add(head(row));
        }
      }
    }
    var rows = new ReRatingRows(connection, heads.stream().map(r -> r.asked().id()).toList());
    var decks = rows.decks();
    var sums = rows.sums();
    var rehearsed = rows.unrated(false);
    var left = rows.unrated(true);
    var posted = rows.posted(heads, left);
    return heads.stream()
        .map(
            r -> {
              var id = r.asked().id();
              var run = r.dryRun();
              return new ReRating(
                  r.asked(),
                  r.asked().wrong().stream().map(deck -> named(decks, deck)).toList(),
                  named(decks, r.asked().corrected()),
                  r.currency(),
                  r.by(),
                  r.prepared(),
                  new ReRating.DryRun(
                      run.legs(),
                      run.before(),
                      run.after(),
                      run.owing(),
                      run.unrated(),
                      sums.getOrDefault(id, List.of()),
                      rehearsed.getOrDefault(id, List.of())),
                  r.decision(),
                  r.decision() == null || !r.decision().approved() ? null : posted.get(id));
            })
        .toList();
  }

  private static ReRating head(ResultSet row) throws SQLException {
    var asked = ReRatingBook.asked(row);
    var by = row.getString("decided_by");
    return new ReRating(
        asked,
        List.of(),
        new ReRating.Deck(asked.corrected(), "", 0),
        Currency.of(row.getString("currency")),
        row.getString("prepared_by"),
        instant(row, "prepared"),
        new ReRating.DryRun(
            row.getLong("legs"),
            row.getBigDecimal("before"),
            row.getBigDecimal("after"),
            row.getLong("owing"),
            row.getLong("unrated"),
            List.of(),
            List.of()),
        by == null
            ? null
            : new ReRating.Decision(
                row.getBoolean("approved"), by, row.getString("decision"), instant(row, "decided")),
        null);
  }

  private static ReRating.Deck named(Map<UUID, ReRating.Deck> decks, UUID id) {
    return decks.getOrDefault(id, new ReRating.Deck(id, "", 0));
  }

  private Map<UUID, ReRating.Deck> decks() throws SQLException {
    var found = new HashMap<UUID, ReRating.Deck>();
    each(
        """
        select distinct d.id, d.name, d.version
        from re_rating r join rate_deck d on d.tenant = r.tenant and d.id = any (r.wrong || r.corrected)
        where r.id = any (?)
        """,
        row -> {
          var id = row.getObject(1, UUID.class);
          found.put(id, new ReRating.Deck(id, row.getString(2), row.getInt(3)));
        });
    return found;
  }

  private Map<UUID, List<ReRating.Sum>> sums() throws SQLException {
    var found = new HashMap<UUID, List<ReRating.Sum>>();
    each(
        """
        select re_rating, destination, legs, before, after from re_rating_sum
        where re_rating = any (?) order by re_rating, abs(after - before) desc, destination
        """,
        row ->
            found
                .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                .add(
                    new ReRating.Sum(
                        row.getString(2),
                        row.getLong(3),
                        row.getBigDecimal(4),
                        row.getBigDecimal(5))));
    return found;
  }

  private Map<UUID, List<ReRating.Unrated>> unrated(boolean posting) throws SQLException {
    var found = new HashMap<UUID, List<ReRating.Unrated>>();
    each(
        """
        select re_rating, leg, reason from re_rating_unrated
        where re_rating = any (?) and posting = %s order by re_rating, leg
        """
            .formatted(posting),
        row ->
            found
                .computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>())
                .add(new ReRating.Unrated(row.getObject(2, UUID.class), row.getString(3))));
    return found;
  }

  private Map<UUID, ReRating.Posted> posted(
      List<ReRating> heads, Map<UUID, List<ReRating.Unrated>> left) throws SQLException {
    var scales = new HashMap<UUID, Integer>();
    heads.forEach(r -> scales.put(r.asked().id(), r.currency().scale()));
    var found = new HashMap<UUID, ReRating.Posted>();
    each(
        """
        select r.id, e.ended, coalesce(e.unrated, 0), l.legs, l.before, l.after, l.owed
        from re_rating r
          left join re_rating_end e on e.tenant = r.tenant and e.re_rating = r.id
          cross join lateral (
            select count(distinct l.leg) filter (where l.charge is not null) as legs,
                   coalesce(sum(l.before), 0) as before, coalesce(sum(l.after), 0) as after,
                   coalesce(sum((select a.amount from receivable a
                                 where a.tenant = l.tenant and a.id = l.owed)), 0) as owed
            from re_rating_line l where l.tenant = r.tenant and l.re_rating = r.id) l
        where r.id = any (?)
        """,
        row -> {
          var id = row.getObject(1, UUID.class);
          int scale = scales.getOrDefault(id, 0);
          var ended = row.getObject(2, OffsetDateTime.class);
          found.put(
              id,
              new ReRating.Posted(
                  ended == null ? null : ended.toInstant(),
                  row.getLong(4),
                  amount(row, 5, scale),
                  amount(row, 6, scale),
                  amount(row, 7, scale),
                  row.getLong(3),
                  left.getOrDefault(id, List.of())));
        });
    return found;
  }

  private static BigDecimal amount(ResultSet row, int column, int scale) throws SQLException {
    return row.getBigDecimal(column).movePointLeft(scale).setScale(scale);
  }

  @FunctionalInterface
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** Rows of these re-ratings, whose ids are the only argument. */
  private void each(String sql, Row reader) throws SQLException {
    try (var s = connection.prepareStatement(sql)) {
      s.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
