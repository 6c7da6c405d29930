package org.meterline.web.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.Wallet;
import org.meterline.ejb.wallet.WalletSeen;
import org.meterline.web.rest.MoneyView;

/**
 * A wallet.
 *
 * @param frozen by hand, or because it owes
 * @param goodwill the part of the balance that was given and expires
 * @param frozenByHand whether it owes or not
 * @param prefixes of the numbers that a bundle covers
 */
record WalletView(
    UUID id,
    String name,
    PayerView payer,
    MoneyView balance,
    MoneyView held,
    MoneyView available,
    MoneyView floor,
    String currency,
    boolean frozen,
    boolean frozenByHand,
    MoneyView goodwill,
    MoneyView owed,
    List<String> prefixes,
    List<PocketView> pockets,
    List<HoldView> holds) {

  /**
   * Whose it is.
   *
   * @param kind {@code CUSTOMER}, {@code SPONSOR}, {@code TENANT}, which pays itself, or {@code
   *     CARRIER}, which is owed the balance
   * @param country whose tax they pay; null for the tenant's
   */
  record PayerView(UUID id, String name, String kind, @Nullable String country) {}

  /**
   * Money of one kind.
   *
   * @param kind {@code REFUNDABLE} or {@code GOODWILL}
   * @param expires of goodwill: what is not held then is taken
   */
  record PocketView(String kind, MoneyView balance, @Nullable Instant expires) {
    static PocketView of(Pocket.Filled filled) {
      var balance = MoneyView.of(filled.balance());
      return switch (filled.pocket()) {
        case Pocket.Refundable r -> new PocketView("REFUNDABLE", balance, null);
        case Pocket.Goodwill goodwill -> new PocketView("GOODWILL", balance, goodwill.expires());
      };
    }
  }

  /** Money set aside, for a call or for a purchase. */
  record HoldView(
      @Nullable UUID callId, @Nullable UUID purchaseId, MoneyView amount, Instant since) {}

  static WalletView of(WalletSeen seen) {
    Wallet wallet = seen.wallet();
    return new WalletView(
        wallet.id(),
        wallet.name(),
        new PayerView(
            wallet.payer(), wallet.payerName(), wallet.payerKind().name(), seen.country()),
        MoneyView.of(wallet.balance()),
        MoneyView.of(wallet.held()),
        MoneyView.of(wallet.available()),
        MoneyView.of(wallet.floor()),
        wallet.balance().currency().code(),
        wallet.frozen(),
        wallet.stopped(),
        MoneyView.of(wallet.goodwill()),
        MoneyView.of(wallet.owed()),
        seen.prefixes(),
        seen.pockets().stream().map(PocketView::of).toList(),
        seen.holds().stream()
            .map(h -> new HoldView(h.call(), h.purchase(), MoneyView.of(h.amount()), h.since()))
            .toList());
  }
}
