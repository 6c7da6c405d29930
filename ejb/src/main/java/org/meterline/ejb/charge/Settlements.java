package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.Settlement;

/** What is posted of a leg when it has ended. */
final class Settlements {
  private Settlements() {}

  /** Of a leg that ended by itself. */
  static Settlement settled(LegHold hold, long seconds, Instant at) {
    return of(hold, seconds, at, "settled", false);
  }

  /** Of one whose node is gone, as far as its use is proved. */
  static Settlement recovered(LegHold hold, Instant at) {
    return of(hold, MoneyJournal.seconds(hold.proved()), at, "recovered", true);
  }

  private static Settlement of(
      LegHold hold, long seconds, Instant at, String what, boolean recovery) {
    var dues = Dues.of(hold).at(seconds);
    return of(
        hold.tenant(),
        hold.leg(),
        hold.terms(),
        dues,
        seconds,
        at,
        what,
        i -> ChargeTrace.of(hold, i, seconds, dues.get(i), at, recovery));
  }

  static Settlement of(
      UUID tenant,
      UUID leg,
      List<HoldLine> lines,
      List<Money> dues,
      long seconds,
      Instant at,
      String what,
      IntFunction<String> trace) {
    var costs = new ArrayList<Settlement.LineCost>();
    for (int i = 0; i < lines.size(); i++) {
      costs.add(
          new Settlement.LineCost(
              TransferId.of(leg, i == 0 ? what : what + "-" + i),
              dues.get(i),
              Settlement.description(lines.get(i).tariff(), seconds)
                  + (what.equals("settled") ? "" : ", " + what),
              trace.apply(i)));
    }
    return new Settlement(tenant, leg, seconds, at, costs);
  }
}
