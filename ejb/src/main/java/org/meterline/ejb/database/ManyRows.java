package org.meterline.ejb.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A statement over all rows of a kind at once, each column an array: to begin a statement costs
 * more than a row of it. Rows of one key are not told apart by the database, so a key has one row.
 */
public final class ManyRows {
  private final String sql;
  private final List<String> types;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  /**
   * @param sql its last parameters are the columns
   * @param types of the columns, as PostgreSQL calls them
   */
  public ManyRows(String sql, String... types) {
    this.sql = sql;
    this.types = List.of(types);
  }

  public void add(@Nullable Object... values) {
    if (values.length != types.size()) {
      throw new IllegalArgumentException(sql);
    }
    rows.add(values);
  }

  /**
   * Runs the statement, if there are rows.
   *
   * @param tenant its first parameter; null if it has none
   */
  public void write(Connection connection, @Nullable UUID tenant) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      if (tenant != null) {
        statement.setObject(index++, tenant);
      }
      for (int i = 0; i < types.size(); i++) {
        int column = i;
        var type = types.get(i);
        @Nullable Object[] values =
            rows.stream()
                .map(row -> plain(row[column]))
                .toArray(type.equals("bytea") ? byte[][]::new : Object[]::new);
        statement.setArray(index++, connection.createArrayOf(type, values));
      }
      statement.execute();
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Instant at -> at.toString();
      case String text -> withoutNul(text);
      case null, default -> value;
    };
  }

  /** PostgreSQL's text holds no NUL, but what a program or a phone writes may. */
  public static String withoutNul(String text) {
    return text.replace('\0', '\ufffd');
  }
}
