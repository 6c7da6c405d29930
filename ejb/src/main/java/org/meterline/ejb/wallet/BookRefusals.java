package org.meterline.ejb.wallet;

import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.Outcome;
import org.meterline.billing.wallet.Refusal;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletOpening;
import org.meterline.ejb.refusal.IdempotencyKey;
import org.meterline.ejb.refusal.Refused;

/** What the books refuse, as a use case says it. */
public final class BookRefusals {
  private BookRefusals() {}

  /** What was done, now or before. */
  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T> done -> done.result();
      case Outcome.Refused<T> refused -> throw of(refused.why());
    };
  }

  static Refused of(Refusal refusal) {
    return switch (refusal.why()) {
      case NO_WALLET -> Refused.notFound("wallet");
      case NO_PURCHASE -> Refused.notFound("purchase");
      case NO_RECEIVABLE -> Refused.notFound("receivable");
      case NO_CHARGE -> Refused.notFound("charge of this wallet");
      case TOO_LOW, FROZEN -> refused(402, refusal);
      case FENCED -> refused(503, refusal);
      case CAPTURED,
          RELEASED,
          EXPIRED,
          RECEIVABLE_CLOSED,
          RESOLVED,
          REVERSED,
          OTHER_TERMS,
          NO_HOLD,
          PERIOD_CLOSED ->
          refused(409, refusal);
      case CURRENCY,
          KEY_REUSED,
          OVERFLOW,
          GOODWILL_PAST,
          MORE_THAN_OWED,
          MORE_THAN_HELD,
          MORE_THAN_CHARGED,
          SAME_WALLET,
          OTHER_PAYER ->
          refused(422, refusal);
    };
  }

  /**
   * Why a wallet was not opened.
   *
   * @param currency that it was to keep
   */
  public static Refused of(WalletOpening.Refused why, Currency currency) {
    return switch (why) {
      case DUPLICATE -> IdempotencyKey.reused();
      case NO_PAYER -> Refused.notFound("payer");
      case CURRENCY ->
          new Refused("currency-mismatch", 422, "The books do not keep " + currency + ".", false);
      case ONE_WALLET ->
          new Refused(
              "one-wallet-only",
              422,
              "A sponsor has one wallet, which is its budget: pay into that one.",
              false);
      case HAS_WALLET ->
          Refused.conflict(
              "payer-has-wallet",
              "There is a wallet for own calls already: open one more with its payerId.");
    };
  }

  private static Refused refused(int status, Refusal refusal) {
    return new Refused(refusal.code(), status, refusal.reason(), refusal.retry());
  }

  /**
   * @throws Refused with {@code carrier-wallet} when it is a carrier's
   */
  static void checkPays(Wallet wallet) {
    if (wallet.payerKind() == NewWallet.PayerKind.CARRIER) {
      throw new Refused(
          "carrier-wallet",
          422,
          "A carrier's wallet says what it is owed: nothing is paid into it or from it.",
          false);
    }
  }

  /**
   * @throws Refused when more than nothing is to be left in a wallet
   */
  static void checkFloor(Money floor) {
    if (floor.units() > 0) {
      throw Refused.invalid("floor", "must be zero, or below it by what may be owed");
    }
  }

  /**
   * @throws Refused when the key or the amount is none
   */
  static void check(String key, Money amount) {
    if (amount.units() <= 0) {
      throw Refused.invalid("amount", "must be more than nothing");
    }
    IdempotencyKey.check(key);
  }
}
