package org.meterline.ejb.record;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;

/** Nobody has a phone. */
public final class NoPhones implements LiveCalls.Phones {
  @Override
  public Optional<UUID> phone(Domain domain, String user) {
    return Optional.empty();
  }

  @Override
  public @Nullable UUID wallet(Domain domain, String user) {
    return null;
  }
}
