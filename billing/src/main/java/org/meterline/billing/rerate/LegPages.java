package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.WalletBook;

/**
 * The legs of a period, a page at a time by their ids: those that were charged with what stands of
 * them, those that were free, and where they went.
 */
final class LegPages {
  private final BookTransaction transaction;
  private final WalletBook book;
  private final ReRatingRun.Records records;
  private final int atATime;

  LegPages(BookTransaction transaction, WalletBook book, ReRatingRun.Records records, int atATime) {
    this.transaction = transaction;
    this.book = book;
    this.records = records;
    this.atATime = atATime;
  }

  /** A leg, a part of one, or what was bought for one. */
  sealed interface Found {
    ChargedLegRows.Key key();
  }

  /**
   * It has a hold.
   *
   * @param taxes see {@link ChargedLegRows.Lines}
   */
  record Held(ChargedLegRows.Key key, ChargedLeg leg, Map<Integer, Long> taxes) implements Found {}

  /**
   * It was free, and lasted or is not over.
   *
   * @param record null if there is none
   */
  record Free(ChargedLegRows.Key key, FreeLegRows.Found leg, @Nullable RecordedLeg record)
      implements Found {}

  @FunctionalInterface
  interface Page {
    void take(List<Found> found) throws SQLException;
  }

  void each(UUID tenant, ChargedLegRows.Wanted wanted, Page page) throws SQLException {
    var after = ChargedLegRows.first(wanted.since());
    while (true) {
      var from = after;
      var rows = transaction.read(tenant, c -> rows(c, wanted, from));
      if (rows.keys().isEmpty()) {
        return;
      }
      page.take(found(rows));
      after = rows.keys().getLast().id();
    }
  }

  /**
   * @param keys by id
   * @param free those of them that have no hold
   * @param lines read before the holds: what is charged anew in between is not posted
   * @param records of the tenant's own legs
   */
  private record Rows(
      List<ChargedLegRows.Key> keys,
      Map<UUID, FreeLegRows.Found> free,
      Map<UUID, ChargedLegRows.Lines> lines,
      Map<UUID, RecordedLeg> records) {
    ChargedLegRows.Lines linesOf(LegHold hold) {
      return lines.getOrDefault(hold.leg(), ChargedLegRows.Lines.none());
    }
  }

  private List<Found> found(Rows rows) throws SQLException {
    var records = new HashMap<>(rows.records());
    records.putAll(bought(rows.keys()));
    Map<UUID, LegHold> holds = book.holds(rows.lines().keySet());
    var results = new ArrayList<Found>();
    for (var key : rows.keys()) {
      var free = rows.free().get(key.id());
      var record = records.get(key.leg());
      if (free == null) {
        var hold = holds.get(key.id());
        if (hold != null) {
          var to = record == null ? null : record.number();
          var earlier = new ArrayList<ChargedLeg>();
          for (var id : key.earlier()) {
            var part = holds.get(id);
            if (part != null) {
              earlier.add(charged(part, to, key, rows, List.of()));
            }
          }
          var leg = charged(hold, to, key, rows, earlier);
          results.add(new Held(key, leg, rows.linesOf(hold).taxes()));
        }
      } else if (record == null || record.ended() == null || record.seconds() > 0) {
        results.add(new Free(key, free, record));
      }
    }
    return results;
  }

  private static ChargedLeg charged(
      LegHold hold,
      @Nullable String to,
      ChargedLegRows.Key key,
      Rows rows,
      List<ChargedLeg> earlier) {
    var of = rows.linesOf(hold);
    return new ChargedLeg(hold, to, key.agreed(), of.decks(), of.standing(), null, earlier);
  }

  private Rows rows(Connection connection, ChargedLegRows.Wanted wanted, UUID after)
      throws SQLException {
    var charged = ChargedLegRows.next(connection, wanted, after, atATime);
    var free = FreeLegRows.next(connection, wanted, after, atATime);
    var keys =
        Stream.concat(
                charged.stream(),
                free.values().stream().map(found -> ChargedLegRows.Key.of(found.leg())))
            .sorted(Comparator.comparing(key -> key.id().toString()))
            .limit(atATime)
            .toList();
    var own =
        keys.stream()
            .filter(key -> key.buyer() == null)
            .map(ChargedLegRows.Key::call)
            .collect(Collectors.toSet());
    var holds =
        keys.stream()
            .filter(key -> !free.containsKey(key.id()))
            .flatMap(key -> Stream.concat(Stream.of(key.id()), key.earlier().stream()))
            .distinct()
            .toList();
    return new Rows(
        keys,
        free,
        holds.isEmpty() ? Map.of() : ChargedLegRows.lines(connection, holds),
        own.isEmpty() ? Map.of() : records.legs(connection, own));
  }

  /** Legs for which something was bought, by what it was, as those say who called. */
  private Map<UUID, RecordedLeg> bought(List<ChargedLegRows.Key> keys) throws SQLException {
    var calls = new LinkedHashMap<UUID, Set<UUID>>();
    for (var key : keys) {
      if (key.buyer() != null) {
        calls.computeIfAbsent(key.buyer(), id -> new HashSet<>()).add(key.call());
      }
    }
    var found = new HashMap<UUID, RecordedLeg>();
    for (var of : calls.entrySet()) {
      transaction
          .read(of.getKey(), c -> records.legs(c, of.getValue()))
          .forEach(
              (leg, record) -> {
                found.put(LegHold.bought(leg), record);
                found.put(LegHold.boughtFree(leg), record);
              });
    }
    return found;
  }
}
