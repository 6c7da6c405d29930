package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Money into a wallet.
 *
 * @param key what the caller chose so that it happens once
 * @param transfer a fresh id, used if the key is new
 * @param by who asked for it: a user's id, not a name
 */
public record TopUp(
    UUID tenant,
    UUID wallet,
    String key,
    UUID transfer,
    Money amount,
    String reason,
    String by,
    Instant at) {
  public TopUp {
    if (amount.units() <= 0) {
      throw new IllegalArgumentException("a top-up is more than nothing");
    }
    if (key.isBlank() || key.length() > 255) {
      throw new IllegalArgumentException("a key has 1 to 255 characters");
    }
  }

  /** What became of it. */
  public sealed interface Outcome {}

  /** Posted now. */
  public record Posted(UUID transfer, Money balance) implements Outcome {}

  /** The same came before: its transfer. */
  public record Repeated(UUID transfer) implements Outcome {}

  /** The key was used for something else. */
  public record DuplicateKeyOtherBody() implements Outcome {}

  /** The tenant has no such wallet. */
  public record NoWallet() implements Outcome {}

  /** The wallet keeps another currency. */
  public record CurrencyMismatch() implements Outcome {}

  /** The wallet cannot hold so much. */
  public record Overflow() implements Outcome {}
}
