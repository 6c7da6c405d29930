package org.meterline.billing.wallet;

import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * A wallet as it stands.
 *
 * @param balance money in it, what is held included
 * @param held set aside for calls that are up
 * @param floor what available money is counted from
 * @param frozen it pays for nothing at present: by hand, or because it owes
 * @param goodwill the part of the balance that was given and expires; the rest is refundable
 * @param owed what forced debits did not find
 * @param stopped frozen by hand, whether it owes or not
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
    boolean frozen,
    Money goodwill,
    Money owed,
    boolean stopped) {

  /** What new holds may take: balance − held − floor. */
  public Money available() {
    return balance.minus(held).minus(floor);
  }
}
