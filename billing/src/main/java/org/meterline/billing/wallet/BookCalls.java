package org.meterline.billing.wallet;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;

/**
 * Calls of the database's functions: each is one statement, one round trip and one commit.
 *
 * @param source connections of the application's user, in autocommit, free of the container's
 *     transactions
 */
record BookCalls(DataSource source) {

  @FunctionalInterface
  interface Statement<T> {
    T run(Connection connection, PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  @FunctionalInterface
  interface IndexedRow<T> {
    T read(ResultSet row, int index) throws SQLException;
  }

  <T> T call(String what, String sql, Statement<T> statement) {
    try (var connection = source.getConnection();
        var prepared = connection.prepareStatement(sql)) {
      return statement.run(connection, prepared);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  /** A call with plain arguments that answers one row. */
  <T> T one(String what, String sql, Row<T> reader, @Nullable Object... arguments) {
    return call(
        what,
        sql,
        (connection, s) -> {
          for (int i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            s.setObject(
                i + 1,
                argument instanceof Instant at
                    ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC)
                    : argument);
          }
          return single(s, reader);
        });
  }

  /** Reads what row-level security shows of one tenant. */
  <T> T read(String what, UUID tenant, BookTransaction.Work<T> work) {
    try {
      return new BookTransaction(source).read(tenant, work);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  private static RuntimeException failed(String what, SQLException e) {
    var message = "cannot " + what + ": " + e.getMessage();
    return BooksRefused.isWhy(e) ? new BooksRefused(message, e) : new BooksUnavailable(message, e);
  }

  static <T> T single(PreparedStatement s, Row<T> reader) throws SQLException {
    try (var row = s.executeQuery()) {
      row.next();
      return reader.read(row);
    }
  }

  static <T> List<T> all(PreparedStatement s, Row<T> reader) throws SQLException {
    var rows = new ArrayList<T>();
    try (var row = s.executeQuery()) {
      while (row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  static <R> Array array(
      Connection connection, String type, List<R> rows, Function<R, Object> column)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(column).toArray());
  }

  /** Rows by their first column, which counts from one. */
  static <T> List<T> ordered(PreparedStatement s, int size, IndexedRow<T> reader)
      throws SQLException {
    @SuppressWarnings("unchecked")
    var outcomes = (List<T>) Arrays.asList(new Object[size]);
    try (var row = s.executeQuery()) {
      while (row.next()) {
        int index = (int) row.getLong(1) - 1;
        outcomes.set(index, reader.read(row, index));
      }
    }
    return Collections.unmodifiableList(outcomes);
  }

  static UUID uuid(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
