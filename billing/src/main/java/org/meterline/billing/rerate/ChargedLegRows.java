package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.payer.Segment;

/** Reads which legs were charged, by some decks or by any, and what stands of them. */
final class ChargedLegRows {
  /** An id may be minted so long before or after its leg's price is agreed. */
  private static final Duration AROUND = Duration.ofDays(1);

  /** As many as a part's number can count. */
  private static final int MOST_PARTS = Short.MAX_VALUE;

  private static final String BY_DECK =
      """
      coalesce((select l.deck from re_rating_line l
                where l.tenant = h.tenant and l.leg = h.id and l.line = h.line
                order by l.made desc limit 1), h.deck)
      """;

  private static final String WRONG =
      """
      with line as (
        select h.id, h.call, h.owner, coalesce(d.leg, h.id) as leg,
               h.price_start - coalesce(d.after_seconds, 0) * interval '1 second' as agreed,
      """
          + BY_DECK
          + """
             as deck
        from hold h left join payer_decision d on d.tenant = h.tenant and d.id = h.id
        where h.id > ? and h.id < ? and h.leg is not null and h.part <> 'BUNDLE')
      select distinct on (id) id, call, owner, leg, agreed from line
      where deck = any (coalesce(?::uuid[], array[deck])) and agreed >= ? and agreed < ?
      order by id limit ?
      """;

  private static final String LINES =
      """
      select h.id, h.line, h.call, h.late_seconds,
      """
          + BY_DECK
          + """
             as deck,
             coalesce((select sum(r.written_off)
                       from re_rating_line l
                         join receivable r on r.tenant = l.tenant and r.id = l.owed
                       where l.tenant = h.tenant and l.leg = h.id and l.line = h.line), 0) as written_off
      from hold h
      where h.id = any (?) and h.leg is not null
      """;

  // of all calls at once: each partition is asked once, and not once for each line
  private static final String STANDING =
      """
      select c.leg, c.line, sum(c.amount) as amount, sum(c.tax) as tax, sum(c.overrun) as overrun,
             max(c.seconds) as seconds,
             coalesce(sum((select sum(f.amount) from refund f
                           where f.tenant = c.tenant and f.transfer = c.id
                             and f.wallet = c.wallet)), 0) as refunded
      from standing_charge c
      where c.call = any (?)
      group by c.leg, c.line
      """;

  private ChargedLegRows() {}

  /**
   * A leg of which some line is charged by a deck that is asked for.
   *
   * @param id the hold's
   * @param buyer the tenant whose call it is, if it is bought for that one in this book; or null
   * @param leg the call's leg that it is a part of; of what is bought: the hold's
   * @param agreed when the price of that leg was agreed
   */
  record Key(UUID id, UUID call, @Nullable UUID buyer, UUID leg, Instant agreed) {
    static Key of(FreeLeg leg) {
      var buyer = leg.tenant().equals(leg.book()) ? null : leg.tenant();
      return new Key(leg.id(), leg.call(), buyer, leg.id(), leg.agreed());
    }

    /** The ids of the parts before it. */
    List<UUID> earlier() {
      return Segment.isHandedOver(id)
          ? IntStream.iterate(1, n -> n + 1)
              .limit(MOST_PARTS)
              .mapToObj(n -> Segment.id(leg, n))
              .takeWhile(part -> !part.equals(id))
              .toList()
          : List.of();
    }
  }

  /**
   * Legs of a period.
   *
   * @param decks by which they are charged; null: by any
   * @param since when their prices were agreed: from then
   * @param until not included
   */
  record Wanted(@Nullable List<UUID> decks, Instant since, Instant until) {}

  /** Where reading begins. */
  static UUID first(Instant since) {
    return TransferId.first(since.minus(AROUND));
  }

  /** The next of them, by id. */
  static List<Key> next(Connection connection, Wanted wanted, UUID after, int limit)
      throws SQLException {
    try (var s = connection.prepareStatement(WRONG)) {
      bind(s, connection, wanted, after, limit);
      var found = new ArrayList<Key>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new Key(
                  row.getObject("id", UUID.class),
                  row.getObject("call", UUID.class),
                  row.getObject("owner", UUID.class),
                  row.getObject("leg", UUID.class),
                  row.getObject("agreed", OffsetDateTime.class).toInstant()));
        }
      }
      return found;
    }
  }

  /** Ids from and until, decks, when prices were agreed from and until, how many. */
  static void bind(PreparedStatement s, Connection connection, Wanted wanted, UUID after, int limit)
      throws SQLException {
    var decks = wanted.decks();
    s.setObject(1, after);
    s.setObject(2, TransferId.first(wanted.until().plus(AROUND)));
    s.setArray(3, decks == null ? null : connection.createArrayOf("uuid", decks.toArray()));
    s.setObject(4, utc(wanted.since()));
    s.setObject(5, utc(wanted.until()));
    s.setInt(6, limit);
  }

  /**
   * What lines are charged by, and what stands of them, by number.
   *
   * @param standing absent for lines of which all was taken back
   * @param taxes what of it is tax, in units
   */
  record Lines(
      Map<Integer, UUID> decks, Map<Integer, Standing> standing, Map<Integer, Long> taxes) {
    static Lines none() {
      return new Lines(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }
  }

  /** By hold; of the tenant's own book alone. */
  static Map<UUID, Lines> lines(Connection connection, Collection<UUID> holds) throws SQLException {
    var found = new HashMap<UUID, Lines>();
    var allWrittenOff = new HashMap<UUID, Map<Integer, Long>>();
    var lateSeconds = new HashMap<UUID, Long>();
    var calls = new HashSet<UUID>();
    try (var s = connection.prepareStatement(LINES)) {
      s.setArray(1, connection.createArrayOf("uuid", holds.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var id = row.getObject("id", UUID.class);
          int line = row.getInt("line");
          calls.add(row.getObject("call", UUID.class));
          found
              .computeIfAbsent(id, of -> Lines.none())
              .decks()
              .put(line, row.getObject("deck", UUID.class));
          allWrittenOff
              .computeIfAbsent(id, of -> new HashMap<>())
              .put(line, row.getLong("written_off"));
          var seconds = row.getObject("late_seconds", Long.class);
          if (seconds != null) {
            lateSeconds.put(id, seconds);
          }
        }
      }
    }
    try (var s = connection.prepareStatement(STANDING)) {
      s.setArray(1, connection.createArrayOf("uuid", calls.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var id = row.getObject("leg", UUID.class);
          int line = row.getInt("line");
          var writtenOff = allWrittenOff.getOrDefault(id, Map.of()).get(line);
          var lines = found.get(id);
          if (lines != null && writtenOff != null) {
            lines.taxes().put(line, row.getLong("tax"));
            lines
                .standing()
                .put(
                    line,
                    new Standing(
                        row.getLong("amount"),
                        row.getLong("overrun"),
                        row.getLong("refunded"),
                        writtenOff,
                        lateSeconds.getOrDefault(id, row.getLong("seconds"))));
          }
        }
      }
    }
    return found;
  }

  static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
