package org.meterline.ejb.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A database that can be taken away; who asks for a connection is counted. */
public final class Fragile implements DataSource {
  private final DataSource real;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean away;
  private volatile int process;

  public Fragile(DataSource real) {
    this.real = real;
  }

  /** From now on nobody gets a connection, or everybody does. */
  public void away(boolean now) {
    away = now;
  }

  /** How often a connection was asked for. */
  public int asked() {
    return asked.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    asked.incrementAndGet();
    if (away) {
      throw new SQLException("the database is away", "08001");
    }
    Connection connection = real.getConnection();
    process = connection.unwrap(PGConnection.class).getBackendPID();
    return connection;
  }

  /** Cuts off who got a connection last. */
  public void cut(TestDatabase database) throws SQLException {
    try (Connection admin = database.superuser().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("select pg_terminate_backend(" + process + ")");
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return DriverManager.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
