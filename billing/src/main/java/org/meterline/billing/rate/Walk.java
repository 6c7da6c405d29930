package org.meterline.billing.rate;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Goes through the billed seconds of a leg, from one change of price to the next. The one place
 * that knows which price a second has. Inside it counts from the leg's beginning, also for a part
 * that is handed over in mid-call: which price such a part has follows from what was before.
 */
final class Walk {
  private final Tariff tariff;
  private final Instant agreed;
  private final long epoch;
  private final long begin;
  private final long end;
  private final Covered covered;
  private Rate rate;
  private BigDecimal price = BigDecimal.ZERO;
  private long from;
  private long until;
  private long bandUntil;
  private int edge;
  private boolean free;

  Walk(Tariff tariff, Instant start, long billed, Covered covered) {
    this.tariff = tariff;
    this.begin = tariff.age();
    this.agreed = start.minusSeconds(begin);
    this.epoch = agreed.getEpochSecond();
    this.end = begin + billed;
    this.covered = covered;
    this.rate = tariff.rate();
  }

  /** Goes on to the next stretch; false at the end. */
  boolean next() {
    if (end == begin) {
      return false;
    }
    while (until < begin) {
      var _ = step();
    }
    return step();
  }

  private boolean step() {
    if (until >= end) {
      return false;
    }
    from = until;
    until = from < begin ? begin : end;
    if (from >= bandUntil) {
      look();
    }
    until = Math.min(until, bandUntil);
    price = rate.price();
    for (var later : rate.later()) {
      if (later.fromSecond() > from) {
        until = Math.min(until, later.fromSecond());
        break;
      }
      price = later.price();
    }
    if (from >= begin) {
      cover();
    }
    return true;
  }

  /** What is covered is counted from where the part begins. */
  private void cover() {
    while (edge < covered.count() && covered.edge(edge) <= from - begin) {
      edge++;
    }
    if (edge < covered.count()) {
      until = begin + Math.min(until - begin, covered.edge(edge));
    }
    free = edge % 2 == 1;
  }

  long seconds() {
    return until - from;
  }

  Rate rate() {
    return rate;
  }

  BigDecimal price() {
    return price;
  }

  boolean free() {
    return free;
  }

  Stretch stretch() {
    return new Stretch(from - begin, until - begin, rate, price, free);
  }

  /** Which line's band it is now; where none is meant, the price before goes on. */
  private void look() {
    var lines = tariff.lines();
    if (lines.size() == 1) {
      bandUntil = Long.MAX_VALUE;
      return;
    }
    var calendar = tariff.terms().calendar();
    long holding = calendar.holdingAt(epoch + from);
    long change = calendar.nextChange(epoch + from);
    bandUntil = change == Long.MAX_VALUE ? change : change - epoch;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (!line.blocked() && calendar.fits(line.band(), holding) && line.inForce(agreed)) {
        rate = line;
        return;
      }
    }
  }
}
