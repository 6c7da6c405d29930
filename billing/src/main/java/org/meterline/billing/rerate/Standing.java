package org.meterline.billing.rerate;

/**
 * What stands of a line of a leg: charged, and not taken back. Units of its wallet's currency.
 *
 * @param overrun the part of the amount that no hold covered; the wallet paid the rest
 * @param refunded what was given back by hand of what the wallet paid
 * @param writtenOff what was given up of what the wallet came to owe for it
 * @param seconds the leg's length
 */
record Standing(long amount, long overrun, long refunded, long writtenOff, long seconds) {

  long paid() {
    return amount - overrun;
  }
}
