package org.meterline.ejb.charge;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.meterline.billing.payer.PayerRefusal;
import org.meterline.billing.payer.Standing;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;

/** The wallets that were asked for one leg and could not pay, and why. */
final class UnableWallets {
  private final LegHolds holds;
  private final Map<UUID, Standing> known = new HashMap<>();
  private final Map<UUID, LegHolds.Placed> unread = new HashMap<>();

  UnableWallets(LegHolds holds) {
    this.holds = holds;
  }

  Map<UUID, Standing> known() {
    return known;
  }

  /** Notes a no; false if it is not about the wallet of somebody who was to pay. */
  boolean note(LegHolds.Placed placed) {
    var no = (NotHeld) placed.outcome();
    var standing = Refusals.standing(no.why());
    if (standing == null || no.line() == 0 || no.part() == Part.BUNDLE) {
      return false;
    }
    var wallet = placed.wanted().lines().get(no.line() - 1).wallet();
    known.put(wallet, standing);
    unread.put(wallet, placed);
    return true;
  }

  /**
   * Whether more can be said of a refusal now: what others hold of the wallet that was too low, if
   * that is what is in the way. Asked once, and only when nobody pays.
   */
  boolean learns(PayerRefusal why) {
    var whose = why.whose();
    var placed = whose == null ? null : unread.remove(whose.payer().wallet());
    if (whose == null || placed == null) {
      return false;
    }
    var told = holds.told(placed).why();
    var standing = Refusals.standing(told);
    if (standing == null || told.held() == null) {
      return false;
    }
    known.put(whose.payer().wallet(), standing);
    return true;
  }
}
