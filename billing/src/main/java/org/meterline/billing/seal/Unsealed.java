package org.meterline.billing.seal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is posted in a book whose chain agrees, and not sealed yet: of the last minute, if seals are
 * made.
 *
 * @param charges with what other sales say of tax
 */
public record Unsealed(long transfers, long charges) {
  /** Of the connection's tenant, in the transaction in which the chain was checked. */
  public static Unsealed beside(ChainCheck.Result sealed, Connection connection)
      throws SQLException {
    try (var s =
            connection.prepareStatement(
                """
                select (select count(*) from transfer),
                       (select count(*) from charge) + (select count(*) from sale_tax)
                """);
        var row = s.executeQuery()) {
      row.next();
      return new Unsealed(row.getLong(1) - sealed.transfers(), row.getLong(2) - sealed.charges());
    }
  }

  /** Whether all is sealed. */
  public boolean isNothing() {
    return transfers == 0 && charges == 0;
  }
}
