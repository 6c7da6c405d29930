package org.meterline.ejb.wallet;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.WalletPages.Place;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;

/**
 * A place in the list of wallets as a key of its pages: the name's kind, the name and the wallet.
 */
final class WalletCursor {
  private static final String BY_PAYER = "payer\n";
  private static final String BY_NAME = "wallet\n";

  private WalletCursor() {}

  static String key(Place place) {
    return (place.byPayer() ? BY_PAYER : BY_NAME) + place.name() + "\n" + place.wallet();
  }

  /** The place after which the piece begins; null for the beginning. */
  static @Nullable Place after(Ask ask) {
    var key = ask.after().orElse(null);
    if (key == null) {
      return null;
    }
    boolean byPayer = key.startsWith(BY_PAYER);
    int name = (byPayer ? BY_PAYER : BY_NAME).length();
    int end = key.lastIndexOf('\n');
    try {
      if (end < name || (!byPayer && !key.startsWith(BY_NAME))) {
        throw new IllegalArgumentException("no key of ours");
      }
      return new Place(byPayer, key.substring(name, end), UUID.fromString(key.substring(end + 1)));
    } catch (IllegalArgumentException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }
}
