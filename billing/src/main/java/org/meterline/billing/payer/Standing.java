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
  default PayerRefusal refusal(String payer, boolean sponsor) {
    return switch (this) {
      case TooLow(Money available) ->
          sponsor
              ? PayerRefusal.sponsorOutOfBudget(payer, available)
              : PayerRefusal.tooLow(available);
      case Frozen f -> PayerRefusal.frozen();
      case OtherCurrency c -> PayerRefusal.currencyMismatch();
      case Missing m -> PayerRefusal.noWallet();
    };
  }
}
