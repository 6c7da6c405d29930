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
 * @param pocket where it goes
 */
public record TopUp(
    UUID tenant,
    UUID wallet,
    String key,
    UUID transfer,
    Money amount,
    String reason,
    String by,
    Instant at,
    Pocket pocket) {
  public TopUp {
    OncePerKey.check(key, amount);
  }

  /** Refundable money. What the wallet owes is paid from it first. */
  public TopUp(
      UUID tenant,
      UUID wallet,
      String key,
      UUID transfer,
      Money amount,
      String reason,
      String by,
      Instant at) {
    this(tenant, wallet, key, transfer, amount, reason, by, at, new Pocket.Refundable());
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

  /** Goodwill that would be over before it begins. */
  public record GoodwillPast() implements Outcome {}

  /** The book is closed for the day of {@code at}. */
  public record PeriodClosed() implements Outcome {}

  /** The wallet cannot hold so much. */
  public record Overflow() implements Outcome {}
}
