package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.LegHold;

/**
 * Money that is set aside for a leg.
 *
 * @param tenant whose call it is
 * @param id of the hold
 * @param priceStart when the prices were agreed
 * @param amounts line by line
 * @param seconds what they pay for
 * @param last it is all that can be had of who pays
 */
record Holding(
    UUID tenant,
    UUID id,
    List<HoldLine> lines,
    Instant priceStart,
    List<Money> amounts,
    long seconds,
    boolean last) {
  Holding {
    lines = List.copyOf(lines);
    amounts = List.copyOf(amounts);
  }

  static Holding of(LegHolds.Wanted wanted, HoldOutcome.Held held) {
    return new Holding(
        wanted.tenant(),
        wanted.id(),
        wanted.lines(),
        wanted.priceStart(),
        held.amounts(),
        held.seconds(),
        held.last());
  }

  static Holding of(LegHold hold) {
    return new Holding(
        hold.tenant(),
        hold.leg(),
        hold.terms(),
        hold.priceStart(),
        hold.amounts(),
        hold.seconds(),
        hold.last());
  }

  Holding with(HoldOutcome.Held held) {
    return new Holding(tenant, id, lines, priceStart, held.amounts(), held.seconds(), held.last());
  }

  /** What is held of the money of those who pay the tenant. */
  List<Money> paid() {
    return paid(lines, amounts);
  }

  /** Of amounts, line by line, those that somebody pays the tenant in money. */
  static List<Money> paid(List<HoldLine> lines, List<Money> amounts) {
    return IntStream.range(0, lines.size())
        .filter(
            i -> {
              var part = lines.get(i).part();
              return part == HoldLine.Part.PAYER || part == HoldLine.Part.SPONSOR;
            })
        .mapToObj(amounts::get)
        .toList();
  }

  /** Whether a deck's maximum lets the leg be no longer. */
  boolean cut() {
    return dues().cut(seconds);
  }

  /** A bundle that fell short once stays as it is: what it covers has no gaps. */
  Dues dues() {
    var dues = new Dues(lines, Dues.ALL, priceStart);
    for (int i = 0; i < amounts.size(); i++) {
      if (lines.get(i).part() == HoldLine.Part.BUNDLE
          && amounts.get(i).compareTo(dues.at(seconds).get(i)) < 0) {
        dues = dues.covering(i, amounts.get(i).units());
      }
    }
    return dues;
  }
}
