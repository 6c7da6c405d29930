package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Rows that are written past the book, so that there are many, and how many of them are read. */
public final class ManyRows {
  private final DataSource superuser;

  /** Where they are written. */
  public ManyRows(DataSource superuser) {
    this.superuser = superuser;
  }

  /** Does it without triggers. */
  public void write(String... statements) throws SQLException {
    try (Connection all = superuser.getConnection();
        var s = all.createStatement()) {
      s.execute("set session_replication_role = replica");
      s.execute("set search_path = meterline");
      for (var sql : statements) {
        s.execute(sql);
      }
    }
  }

  /**
   * Has indexes used to the transaction's end: in the first hours of a month its partition is a few
   * blocks, which the planner has read whole for each row that it joins.
   */
  public static void byIndex(Connection connection) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("set local enable_seqscan = off");
    }
  }

  /**
   * How many rows of these tables the transaction has read so far.
   *
   * @param tables a pattern of their names
   */
  public static long read(Connection connection, String tables) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
            from pg_stat_xact_user_tables where relname ~ ?
            """)) {
      s.setString(1, tables);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
