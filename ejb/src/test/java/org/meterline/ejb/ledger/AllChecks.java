package org.meterline.ejb.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.meterline.billing.ledger.Reconciliation;

/** What the quarter-hourly check asks, for tests of other packages. */
public final class AllChecks {
  private AllChecks() {}

  /** Books and records alike. */
  public static List<Reconciliation.Difference> find(Connection connection, Instant now)
      throws SQLException {
    return Checks.find(connection, now);
  }
}
