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

  /** What new holds might take if nothing were set aside. */
  public Money unheld() {
    return balance.minus(floor);
  }

  /** What might leave as refundable money if nothing were set aside. */
  Money movableUnheld() {
    return Money.of(
        movable(balance.units(), 0, floor.units(), goodwill.units()), balance.currency());
  }

  /**
   * What may leave as refundable money: what no hold needs, no goodwill, and no credit; the
   * database's function {@code movable} says the same. All in the currency's units.
   */
  static long movable(long balance, long held, long floor, long goodwill) {
    long refundable = balance - goodwill - Math.max(0, held - goodwill);
    return Math.max(0, Math.min(balance - held - floor, refundable));
  }
}
