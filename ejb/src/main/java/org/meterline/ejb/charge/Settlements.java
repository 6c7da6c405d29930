package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.Settlement;

/** What is posted of a leg when it has ended. */
final class Settlements {
  private Settlements() {}

  /**
   * Of a leg that ended by itself.
   *
   * @param owed the lines that are due; the others cost nothing
   */
  static Settlement settled(LegHold hold, long seconds, Instant at, Predicate<HoldLine> owed) {
    return of(hold, seconds, at, "settled", false, owed);
  }

  /**
   * Of one whose node is gone: as far as its use is proved, and when that was.
   *
   * @param owed the lines that are due; the others cost nothing
   */
  static Settlement recovered(LegHold hold, Predicate<HoldLine> owed) {
    return of(hold, MoneyJournal.seconds(hold.proved()), provedAt(hold), "recovered", true, owed);
  }

  /** The last extension told of the use; without any there was none since the hold was placed. */
  private static Instant provedAt(LegHold hold) {
    return hold.lines().stream()
        .flatMap(line -> line.steps().stream())
        .map(LegHold.Step::at)
        .max(Comparator.naturalOrder())
        .orElse(hold.placed());
  }

  private static Settlement of(
      LegHold hold,
      long seconds,
      Instant at,
      String what,
      boolean recovery,
      Predicate<HoldLine> owed) {
    var terms = hold.terms();
    var dues = new ArrayList<>(Dues.of(hold).at(seconds));
    for (int i = 0; i < dues.size(); i++) {
      if (!owed.test(terms.get(i))) {
        dues.set(i, Money.zero(dues.get(i).currency()));
      }
    }
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
              trace.apply(i),
              lines.get(i).tariff()));
    }
    return new Settlement(tenant, leg, seconds, at, costs);
  }
}
