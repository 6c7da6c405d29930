package org.meterline.billing.rerate;

/**
 * What a line is charged instead of what stands. Units of its wallet's currency.
 *
 * <p>What no hold had covered is not asked for afterwards, and goes first when less is due. What
 * was given back by hand counts: it is not given back once more, nor taken again.
 *
 * @param cost of the whole leg
 * @param overrun the part of it that the wallet is not asked for
 * @param refunded what stays given back of the rest
 */
record Due(Standing was, long cost, long overrun, long refunded) {

  static Due of(Standing was, long cost) {
    long overrun = Math.min(was.overrun(), Math.max(0, cost - was.paid()));
    long tooMuch = Math.max(0, cost - overrun - (was.paid() - was.refunded()));
    return new Due(was, cost, overrun, Math.min(was.refunded(), tooMuch));
  }

  /** What the wallet pays beyond what it has paid; less than nothing is given back. */
  long toTake() {
    return cost - overrun - refunded - (was.paid() - was.refunded());
  }
}
