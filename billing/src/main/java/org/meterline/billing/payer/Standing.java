package org.meterline.billing.payer;

import org.meterline.billing.money.Money;

/** Why a wallet that was asked for money could not give it. */
public sealed interface Standing {
  /** It has less than the leg needs at its beginning. */
  record TooLow(Money available) implements Standing {}

  /** It pays for nothing at present. */
  record Frozen() implements Standing {}

  /** It keeps another currency than the price. */
  record OtherCurrency() implements Standing {}

  /** There is none. */
  record Missing() implements Standing {}

  /** What that means for whoever wants to call. */
  default PayerRefusal refusal(PayerRefusal.Whose whose, boolean sponsor) {
    return switch (this) {
      case TooLow(Money available) ->
          sponsor
              ? PayerRefusal.sponsorOutOfBudget(whose, available)
              : PayerRefusal.tooLow(whose, available);
      case Frozen f -> PayerRefusal.frozen(whose);
      case OtherCurrency c -> PayerRefusal.currencyMismatch(whose);
      case Missing m -> PayerRefusal.noWallet(whose);
    };
  }
}
