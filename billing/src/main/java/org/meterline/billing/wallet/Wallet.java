package org.meterline.billing.wallet;

import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * A wallet as it stands.
 *
 * @param balance money in it, what is held included
 * @param held set aside for calls that are up
 * @param floor what available money is counted from
 */
public record Wallet(
    UUID tenant,
    UUID id,
    UUID payer,
    NewWallet.PayerKind payerKind,
    String payerName,
    String name,
    Money balance,
    Money held,
    Money floor,
    boolean frozen) {

  /** What new holds may take: balance − held − floor. */
  public Money available() {
    return balance.minus(held).minus(floor);
  }
}
