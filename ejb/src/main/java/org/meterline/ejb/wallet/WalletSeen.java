package org.meterline.ejb.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Wallet;

/** A wallet and what is set aside in it. */
public record WalletSeen(Wallet wallet, List<OpenHold> holds) {
  public WalletSeen {
    holds = List.copyOf(holds);
  }

  /** Money set aside, for a call if it names one. */
  public record OpenHold(@Nullable UUID call, Money amount, Instant since) {}
}
