package org.meterline.web.event;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCall;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.SeenWallets;

/**
 * What one reader of the stream may see. Whose a wallet is never changes, so that each is asked for
 * once: also one that was opened while they read.
 */
final class Eyes {
  /** So many of others are remembered. */
  private static final int MOST = 10_000;

  private final Caller caller;
  private final CallRecords calls;
  private final Set<UUID> others = new HashSet<>();
  private @Nullable SeenWallets own;

  Eyes(Caller caller, CallRecords calls) {
    this.caller = caller;
    this.calls = calls;
  }

  Caller caller() {
    return caller;
  }

  boolean see(LiveCall call) {
    return call.mayBeSeenBy(caller.tenant().id(), own(call.wallets()));
  }

  /**
   * Something of a wallet.
   *
   * @param roles that see those of all
   */
  boolean see(@Nullable UUID wallet, Role... roles) {
    return caller.is(roles)
        || (caller.is(Role.PAYER) && wallet != null && own(Set.of(wallet)).contains(wallet));
  }

  /** What they see, as far as it is known of these. */
  SeenWallets own(Set<UUID> wallets) {
    SeenWallets known = own;
    if (known != null && wallets.stream().allMatch(w -> known.contains(w) || others.contains(w))) {
      return known;
    }
    SeenWallets read = calls.wallets(caller);
    own = read;
    if (others.size() + wallets.size() > MOST) {
      others.clear();
    }
    wallets.stream().filter(wallet -> !read.contains(wallet)).forEach(others::add);
    return read;
  }
}
