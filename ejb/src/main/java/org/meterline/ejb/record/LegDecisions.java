package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.telephony.call.CallFact;

/**
 * Who pays for the legs of a batch from their beginning. Who takes over in mid-call is stored when
 * that is decided.
 */
final class LegDecisions {
  private final List<DecisionRows.Stored> rows = new ArrayList<>();

  void add(CallFact.LegDecided fact) {
    UUID leg = fact.leg().value();
    rows.add(
        new DecisionRows.Stored(
            leg, fact.call().value(), leg, 1, 0, fact.decision().made(), fact.decision().json()));
  }

  void write(Connection connection, UUID tenant) throws SQLException {
    if (!rows.isEmpty()) {
      DecisionRows.write(connection, tenant, rows);
    }
  }
}
