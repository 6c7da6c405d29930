package org.meterline.ejb.record;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that those who watch a tenant are told. Nothing depends on its arrival. */
public sealed interface Happening {
  UUID tenant();

  /** A call began, changed its state, or ended; its record may not be written yet. */
  record CallChanged(LiveCall call, boolean first) implements Happening {
    @Override
    public UUID tenant() {
      return call.tenant();
    }
  }

  /** The record of a call that is over has been committed. */
  record CallRecorded(UUID tenant, UUID call) implements Happening {}

  /**
   * @param wallet whose phone it is, if anybody's
   */
  record PhoneRegistered(
      UUID tenant,
      UUID phone,
      String user,
      String contact,
      boolean registered,
      @Nullable UUID wallet)
      implements Happening {}

  /** A wallet's balance or holds changed. */
  record WalletChanged(UUID tenant, UUID wallet) implements Happening {}
}
