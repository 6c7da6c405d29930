package org.meterline.billing.payer;

import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal;

/**
 * Why nobody pays.
 *
 * @param code a stable name
 * @param reason a sentence that a person of the tenant can act on: it says whose wallet it was
 * @param outside the same for whoever calls, who need not know who else pays: it names nobody
 * @param retry whether the same again may succeed later, with nothing changed
 * @param whose wallet could not pay; null if it is about none
 */
public record PayerRefusal(
    String code, String reason, String outside, boolean retry, @Nullable Whose whose) {
  /** The code of a sponsor whose budget has not enough, or is used up. */
  public static final String SPONSOR_OUT_OF_BUDGET = "sponsor-out-of-budget";

  private static final String PART = "The wallet of one of those who share the price ";
  private static final String LATER = "; call " + Refusal.WHEN_OVER;

  /**
   * Whose wallet could not pay.
   *
   * @param line of those who share the price, from 1 in the order of the rule
   * @param of how many share it; 1: it is paid by one alone
   * @param callers it is the caller's, who may hear what is in it
   */
  public record Whose(Payer payer, int line, int of, boolean callers) {
    static Whose caller(Payer payer) {
      return new Whose(payer, 1, 1, true);
    }

    static Whose alone(Payer payer) {
      return new Whose(payer, 1, 1, false);
    }

    static Whose sharing(Payer payer, int line, int of) {
      return new Whose(payer, line, of, false);
    }

    private boolean shares() {
      return of > 1;
    }

    private String words(String what) {
      return what + (shares() ? ", line " + line + " of the " + of + " that share the price," : "");
    }

    private String wallet() {
      return words(payer.name().isEmpty() ? "The wallet" : "The wallet of " + payer.name());
    }
  }

  private static PayerRefusal of(String code, String reason, String outside, Whose whose) {
    return new PayerRefusal(code, reason, outside, false, whose);
  }

  /** Nobody agreed. */
  static PayerRefusal nobody(String why, String outside) {
    return new PayerRefusal("no-payer", why, outside, false, null);
  }

  /**
   * @param held what other calls have set aside of its budget, if that is what is in the way
   */
  static PayerRefusal sponsorOutOfBudget(Whose whose, Money available, @Nullable Money held) {
    var outside = "The budget of a sponsor who should pay is used up";
    return new PayerRefusal(
        SPONSOR_OUT_OF_BUDGET,
        Refusal.hasOnly(
                whose.words("The sponsor " + whose.payer().name()),
                available + " of its budget left",
                held,
                "calls")
            + (held == null ? "; it can be topped up." : LATER),
        outside + (held == null ? "." : " while other calls go on."),
        held != null,
        whose);
  }

  /**
   * @param held what calls and purchases have set aside in it, if that is what is in the way
   */
  static PayerRefusal tooLow(Whose whose, Money available, @Nullable Money held) {
    var low = "is too low" + (held == null ? "." : " while other calls go on.");
    return new PayerRefusal(
        "wallet-too-low",
        Refusal.hasOnly(whose.wallet(), available, held) + (held == null ? "; top it up." : LATER),
        whose.callers()
            ? Refusal.hasOnly("The wallet", available, held) + "."
            : whose.shares() ? PART + low : "The wallet that should pay " + low,
        held != null,
        whose);
  }

  static PayerRefusal frozen(Whose whose) {
    return of(
        "wallet-frozen",
        whose.wallet() + " is frozen, or owes; release it, or settle what it owes.",
        whose.shares() ? PART + "is frozen." : "The wallet is frozen.",
        whose);
  }

  static PayerRefusal currencyMismatch(Whose whose) {
    return of(
        "currency-mismatch",
        whose.wallet() + " and the price differ in currency.",
        "Wallet and price differ in currency.",
        whose);
  }

  static PayerRefusal noWallet(Whose whose) {
    return of(
        "no-wallet",
        whose.words("The wallet that should pay") + " does not exist.",
        "The wallet that should pay does not exist.",
        whose);
  }
}
