package org.meterline.ejb.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.meterline.billing.ledger.Reconciliation;

/** What the quarter-hourly check asks, for tests of other packages. */
public final class AllChecks {
  /** Before any call, and after all of them. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

  private AllChecks() {}

  /** Books and records alike. */
  public static List<Reconciliation.Difference> find(Connection connection, Instant now)
      throws SQLException {
    return Checks.find(connection, now);
  }

  /** The same of calls of all times, under whatever clock they were made, as if all had settled. */
  public static List<Reconciliation.Difference> ever(Connection connection) throws SQLException {
    return Checks.find(connection, FIRST, LAST);
  }

  /** What the operator's book charged for the legs of all tenants, and their records. */
  public static List<Reconciliation.Difference> bought(Connection connection) throws SQLException {
    return BoughtCheck.check(connection, FIRST, LAST);
  }
}
