package org.meterline.ejb.tenant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The tenant that the work of this thread is for. */
public final class CurrentTenant {
  private static final ScopedValue<UUID> TENANT = ScopedValue.newInstance();

  private CurrentTenant() {}

  /** Does the work for the tenant. */
  public static <R, X extends Throwable> R with(UUID tenant, ScopedValue.CallableOp<R, X> work)
      throws X {
    if (TENANT.isBound() && !TENANT.get().equals(tenant)) {
      throw new IllegalStateException("the work of one tenant may not do another's");
    }
    return ScopedValue.where(TENANT, tenant).call(work);
  }

  /**
   * @throws IllegalStateException outside {@link #with}
   */
  public static UUID id() {
    if (!TENANT.isBound()) {
      throw new IllegalStateException("a tenant's data is asked for, but no tenant is named");
    }
    return TENANT.get();
  }

  /** Names the tenant to the database until the transaction ends; row-level security reads it. */
  public static void name(Connection connection, UUID tenant) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("select set_config('meterline.tenant', ?, true)")) {
      set.setString(1, tenant.toString());
      set.execute();
    }
  }
}
