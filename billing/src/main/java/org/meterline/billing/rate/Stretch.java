package org.meterline.billing.rate;

import java.math.BigDecimal;

/**
 * Billed seconds of a leg that have one price.
 *
 * @param from second of the leg, included
 * @param until second of the leg, not included
 * @param rate the line that says the price
 * @param price of the line's unit, there
 * @param covered they cost nothing
 */
public record Stretch(long from, long until, Rate rate, BigDecimal price, boolean covered) {

  /** Whether nothing changed since that one, but perhaps the day. */
  boolean goesOnFrom(Stretch before) {
    return rate.line() == before.rate.line()
        && price.compareTo(before.price) == 0
        && covered == before.covered;
  }

  Stretch from(long earlier) {
    return new Stretch(earlier, until, rate, price, covered);
  }

  /** For people: {@code 30 s peak at 0.06}. */
  public String inWords() {
    return (until - from)
        + " s"
        + (rate.band().isEmpty() ? "" : " " + rate.band())
        + (covered ? " covered" : " at " + Rate.plain(price));
  }
}
