package org.meterline.billing.payer;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/** Why a wallet that was asked for money could not give it. */
public sealed interface Standing {
  /**
   * It has less than the leg needs at its beginning.
   *
   * @param held what calls and purchases that go on have set aside of it, if it has enough without
   *     them
   */
  record TooLow(Money available, @Nullable Money held) implements Standing {}

  /** It pays for nothing at present. */
  record Frozen() implements Standing {}

  /** It keeps another currency than the price. */
  record OtherCurrency() implements Standing {}

  /** There is none. */
  record Missing() implements Standing {}

  /** What that means for whoever wants to call. */
  default PayerRefusal refusal(PayerRefusal.Whose whose, boolean sponsor) {
    return switch (this) {
      case TooLow low ->
          sponsor
              ? PayerRefusal.sponsorOutOfBudget(whose, low.available(), low.held())
              : PayerRefusal.tooLow(whose, low.available(), low.held());
      case Frozen f -> PayerRefusal.frozen(whose);
      case OtherCurrency c -> PayerRefusal.currencyMismatch(whose);
      case Missing m -> PayerRefusal.noWallet(whose);
    };
  }
}
