package org.meterline.billing.payer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
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
 * @param most how many of the billed seconds each line pays at most, if it is a bundle. Bundles pay
 *     one after the other, in their order, from the first second on
 * @param start when the prices were agreed
 */
public record Dues(List<HoldLine> lines, List<Long> most, Instant start) {
  /** As far as it is asked for. */
  public static final long ALL = Long.MAX_VALUE;

  public Dues {
    lines = List.copyOf(lines);
    most = List.copyOf(most);
  }

  /** With bundles that each pay at most so many seconds. */
  public Dues(List<HoldLine> lines, long most, Instant start) {
    this(lines, Collections.nCopies(lines.size(), most), start);
  }

  /** By a hold's terms; a bundle pays no more than is held of it. */
  public static Dues of(LegHold hold) {
    return new Dues(
        hold.terms(), hold.amounts().stream().map(Money::units).toList(), hold.priceStart());
  }

  /** The same with a bundle that pays at most so many seconds. */
  public Dues covering(int line, long seconds) {
    var changed = new ArrayList<Long>(most);
    changed.set(line, seconds);
    return new Dues(lines, changed, start);
  }

  /** The same without a line. */
  public Dues without(int line) {
    var fewer = new ArrayList<HoldLine>(lines);
    var left = new ArrayList<Long>(most);
    fewer.remove(line);
    left.remove(line);
    return new Dues(fewer, left, start);
  }

  /** What each line is due for a leg of that length, in its wallet's currency. */
  public List<Money> at(long seconds) {
    var payers = payers();
    var shares =
        payers.isEmpty() ? List.<Money>of().iterator() : sharing(payers).due(seconds).iterator();
    var due = new ArrayList<Money>();
    long paid = 0;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      switch (line.part()) {
        case PAYER, SPONSOR -> due.add(shares.next());
        case BUNDLE -> {
          long its = Math.min(most.get(i), billed(line.tariff(), seconds) - paid);
          paid += its;
          due.add(Money.of(its, Currency.SECONDS));
        }
        case WHOLESALE, CARRIER -> due.add(Cost.of(line.tariff(), start, seconds));
      }
    }
    return List.copyOf(due);
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

  /**
   * The first end of an increment that so much use reaches of those who pay, past what is free for
   * any of them, as far as the tariffs let a leg go on.
   */
  public long grant(long seconds) {
    var asked = payers().isEmpty() ? lines.subList(0, 1) : payers();
    long used = Math.max(seconds, 1 + asked.stream().mapToLong(this::grace).max().orElseThrow());
    long billed = asked.stream().mapToLong(l -> l.tariff().billedSeconds(used)).min().orElseThrow();
    return Math.min(billed, longest());
  }

  /** The longest leg that a line pays nothing for, by its number. */
  public long grace(int line) {
    return grace(lines.get(line));
  }

  /** By its own tariff; of a part of a price that is free, nothing is due either. */
  private long grace(HoldLine line) {
    var its = line.tariff();
    return its.offered() && line.shares()
        ? Math.max(its.rate().graceSeconds(), price(payers()).rate().graceSeconds())
        : its.rate().graceSeconds();
  }

  /**
   * How long a leg may be by its tariffs. What a sponsor offers for a part of a price ends nothing:
   * the others pay what it does not.
   */
  public long longest() {
    boolean alone = payers().size() == 1;
    return lines.stream()
        .filter(l -> alone || !l.tariff().offered())
        .mapToLong(l -> Cost.longest(l.tariff(), start, coverage()))
        .min()
        .orElse(Cost.ENDLESS);
  }

  /**
   * Whether a deck's maximum ends a leg of that length; what a sponsor gives at most is no such.
   */
  public boolean cut(long seconds) {
    return lines.stream()
        .map(HoldLine::tariff)
        .anyMatch(t -> !t.offered() && Cost.longest(t, start, coverage()) <= seconds);
  }

  /** What is paid of a deck's maximum by a leg of that length: see {@link Cost#parts}. */
  BigDecimal spent(UUID deck, long seconds) {
    var price = price(payers());
    return price.deck().equals(deck) && seconds > price.rate().graceSeconds()
        ? Cost.parts(price, start, seconds, coverage())
        : BigDecimal.ZERO;
  }

  /** What bundles may pay of a leg of that length; nothing of one that costs nothing. */
  private static long billed(Tariff tariff, long seconds) {
    return seconds <= tariff.rate().graceSeconds() ? 0 : tariff.billedSeconds(seconds);
  }

  private List<HoldLine> payers() {
    return lines.stream().filter(HoldLine::shares).toList();
  }

  private Sharing sharing(List<HoldLine> payers) {
    var price = price(payers);
    if (payers.size() == 1) {
      return new Sharing.Alone(price, start, coverage());
    }
    if (payers.getFirst().weight() == 0) {
      return new Sharing.UpTo(payers.getFirst().tariff(), price, start);
    }
    var weights = payers.stream().map(HoldLine::weight).toList();
    int rest = payers.stream().map(HoldLine::rest).toList().indexOf(true);
    var parts =
        payers.stream()
            .map(HoldLine::tariff)
            .map(
                t ->
                    t.offered()
                        ? new Sharing.ByWeight.Part(price.taxed(t.tax()), t)
                        : new Sharing.ByWeight.Part(t, null))
            .toList();
    return new Sharing.ByWeight(parts, start, new Split(weights, rest));
  }

  /** What is shared, or paid alone: a sponsor's offer only where nobody pays another price. */
  private static Tariff price(List<HoldLine> payers) {
    return payers.stream()
        .map(HoldLine::tariff)
        .filter(t -> !t.offered())
        .reduce((first, last) -> last)
        .orElse(payers.getLast().tariff());
  }

  /** What bundles pay at most. */
  public Covered coverage() {
    long covered = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).part() == Part.BUNDLE) {
        covered += Math.min(most.get(i), ALL - covered);
      }
    }
    return Covered.first(covered);
  }
}
