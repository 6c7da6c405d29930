package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

/** All of a tenant's work or nothing of it, and nothing of another's. */
class BookTransactionTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();
  private final UUID wallet = book.wallet("1.00", AT);

  @Test
  void whatThrowsLeavesNothingBehind() throws SQLException {
    var transaction = new BookTransaction(TestDatabase.app());
    var thrown = new IllegalStateException("no");
    assertSame(
        thrown,
        assertThrows(
            IllegalStateException.class,
            () ->
                transaction.write(
                    book.tenant,
                    c -> {
                      freeze(c);
                      throw thrown;
                    })));
    assertFalse(transaction.read(book.tenant, this::frozen));
    assertTrue(transaction.write(book.tenant, this::freeze));
    assertTrue(transaction.read(book.tenant, this::frozen));
  }

  @Test
  void readingChangesNothing() {
    var transaction = new BookTransaction(TestDatabase.app());
    var refused =
        assertThrows(SQLException.class, () -> transaction.read(book.tenant, this::freeze));
    assertEquals("25006", refused.getSQLState());
  }

  @Test
  void readingSeesOneStateHoweverLongItTakes() throws SQLException {
    var transaction = new BookTransaction(TestDatabase.app());
    long seen =
        transaction.read(
            book.tenant,
            c -> {
              long before = transfers(c);
              book.topUp(wallet, "1.00", AT.plusSeconds(1));
              assertEquals(before, transfers(c));
              return before;
            });
    long writing = transaction.write(book.tenant, BookTransactionTest::transfers);
    assertEquals(seen + 1, writing);
  }

  /** The connections of a pool serve one tenant after the other. */
  @Test
  void aConnectionIsGivenBackAsItWasTaken() throws SQLException {
    try (var connection = TestDatabase.app().getConnection()) {
      int isolation = connection.getTransactionIsolation();
      var transaction = new BookTransaction(always(connection));
      transaction.read(book.tenant, BookTransactionTest::transfers);
      assertAsTaken(connection, isolation);
      assertThrows(
          SQLException.class,
          () ->
              transaction.read(
                  book.tenant,
                  c -> {
                    throw new SQLException("no");
                  }));
      assertAsTaken(connection, isolation);
    }
  }

  private static void assertAsTaken(Connection connection, int isolation) throws SQLException {
    assertTrue(connection.getAutoCommit());
    assertFalse(connection.isReadOnly());
    assertEquals(isolation, connection.getTransactionIsolation());
    assertEquals(0, transfers(connection), "nobody is named any more");
  }

  @Test
  void whatWasWrongIsToldThoughTheConnectionBroke() {
    var thrown = new SQLException("no");
    var transaction = new BookTransaction(TestDatabase.app());
    assertSame(
        thrown,
        assertThrows(
            SQLException.class,
            () ->
                transaction.write(
                    book.tenant,
                    c -> {
                      c.close();
                      throw thrown;
                    })));
    assertEquals(1, thrown.getSuppressed().length);
  }

  private boolean freeze(Connection connection) throws SQLException {
    try (var s = connection.prepareStatement("select set_wallet(?, ?, 0, true)")) {
      s.setObject(1, book.tenant);
      s.setObject(2, wallet);
      return s.execute();
    }
  }

  private boolean frozen(Connection connection) throws SQLException {
    try (var s = connection.prepareStatement("select frozen from wallet where id = ?")) {
      s.setObject(1, wallet);
      try (var row = s.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static long transfers(Connection connection) throws SQLException {
    try (var s = connection.prepareStatement("select count(*) from transfer");
        var row = s.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Lends this one, whoever asks. */
  private static DataSource always(Connection connection) {
    var lent =
        Proxy.newProxyInstance(
            BookTransactionTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
    return (DataSource)
        Proxy.newProxyInstance(
            BookTransactionTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> lent);
  }
}
