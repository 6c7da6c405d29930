package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.WalletBook;

/**
 * What was set aside for legs that had ended by then, and could not be given back at once: no end
 * follows that would do it, and recovery leaves alone what is this life of the node's.
 */
final class UnusedHolds {
  private static final Logger LOG = System.getLogger(UnusedHolds.class.getName());

  private final WalletBook book;
  private final OpenLegs legs;
  private final Set<UUID> ids = ConcurrentHashMap.newKeySet();

  UnusedHolds(WalletBook book, OpenLegs legs) {
    this.book = book;
    this.legs = legs;
  }

  /** A hold that may be there, and that nobody uses. The end of a leg that is still up finds it. */
  void add(UUID leg, UUID hold) {
    if (legs.known(leg).isEmpty()) {
      ids.add(hold);
    }
  }

  /** Gives back what there is; what cannot be for now is tried again the next time. */
  void giveBack() {
    for (UUID id : List.copyOf(ids)) {
      if (isDone(id)) {
        ids.remove(id);
      }
    }
  }

  /** One by one, so that a hold that cannot be resolved keeps no other money back. */
  private boolean isDone(UUID id) {
    try {
      var hold = book.holds(List.of(id)).get(id);
      if (hold == null || hold.resolved()) {
        return true;
      }
      var outcome = book.resolve(false, List.of(nothing(hold))).getFirst();
      LOG.log(Level.INFO, "leg {0}: what was held for its next part: {1}", id, outcome);
      return !(outcome instanceof SettleOutcome.Changed);
    } catch (BooksUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "leg " + id + ": what was held is left until the node starts again", e);
      return true;
    }
  }

  private static Settlement nothing(LegHold hold) {
    return Settlements.of(
        hold.tenant(),
        hold.leg(),
        hold.terms(),
        Dues.of(hold).none(),
        0,
        hold.priceStart(),
        "settled",
        line -> "[]");
  }
}
