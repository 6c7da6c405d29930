package org.meterline.billing.money;

/** An amount that does not fit its currency's units. Never a wrapped number. */
public final class MoneyOverflow extends ArithmeticException {
  public MoneyOverflow(String what) {
    super("amount out of range: " + what);
  }
}
