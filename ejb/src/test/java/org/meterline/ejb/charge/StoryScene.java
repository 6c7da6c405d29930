package org.meterline.ejb.charge;

import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** Where a story is told. */
@FunctionalInterface
interface StoryScene {
  /** As it is before each telling: with another tenant, or with other wallets of the same. */
  ChargedTenant open() throws SQLException;

  /** Wallets in the operator's book that columns name: told is what came to them since. */
  default Map<String, UUID> accounts() {
    return Map.of();
  }

  /** Whether the node knows the tenant's prices and limits when the story begins. */
  default boolean known() {
    return true;
  }
}
