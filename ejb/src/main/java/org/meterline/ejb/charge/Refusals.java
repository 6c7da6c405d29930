package org.meterline.ejb.charge;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.PayerRefusal;
import org.meterline.billing.payer.Standing;
import org.meterline.billing.rate.Match;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.Refusal;

/** The refusals of charging: name, sentence, SIP status, and whether a retry helps. */
final class Refusals {
  /** The code of a leg without a hold. */
  static final String NOT_CHARGED = "leg-not-charged";

  private Refusals() {}

  static Refused unknownTenant() {
    return refused("unknown-tenant", "Nobody here has this domain.", 404, false);
  }

  static Refused suspended() {
    return refused(
        "tenant-suspended", "The operator has stopped the calls of this tenant.", 403, false);
  }

  /** There never was a price, or its time is over: a retry helps only after a deck is approved. */
  static Refused noPrice(Match.NoPrice none) {
    return refused(none.code(), none.explanation(), 403, false);
  }

  /** The same of what the tenant pays. */
  static Refused noWholesalePrice(Match.NoPrice none) {
    return refused(none.code(), "The operator: " + none.explanation(), 403, false);
  }

  static Refused blocked(String explanation) {
    return refused("blocked-destination", explanation, 403, false);
  }

  /**
   * Nobody pays: 402, unless prices and wallets do not go together. Who calls hears nobody's name.
   */
  static Refusal of(PayerRefusal why) {
    int status = why.code().equals("currency-mismatch") ? 403 : 402;
    return new Refusal(why.code(), why.outside(), why.reason(), status, why.retry());
  }

  /** In mid-call: who talks there hears whose money ended, but not who the sponsor is. */
  static @Nullable Refusal usedUp(@Nullable Part whose) {
    return whose == Part.SPONSOR
        ? ending(PayerRefusal.SPONSOR_OUT_OF_BUDGET, "The sponsor's budget is used up")
        : null;
  }

  /** The same of a wallet that was frozen, or owes. */
  static Refusal frozen(@Nullable Part whose) {
    return ending(
        "wallet-frozen",
        whose == Part.SPONSOR ? "The sponsor's wallet is frozen" : "The wallet is frozen");
  }

  /**
   * What ends a grant that is the last; null: it is none, or the credit buys no more.
   *
   * @param money what is the matter with that of who pays
   */
  static @Nullable Refusal lack(Holding held, @Nullable Refusal money) {
    if (!held.last() || money != null) {
      return held.last() ? money : null;
    } else if (held.cut()) {
      return ending("maximum-reached", "The call has cost all that it may");
    }
    return held.dues().longest() <= held.seconds()
        ? ending("sponsor-maximum-reached", "The sponsor pays no more for one call")
        : null;
  }

  private static Refusal ending(String code, String reason) {
    return new Refusal(code, reason, 402, false);
  }

  /** What a wallet's no means to the decision; null if it is not about the wallet. */
  static @Nullable Standing standing(org.meterline.billing.wallet.Refusal no) {
    return switch (no.why()) {
      case TOO_LOW -> new Standing.TooLow(Objects.requireNonNull(no.most()), no.held());
      case FROZEN -> new Standing.Frozen();
      case CURRENCY -> new Standing.OtherCurrency();
      case NO_WALLET -> new Standing.Missing();
      default -> null;
    };
  }

  /** What it is is the operator's matter, not the caller's. */
  static Refused noMargin() {
    return refused(
        "no-carrier", "No carrier carries this number for what it is sold for.", 503, false);
  }

  static Refused outOfRange(MoneyOverflow why) {
    return refused("amount-out-of-range", String.valueOf(why.getMessage()), 500, false);
  }

  static Refused leaseLost() {
    return refused("lease-lost", "This node may not charge at present.", 503, true);
  }

  /** What the tenant's account with the operator has is not the caller's to know. */
  static Refused wholesale(HoldOutcome.NotHeld no) {
    return switch (no.why().why()) {
      case TOO_LOW, FROZEN ->
          refused(
              "wholesale-" + no.why().code(),
              "The tenant's account with the operator cannot pay for this call"
                  + (no.why().retry() ? " while others go on." : "."),
              402,
              no.why().retry());
      default -> of(no);
    };
  }

  static Refused notCharged() {
    return refused(NOT_CHARGED, "This leg has no money set aside.", 500, false);
  }

  static Refused of(HoldOutcome.NotHeld no) {
    var why = no.why();
    return switch (why.why()) {
      case FENCED -> leaseLost();
      case NO_HOLD -> notCharged();
      case TOO_LOW, FROZEN, NO_WALLET -> refused(why.code(), no.reason(), 402, why.retry());
      case CURRENCY -> refused(why.code(), no.reason(), 403, why.retry());
      default -> refused(why.code(), no.reason(), 500, why.retry());
    };
  }

  private static Refused refused(String code, String reason, int sipStatus, boolean retry) {
    return new Refused(new Refusal(code, reason, sipStatus, retry));
  }
}
