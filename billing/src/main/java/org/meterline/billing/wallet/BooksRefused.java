package org.meterline.billing.wallet;

import java.sql.SQLException;

/** The books will never take this as it is. Nothing was changed; a retry does not help. */
public final class BooksRefused extends RuntimeException {
  private static final String OUT_OF_RANGE = "22003"; // numeric_value_out_of_range

  public BooksRefused(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether it was an amount that did not fit. */
  boolean outOfRange() {
    return getCause() instanceof SQLException e && OUT_OF_RANGE.equals(e.getSQLState());
  }

  /**
   * Whether the database refused what a row says, its data or its integrity (SQL:2023, table 37):
   * the same again would fail again.
   */
  public static boolean isWhy(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }
}
