package org.meterline.ejb.tenant;

import java.util.UUID;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

/** Tells Hibernate whose rows a session sees; outside a tenant there is no session. */
public final class TenantOfSession implements CurrentTenantIdentifierResolver<UUID> {
  @Override
  public UUID resolveCurrentTenantIdentifier() {
    return CurrentTenant.id();
  }

  @Override
  public boolean validateExistingCurrentSessions() {
    return true;
  }
}
