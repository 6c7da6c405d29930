package org.meterline.ejb.switchboard;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.database.TestDatabase;

/** A database that can be taken away. */
final class Fragile implements DataSource {
  private final DataSource real;
  volatile boolean away;
  private volatile int process;

  Fragile(DataSource real) {
    this.real = real;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (away) {
      throw new SQLException("the database is away", "08001");
    }
    Connection connection = real.getConnection();
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      process = row.getInt(1);
    }
    return connection;
  }

  void cut(TestDatabase database) throws SQLException {
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
