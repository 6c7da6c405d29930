package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.WalletBook;

/**
 * Resolves what earlier lives of this node left open and no journal tells of: the use that the last
 * extension proved is posted, what is unproved is voided. Run after the journal was replayed.
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

  /** Answers how many legs were recovered. */
  public int run() {
    int recovered = 0;
    while (true) {
      var stale = book.stale(lease.lease(), BATCH);
      if (stale.isEmpty()) {
        return recovered;
      }
      var settlements = new ArrayList<Settlement>();
      for (var hold : book.holds(stale).values()) {
        long seconds = MoneyJournal.seconds(hold.proved());
        var cost = Cost.of(hold.tariff(), seconds);
        var at = clock.instant();
        settlements.add(
            new Settlement(
                hold.tenant(),
                hold.leg(),
                TransferId.of(hold.leg(), "recovered"),
                cost,
                seconds,
                at,
                "Call, " + hold.tariff().destination() + ", " + seconds + " s, recovered",
                ChargeTrace.of(hold, seconds, cost, at, true)));
        LOG.log(
            Level.WARNING,
            "call {0}: leg {1} recovered, {2} s proved",
            hold.call(),
            hold.leg(),
            seconds);
      }
      if (settlements.isEmpty()) {
        LOG.log(Level.ERROR, "{0} stale holds cannot be read", stale.size());
        return recovered;
      }
      book.resolve(true, settlements);
      recovered += settlements.size();
    }
  }
}
