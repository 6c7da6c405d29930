package org.meterline.billing.wallet;

import java.util.Optional;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** What became of a request to hold money, or to hold more. Nothing is ever half done. */
public sealed interface HoldOutcome {

  /** Why not, if it was refused. */
  default Optional<Refusal> refusal() {
    return switch (this) {
      case Held h -> Optional.empty();
      case TooLow low -> Optional.of(Refusal.of(Why.TOO_LOW, low.available()));
      case Frozen f -> Optional.of(Refusal.of(Why.FROZEN));
      case AlreadyResolved r -> Optional.of(Refusal.of(Why.RESOLVED));
      case DuplicateKeyOtherBody d -> Optional.of(Refusal.of(Why.OTHER_TERMS));
      case Fenced f -> Optional.of(Refusal.of(Why.FENCED));
      case NoWallet n -> Optional.of(Refusal.of(Why.NO_WALLET));
      case NoHold n -> Optional.of(Refusal.of(Why.NO_HOLD));
      case CurrencyMismatch c -> Optional.of(Refusal.of(Why.CURRENCY));
    };
  }

  /**
   * The money is set aside.
   *
   * @param amount the total that is held
   * @param seconds how long a leg it pays for
   * @param last it is all that the wallet buys
   * @param repeated it was so before this request
   */
  record Held(Money amount, long seconds, boolean last, boolean repeated) implements HoldOutcome {}

  /** Not enough money. A retry helps after a top-up. */
  record TooLow(Money available) implements HoldOutcome {}

  /** The wallet pays for nothing at present. A retry does not help until it is released. */
  record Frozen() implements HoldOutcome {}

  /** The leg was settled or recovered before. A retry does not help. */
  record AlreadyResolved() implements HoldOutcome {}

  /** The leg has a hold that says something else. A retry does not help. */
  record DuplicateKeyOtherBody() implements HoldOutcome {}

  /** The node's lease has a newer epoch. A retry does not help under this lease. */
  record Fenced() implements HoldOutcome {}

  /** The tenant has no such wallet. */
  record NoWallet() implements HoldOutcome {}

  /** There is no hold to extend. */
  record NoHold() implements HoldOutcome {}

  /** The wallet keeps another currency. */
  record CurrencyMismatch() implements HoldOutcome {}
}
