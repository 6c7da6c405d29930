package org.meterline.ejb.wallet;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.WalletPages.Wanted;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;

/**
 * Which wallets are looked for.
 *
 * @param payer only that payer's, or null
 * @param wallet that one alone, or null
 * @param name the beginning of the wallet's or its payer's name, in any case; null or blank: any
 */
public record WalletFilter(@Nullable UUID payer, @Nullable UUID wallet, @Nullable String name) {
  public static final WalletFilter ALL = new WalletFilter(null, null, null);

  private static final int LONGEST = 100;

  public WalletFilter {
    if (name != null && (name.length() > LONGEST || name.indexOf('\0') >= 0)) {
      throw Refused.invalid("name", "must be text of at most " + LONGEST + " characters");
    }
  }

  public static WalletFilter ofPayer(UUID payer) {
    return new WalletFilter(payer, null, null);
  }

  public static WalletFilter named(String name) {
    return new WalletFilter(null, null, name);
  }

  Wanted seenBy(Caller caller) {
    return new Wanted(caller.onlyWallet(), payer, wallet, name == null ? "" : name.strip());
  }
}
