package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.database.ManyRows;

/** Rows that come now and then: each is one of its statement's batch. */
final class SingleRows implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  SingleRows(Connection connection) {
    this.connection = connection;
  }

  /** Adds a row to the batch of that statement. */
  void put(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      switch (value) {
        case null -> statement.setNull(i + 1, Types.OTHER);
        case Instant at -> statement.setObject(i + 1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        case String text -> statement.setString(i + 1, ManyRows.withoutNul(text));
        default -> statement.setObject(i + 1, value);
      }
    }
    statement.addBatch();
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** Runs the batch of that statement, if it has rows. */
  void write(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement != null) {
      statement.executeBatch();
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
  }
}
