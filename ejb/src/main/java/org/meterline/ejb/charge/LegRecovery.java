package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.WalletBook;

/**
 * Resolves what earlier lives of this node left open and no journal tells of: the use that the last
 * extension proved is posted, what is unproved is voided. Run after the journal was replayed, and
 * now and then again, for what could not be resolved.
 */
public final class LegRecovery {
  private static final Logger LOG = System.getLogger(LegRecovery.class.getName());
  private static final int BATCH = 500;

  private final WalletBook book;
  private final NodeLease lease;
  private final InstantSource clock;

  LegRecovery(WalletBook book, NodeLease lease, InstantSource clock) {
    this.book = book;
    this.lease = lease;
    this.clock = clock;
  }

  /** Answers how many legs were recovered. What the books refuse is named and left. */
  public int run() {
    int recovered = 0;
    int before = -1;
    while (recovered > before) {
      before = recovered;
      var stale = book.stale(lease.lease(), BATCH);
      for (var hold : book.holds(stale).values()) {
        recovered += recover(Segments.charged(hold)) ? 1 : 0;
      }
    }
    return recovered;
  }

  /** One by one, so that a hold that cannot be resolved keeps no other money back. */
  private boolean recover(LegHold hold) {
    try {
      var settlement = Settlements.recovered(hold, clock.instant());
      var outcome = book.resolve(true, List.of(settlement)).getFirst();
      LOG.log(
          Level.WARNING,
          "call {0}: leg {1}: {2} s proved, recovery says {3}",
          hold.call(),
          hold.leg(),
          settlement.seconds(),
          outcome);
      return outcome instanceof SettleOutcome.Settled;
    } catch (BooksRefused | MoneyOverflow e) {
      LOG.log(
          Level.ERROR, "call " + hold.call() + ": leg " + hold.leg() + " cannot be recovered", e);
      return false;
    }
  }
}
