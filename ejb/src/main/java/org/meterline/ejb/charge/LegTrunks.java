package org.meterline.ejb.charge;

import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.wallet.LegHold;
import org.meterline.ejb.tenant.TenantTransaction;

/** Which trunks legs went over, as their records have it: that outlives the node. */
final class LegTrunks {
  private static final String SQL =
      "select id, trunk from call_leg where call = ? and not incoming and trunk is not null";

  private final TenantTransaction transaction;

  LegTrunks(TenantTransaction transaction) {
    this.transaction = transaction;
  }

  /** The last trunk that a leg was tried over. */
  record Over(UUID leg, String trunk) {}

  /** Of the leg that something is bought for; empty if its record is not there, or names none. */
  Optional<Over> of(LegHold bought) {
    return transaction.read(
        bought.tenant(),
        connection -> {
          try (var s = connection.prepareStatement(SQL)) {
            s.setObject(1, bought.call());
            try (var row = s.executeQuery()) {
              while (row.next()) {
                var leg = row.getObject(1, UUID.class);
                if (LegHold.bought(leg).equals(bought.leg())) {
                  return Optional.of(new Over(leg, row.getString(2)));
                }
              }
            }
          }
          return Optional.empty();
        });
  }
}
