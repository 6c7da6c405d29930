package org.meterline.ejb.record;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.identity.Verification;

/**
 * A call as it is now.
 *
 * @param wallets of those who take part
 * @param at when this was so
 * @param askedBy who had it called; null if somebody called
 * @param verification whether the caller is who they say; null: nobody looked into that
 */
public record LiveCall(
    UUID id,
    UUID tenant,
    Direction direction,
    String caller,
    String dialled,
    @Nullable String callee,
    CallState state,
    String reason,
    Instant began,
    @Nullable Instant answered,
    Instant at,
    @Nullable String askedBy,
    @Nullable Verification verification,
    Set<UUID> wallets) {
  public LiveCall {
    wallets = Set.copyOf(wallets);
  }

  /**
   * Whether the call is for somebody's eyes.
   *
   * @param whose their tenant's id
   * @param seen what they see there
   */
  public boolean mayBeSeenBy(UUID whose, SeenWallets seen) {
    return tenant.equals(whose) && seen.concernedBy(wallets);
  }
}
