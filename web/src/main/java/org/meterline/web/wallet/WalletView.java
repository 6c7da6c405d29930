package org.meterline.web.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Wallet;
import org.meterline.ejb.wallet.WalletSeen;
import org.meterline.web.rest.MoneyView;

/** A wallet. */
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
    List<HoldView> holds) {

  /** Whose it is. */
  record PayerView(UUID id, String name) {}

  /** Money set aside. */
  record HoldView(@Nullable UUID callId, MoneyView amount, Instant since) {}

  static WalletView of(WalletSeen seen) {
    Wallet wallet = seen.wallet();
    return new WalletView(
        wallet.id(),
        wallet.name(),
        new PayerView(wallet.payer(), wallet.payerName()),
        MoneyView.of(wallet.balance()),
        MoneyView.of(wallet.held()),
        MoneyView.of(wallet.available()),
        MoneyView.of(wallet.floor()),
        wallet.balance().currency().code(),
        wallet.frozen(),
        seen.holds().stream()
            .map(h -> new HoldView(h.call(), MoneyView.of(h.amount()), h.since()))
            .toList());
  }
}
