package org.meterline.billing.wallet;

import java.time.Instant;
import org.meterline.billing.money.Money;

/** A kind of money in a wallet. Spending takes the goodwill that expires first, then the rest. */
public sealed interface Pocket {

  /** Money that was paid in and may be paid out. */
  record Refundable() implements Pocket {}

  /** Money, or a bundle's seconds, given until an instant; what is not held then is taken. */
  record Goodwill(Instant expires) implements Pocket {}

  /** What a pocket has. */
  record Filled(Pocket pocket, Money balance) {}
}
