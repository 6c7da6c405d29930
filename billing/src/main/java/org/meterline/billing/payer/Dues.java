package org.meterline.billing.payer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;

/**
 * What the lines of a leg's hold are due. Pure: quote, hold, settlement and re-rating ask it alike,
 * so that a length always means the same amounts.
 *
 * @param covered how many of the billed seconds a bundle among the lines pays at most, from the
 *     first on
 * @param start when the prices were agreed
 */
public record Dues(List<HoldLine> lines, long covered, Instant start) {
  /** As far as it is asked for. */
  public static final long ALL = Long.MAX_VALUE;

  public Dues {
    lines = List.copyOf(lines);
  }

  /** By a hold's terms; a bundle pays no more than is held of it. */
  public static Dues of(LegHold hold) {
    long covered =
        hold.lines().stream()
            .filter(l -> l.of().part() == Part.BUNDLE)
            .mapToLong(l -> l.amount().units())
            .findFirst()
            .orElse(0);
    return new Dues(hold.terms(), covered, hold.priceStart());
  }

  /** The same with a bundle that pays for so many seconds. */
  public Dues covering(long seconds) {
    return new Dues(lines, seconds, start);
  }

  /** What each line is due for a leg of that length, in its wallet's currency. */
  public List<Money> at(long seconds) {
    var payers = payers();
    var shares =
        payers.isEmpty() ? List.<Money>of().iterator() : sharing(payers).due(seconds).iterator();
    return lines.stream()
        .map(
            line ->
                switch (line.part()) {
                  case PAYER, SPONSOR -> shares.next();
                  case BUNDLE -> Money.of(ofBundle(line.tariff(), seconds), Currency.SECONDS);
                  case WHOLESALE, CARRIER -> Cost.of(line.tariff(), start, seconds);
                })
        .toList();
  }

  /**
   * What is to be held of each line for a leg that may end at any second up to {@code until}: no
   * less than what is due at any of them, nor than what is held. Carriers are owed, not held.
   *
   * @param held what is held for legs up to {@code from}
   */
  public List<Money> toHold(List<Money> held, long from, long until) {
    var due = at(until);
    var payers = payers();
    var shares =
        payers.size() < 2
            ? List.<Money>of().iterator()
            : sharing(payers)
                .held(
                    IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).shares())
                        .mapToObj(held::get)
                        .toList(),
                    from,
                    until)
                .iterator();
    var most = new ArrayList<Money>();
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      var next =
          line.part() == Part.CARRIER
              ? held.get(i)
              : payers.size() > 1 && line.shares() ? shares.next() : due.get(i);
      most.add(next.compareTo(held.get(i)) > 0 ? next : held.get(i));
    }
    return List.copyOf(most);
  }

  /** Nothing, of each line. */
  public List<Money> none() {
    return lines.stream()
        .map(l -> Money.zero(l.part() == Part.BUNDLE ? Currency.SECONDS : l.tariff().currency()))
        .toList();
  }

  /**
   * The greatest length below {@code seconds} for which no more than the amount is to be held of a
   * line; nothing if there is none.
   *
   * @param held as {@link #toHold} has it
   */
  public long buys(int line, Money amount, List<Money> held, long from, long seconds) {
    long good = Math.max(0, from);
    long bad = seconds;
    while (bad - good > 1) {
      long middle = good + (bad - good) / 2;
      if (toHold(held, from, middle).get(line).compareTo(amount) <= 0) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  /** The end of the increment that so much use reaches, as far as the tariffs let a leg go on. */
  public long grant(long seconds) {
    var first = lines.getFirst().tariff();
    long billed = first.billedSeconds(Math.max(seconds, first.rate().graceSeconds() + 1L));
    return Math.min(billed, longest());
  }

  /** How long a leg may be by its tariffs. */
  public long longest() {
    return lines.stream()
        .mapToLong(l -> Cost.longest(l.tariff(), start, coverage()))
        .min()
        .orElse(Cost.ENDLESS);
  }

  /** What a bundle pays of a leg of that length; nothing of one that costs nothing. */
  private long ofBundle(Tariff tariff, long seconds) {
    return seconds <= tariff.rate().graceSeconds()
        ? 0
        : Math.min(covered, tariff.billedSeconds(seconds));
  }

  private List<HoldLine> payers() {
    return lines.stream().filter(HoldLine::shares).toList();
  }

  private Sharing sharing(List<HoldLine> payers) {
    var price = payers.getLast().tariff();
    if (payers.size() == 1) {
      return new Sharing.Alone(price, start, coverage());
    }
    if (payers.getFirst().weight() == 0) {
      return new Sharing.UpTo(payers.getFirst().tariff(), price, start);
    }
    var weights = payers.stream().map(HoldLine::weight).toList();
    int rest = payers.stream().map(HoldLine::rest).toList().indexOf(true);
    var prices = payers.stream().map(HoldLine::tariff).toList();
    return new Sharing.ByWeight(prices, start, new Split(weights, rest));
  }

  private Covered coverage() {
    boolean bundled = lines.stream().anyMatch(l -> l.part() == Part.BUNDLE);
    return bundled && covered > 0
        ? Covered.of(List.of(new Covered.Interval(0, covered)))
        : Covered.NOTHING;
  }
}
