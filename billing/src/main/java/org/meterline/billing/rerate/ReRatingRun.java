package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.RateDeck;
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
  private final LegPages pages;

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
    this.pages = new LegPages(transaction, book, records, atATime);
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
    var wanted = new ChargedLegRows.Wanted(asked.wrong(), asked.since(), asked.until());
    pages.each(
        tenant,
        wanted,
        page ->
            batch.take(
                page.stream()
                    .map(
                        found ->
                            switch (found) {
                              case LegPages.Held held -> correction.of(held.leg());
                              case LegPages.Free free -> correction.of(free.leg(), free.record());
                            })
                    .toList()));
  }

  private Correction correction(UUID tenant, ReRating.Asked asked) throws SQLException {
    RateDeck deck =
        transaction
            .read(tenant, c -> DeckRows.deck(c, asked.corrected()))
            .orElseThrow(() -> new IllegalArgumentException("no deck " + asked.corrected()));
    return new Correction(deck, Set.copyOf(asked.wrong()));
  }
}
