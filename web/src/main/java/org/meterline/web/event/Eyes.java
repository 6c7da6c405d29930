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
  private SeenWallets own = new SeenWallets(Set.of(), null);

  Eyes(Caller caller, CallRecords calls) {
    this.caller = caller;
    this.calls = calls;
  }

  Caller caller() {
    return caller;
  }

  boolean see(LiveCall call) {
    return call.mayBeSeenBy(caller, this::own);
  }

  /**
   * Something of a wallet.
   *
   * @param roles that see those of all
   */
  boolean see(@Nullable UUID wallet, Role... roles) {
    return caller.is(roles) || (caller.is(Role.PAYER) && wallet != null && own(wallet));
  }

  private boolean own(UUID wallet) {
    if (own.contains(wallet) || others.contains(wallet)) {
      return own.contains(wallet);
    }
    own = calls.wallets(caller);
    if (own.contains(wallet)) {
      return true;
    }
    if (others.size() == MOST) {
      others.clear();
    }
    others.add(wallet);
    return false;
  }
}
