package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.SettleOutcome;
import org.meterline.billing.wallet.WalletBook;

/**
 * Resolves what earlier lives of this node left open and no journal tells of, and what nodes left
 * whose leases ran out: the use that the last extension proved is posted, at the instant of that
 * extension, what is unproved is voided. Run after the journal was replayed, and now and then
 * again.
 */
public final class LegRecovery {
  private static final Logger LOG = System.getLogger(LegRecovery.class.getName());
  private static final int BATCH = 500;

  /** By then the calls of a node without a lease have come to the end of their grants. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final WalletBook book;
  private final Decisions decisions;
  private final BoughtLegs bought;
  private final LegTrunks trunks;
  private final NodeLease lease;

  LegRecovery(
      WalletBook book, Decisions decisions, BoughtLegs bought, LegTrunks trunks, NodeLease lease) {
    this.book = book;
    this.decisions = decisions;
    this.bought = bought;
    this.trunks = trunks;
    this.lease = lease;
  }

  /** Answers how many legs were recovered. What the books refuse is named and left. */
  public int run() {
    return run(lease.lease());
  }

  /** The same for nodes that are gone. */
  int others() {
    int recovered = 0;
    for (var seized : book.seize(GRACE)) {
      LOG.log(Level.WARNING, "node {0} is gone: recovering what it left", seized.node());
      recovered += run(seized);
    }
    return recovered;
  }

  private int run(Lease newer) {
    int recovered = 0;
    var stale = book.stale(newer, BATCH);
    while (!stale.isEmpty()) {
      for (var leg : stale) {
        recovered += recover(leg) ? 1 : 0;
      }
      stale = book.stale(newer, stale.getLast(), BATCH);
    }
    return recovered;
  }

  /**
   * By what it is charged. Without a decision the node was lost before anybody was told of the
   * hold, so that nothing of it was used.
   */
  private LegHold charged(LegHold hold) {
    return Segment.isHandedOver(hold.leg())
        ? decisions
            .leg(hold.tenant(), hold.leg())
            .flatMap(
                leg ->
                    Segments.of(book, List.of(leg)).getOrDefault(leg, List.of()).stream()
                        .filter(part -> part.leg().equals(hold.leg()))
                        .findFirst())
            .orElse(hold)
        : hold;
  }

  /**
   * Whose trunk the leg went over is owed, as its record has it; else the first that was to be
   * tried, until the leg's end says more.
   */
  private Predicate<HoldLine> owed(LegHold hold) {
    if (hold.terms().stream().noneMatch(line -> line.part() == Part.CARRIER)) {
      return line -> true;
    }
    return trunks
        .of(hold)
        .map(over -> bought.owed(hold, over.leg(), over.trunk()))
        .orElseGet(() -> bought.owed(hold, hold.leg(), null));
  }

  /** One by one, so that a hold that cannot be resolved keeps no other money back. */
  private boolean recover(UUID leg) {
    try {
      var read = book.holds(List.of(leg)).get(leg);
      if (read == null) {
        return false;
      }
      var hold = charged(read);
      var settlement = Settlements.recovered(hold, owed(hold));
      var outcome = book.resolve(true, List.of(settlement)).getFirst();
      LOG.log(
          Level.WARNING,
          "call {0}: leg {1}: {2} s proved, recovery says {3}",
          hold.call(),
          hold.leg(),
          settlement.seconds(),
          outcome);
      return outcome instanceof SettleOutcome.Settled;
    } catch (BooksUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "leg " + leg + " cannot be recovered", e);
      return false;
    }
  }
}
