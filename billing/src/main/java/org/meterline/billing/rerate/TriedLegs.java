package org.meterline.billing.rerate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.wallet.WalletBook;

/**
 * The legs of a tenant's calls that payers were charged for or that were free, whatever decks they
 * were priced by: read as a re-rating reads them, so that a deck that is tried on them comes to the
 * same.
 */
public final class TriedLegs {
  private static final int AT_A_TIME = 2000;

  private final BookTransaction transaction;
  private final LegPages pages;

  public TriedLegs(BookTransaction transaction, WalletBook book, ReRatingRun.Records records) {
    this(transaction, book, records, AT_A_TIME);
  }

  TriedLegs(
      BookTransaction transaction, WalletBook book, ReRatingRun.Records records, int atATime) {
    this.transaction = transaction;
    this.pages = new LegPages(transaction, book, records, atATime);
  }

  /** Why a leg cannot be tried. */
  public enum Why {
    /** It is not over. */
    NOT_OVER,
    /** There is no record of it, or it went to no number. */
    NO_RECORD,
    /** What was charged for it was taken back. */
    TAKEN_BACK,
    /** It was free, and nobody would have paid, or only a wallet of another currency. */
    NOBODY_PAYS,
    /** A sponsor shared its price with an offer in another currency than the deck's. */
    OTHER_CURRENCY
  }

  /**
   * A leg that cannot be tried.
   *
   * @param payer see {@link TriedLeg#payer}
   */
  public record Untried(Why why, @Nullable UUID payer) {}

  /** Takes legs, a page at a time. */
  @FunctionalInterface
  public interface Taker {
    void take(List<TriedLeg> legs, List<Untried> untried) throws SQLException;
  }

  /**
   * Those that lasted, and whose prices were agreed in that time, in the order of their ids.
   *
   * @param since in whole seconds, included
   * @param until the same, not included
   */
  public void each(UUID tenant, Instant since, Instant until, Taker taker) throws SQLException {
    var payers = new TriedLeg.Payers(new HashMap<>(), new HashMap<>());
    Set<UUID> known = new HashSet<>();
    pages.each(
        tenant,
        new ChargedLegRows.Wanted(null, since, until),
        page -> {
          var own = page.stream().filter(found -> found.key().buyer() == null).toList();
          meet(tenant, own, known, payers);
          var legs = new ArrayList<TriedLeg>();
          var untried = new ArrayList<Untried>();
          for (var found : own) {
            switch (found) {
              case LegPages.Held held ->
                  take(held.key(), held.leg(), held.taxes(), payers, legs, untried);
              case LegPages.Free free -> take(free, payers, legs, untried);
            }
          }
          taker.take(legs, untried);
        });
  }

  private static void take(
      LegPages.Free free, TriedLeg.Payers payers, List<TriedLeg> legs, List<Untried> untried) {
    var leg = free.leg().leg();
    if (free.record() == null) {
      untried.add(new Untried(Why.NO_RECORD, payers.of(leg)));
    } else if (leg.lines().isEmpty() || !free.leg().payable()) {
      untried.add(new Untried(Why.NOBODY_PAYS, payers.of(leg)));
    } else {
      take(free.key(), ChargedLeg.of(leg, free.record()), Map.of(), payers, legs, untried);
    }
  }

  private static void take(
      ChargedLegRows.Key key,
      ChargedLeg leg,
      Map<Integer, Long> taxes,
      TriedLeg.Payers payers,
      List<TriedLeg> legs,
      List<Untried> untried) {
    var to = TriedLeg.to(leg);
    Why why = null;
    if (!leg.hold().resolved()) {
      why = Why.NOT_OVER;
    } else if (!TriedLeg.stands(leg)) {
      why = Why.TAKEN_BACK;
    } else if (leg.seconds() > 0) {
      if (to.isEmpty()) {
        why = Why.NO_RECORD;
      } else {
        legs.add(new TriedLeg(key, leg, to.get(), taxes, payers));
      }
    }
    if (why != null) {
      untried.add(new Untried(why, payers.of(leg)));
    }
  }

  /** Reads whose the wallets and decks of these legs are. */
  private void meet(
      UUID tenant, List<LegPages.Found> found, Set<UUID> known, TriedLeg.Payers payers)
      throws SQLException {
    var wallets = new HashSet<UUID>();
    var decks = new HashSet<UUID>();
    for (var one : found) {
      switch (one) {
        case LegPages.Held held ->
            Stream.concat(Stream.of(held.leg()), held.leg().earlier().stream())
                .forEach(
                    part -> {
                      part.hold().terms().forEach(line -> wallets.add(line.wallet()));
                      decks.addAll(part.decks().values());
                    });
        case LegPages.Free free -> {
          free.leg().leg().lines().forEach(line -> wallets.add(line.wallet()));
          decks.add(free.leg().leg().tariff().deck());
        }
      }
    }
    wallets.removeAll(known);
    decks.removeAll(known);
    if (wallets.isEmpty() && decks.isEmpty()) {
      return;
    }
    known.addAll(wallets);
    known.addAll(decks);
    transaction.read(
        tenant,
        c -> {
          read(c, "select id, payer from wallet where id = any (?)", wallets, payers.wallets());
          read(
              c,
              "select id, payer from rate_deck where id = any (?) and payer is not null",
              decks,
              payers.decks());
          return true;
        });
  }

  private static void read(
      Connection connection, String sql, Collection<UUID> ids, Map<UUID, UUID> into)
      throws SQLException {
    try (var s = connection.prepareStatement(sql)) {
      s.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          into.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
        }
      }
    }
  }
}
