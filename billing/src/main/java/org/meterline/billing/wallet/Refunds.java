package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.money.Money;

/** Giving back what a wallet paid, and moving money between a payer's wallets. */
public interface Refunds {

  /**
   * Gives back what was charged, whole or in part; never more than was charged, in all. What came
   * from goodwill goes back to it, with the expiry that it has.
   *
   * @param charge the transfer of a call, a purchase or a re-rating
   * @param key what the caller chose so that it happens once
   * @param transfer a fresh id, used if the key is new
   * @param by who asked for it: a user's id, not a name
   */
  record Refund(
      UUID tenant,
      UUID wallet,
      UUID charge,
      String key,
      UUID transfer,
      Money amount,
      String reason,
      String by,
      Instant at) {
    public Refund {
      OncePerKey.check(key, amount);
    }
  }

  /** Moves refundable money that no hold needs; goodwill and credit stay where they are. */
  record Between(
      UUID tenant,
      UUID from,
      UUID to,
      String key,
      UUID transfer,
      Money amount,
      String reason,
      String by,
      Instant at) {
    public Between {
      OncePerKey.check(key, amount);
    }
  }

  /** Answers the transfer. */
  Outcome<UUID> refund(Refund refund);

  /** Answers the transfer. */
  Outcome<UUID> transfer(Between between);
}
