package org.meterline.billing.payer;

import org.meterline.billing.money.Money;

/**
 * Why nobody pays.
 *
 * @param code a stable name
 * @param reason a sentence that a person can act on
 * @param retry whether the same again may succeed later, with nothing changed
 */
public record PayerRefusal(String code, String reason, boolean retry) {

  /** Nobody agreed. */
  static PayerRefusal nobody(String why) {
    return new PayerRefusal("no-payer", why, false);
  }

  static PayerRefusal sponsorOutOfBudget(String sponsor, Money available) {
    return new PayerRefusal(
        "sponsor-out-of-budget",
        "The sponsor "
            + sponsor
            + " has only "
            + available
            + " of its budget left; it can be topped up.",
        false);
  }

  static PayerRefusal tooLow(Money available) {
    return new PayerRefusal(
        "wallet-too-low", "The wallet has only " + available + " available.", false);
  }

  static PayerRefusal frozen() {
    return new PayerRefusal("wallet-frozen", "The wallet is frozen.", false);
  }

  static PayerRefusal currencyMismatch() {
    return new PayerRefusal("currency-mismatch", "Wallet and price differ in currency.", false);
  }

  static PayerRefusal noWallet() {
    return new PayerRefusal("no-wallet", "The wallet that should pay does not exist.", false);
  }
}
