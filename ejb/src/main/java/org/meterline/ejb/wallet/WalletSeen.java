package org.meterline.ejb.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Pocket;
import org.meterline.billing.wallet.Wallet;

/**
 * A wallet, what is set aside in it, and what its pockets have.
 *
 * @param country whose tax its payer pays, ISO 3166; null for the tenant's
 * @param prefixes what it covers, if it is a bundle
 */
public record WalletSeen(
    Wallet wallet,
    @Nullable String country,
    List<String> prefixes,
    List<OpenHold> holds,
    List<Pocket.Filled> pockets) {
  public WalletSeen {
    prefixes = List.copyOf(prefixes);
    pockets = List.copyOf(pockets);
    holds = List.copyOf(holds);
  }

  /** Money set aside, for a call or for a purchase. */
  public record OpenHold(
      @Nullable UUID call, @Nullable UUID purchase, Money amount, Instant since) {}
}
