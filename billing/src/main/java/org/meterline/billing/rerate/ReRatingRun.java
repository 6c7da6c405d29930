package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
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
import org.meterline.billing.ledger.BookTransaction;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.WalletBook;

/**
 * Goes through the legs of a re-rating, in batches: to see what would come of it, or to post it. A
 * leg is posted whole in one commit, and once: what was posted is charged by the corrected deck
 * from then on, so that a run that was cut off goes on where it was, and another run finds nothing.
 */
public final class ReRatingRun {
  private static final int AT_A_TIME = 200;
  private static final int MOST_DESTINATIONS = 200;
  private static final int MOST_NAMED = 100;

  /** How often legs are looked at that change while they are. */
  private static final int ROUNDS = 3;

  private final BookTransaction transaction;
  private final WalletBook book;
  private final Records records;
  private final int atATime;

  /** What became of legs. */
  @FunctionalInterface
  public interface Records {
    /**
     * By leg of these calls; absent where there is no record.
     *
     * @param connection in the transaction of the tenant whose calls they are
     */
    Map<UUID, RecordedLeg> legs(Connection connection, Collection<UUID> calls) throws SQLException;
  }

  public ReRatingRun(BookTransaction transaction, WalletBook book, Records records) {
    this(transaction, book, records, AT_A_TIME);
  }

  ReRatingRun(BookTransaction transaction, WalletBook book, Records records, int atATime) {
    this.transaction = transaction;
    this.book = book;
    this.records = records;
    this.atATime = atATime;
  }

  /** What posting would do; changes nothing. The decks have one currency. */
  public ReRating.DryRun rehearse(UUID tenant, ReRating.Asked asked) throws SQLException {
    var correction = correction(tenant, asked);
    var totals = new Totals(correction.deck().currency(), MOST_NAMED);
    each(
        tenant,
        asked,
        correction,
        found -> {
          for (var result : found) {
            switch (result) {
              case Correction.Rated rated -> totals.take(rated);
              case Correction.Left left -> totals.leave(left);
            }
          }
        });
    long owing = transaction.read(tenant, c -> ReRatingBook.tooLow(c, totals.taken()));
    return totals.dryRun(owing, MOST_DESTINATIONS);
  }

  /**
   * Posts what was approved, to the end. Posting what is posted changes nothing; one that was cut
   * off goes on.
   *
   * @throws IllegalStateException if it was not approved
   */
  public void post(UUID tenant, ReRating.Asked asked) throws SQLException {
    var correction = correction(tenant, asked);
    for (int round = 1; ; round++) {
      var totals = new Totals(correction.deck().currency(), MOST_NAMED);
      var changed = new ArrayList<UUID>();
      each(
          tenant,
          asked,
          correction,
          found -> {
            var rated = new ArrayList<Correction.Rated>();
            for (var result : found) {
              switch (result) {
                case Correction.Rated one -> rated.add(one);
                case Correction.Left left -> totals.leave(left);
              }
            }
            post(tenant, asked.id(), rated, totals, changed);
          });
      if (changed.isEmpty() || round == ROUNDS) {
        changed.forEach(leg -> totals.leave(leg, "It was being charged at the same time."));
        transaction.write(
            tenant, c -> ReRatingBook.end(c, tenant, asked.id(), totals.unrated(), totals.why()));
        return;
      }
    }
  }

  private void post(
      UUID tenant, UUID run, List<Correction.Rated> rated, Totals totals, List<UUID> changed)
      throws SQLException {
    if (rated.isEmpty()) {
      return;
    }
    transaction
        .write(tenant, c -> ReRatingBook.post(c, tenant, run, rated))
        .forEach(
            (leg, outcome) -> {
              switch (outcome) {
                case POSTED, SAME, REPEATED, ENDED -> {}
                case CHANGED -> changed.add(leg);
                case CANNOT_PAY -> totals.leave(leg, Correction.CANNOT_PAY);
                case OVERFLOW -> totals.leave(leg, "An amount does not fit.");
                case NOT_APPROVED ->
                    throw new IllegalStateException("the re-rating was not approved");
              }
            });
  }

  @FunctionalInterface
  private interface Batch {
    void take(List<Correction.Result> found) throws SQLException;
  }

  private void each(UUID tenant, ReRating.Asked asked, Correction correction, Batch batch)
      throws SQLException {
    var after = ChargedLegRows.first(asked.since());
    while (true) {
      var from = after;
      var rows = transaction.read(tenant, c -> rows(c, asked, from));
      if (rows.keys().isEmpty()) {
        return;
      }
      batch.take(results(rows, correction));
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
      Map<UUID, RecordedLeg> records) {}

  private List<Correction.Result> results(Rows rows, Correction correction) throws SQLException {
    var records = new HashMap<>(rows.records());
    records.putAll(bought(rows.keys()));
    Map<UUID, LegHold> holds = book.holds(rows.lines().keySet());
    var results = new ArrayList<Correction.Result>();
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
          results.add(correction.of(charged(hold, to, key, rows, earlier)));
        }
      } else if (record == null || record.ended() == null || record.seconds() > 0) {
        results.add(correction.of(free, record));
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
    var of = rows.lines().getOrDefault(hold.leg(), ChargedLegRows.Lines.none());
    return new ChargedLeg(hold, to, key.agreed(), of.decks(), of.standing(), null, earlier);
  }

  private Rows rows(Connection connection, ReRating.Asked asked, UUID after) throws SQLException {
    var charged = ChargedLegRows.next(connection, asked, after, atATime);
    var free = FreeLegRows.next(connection, asked, after, atATime);
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

  private Correction correction(UUID tenant, ReRating.Asked asked) throws SQLException {
    RateDeck deck =
        transaction
            .read(tenant, c -> DeckRows.deck(c, asked.corrected()))
            .orElseThrow(() -> new IllegalArgumentException("no deck " + asked.corrected()));
    return new Correction(deck, Set.copyOf(asked.wrong()));
  }
}
