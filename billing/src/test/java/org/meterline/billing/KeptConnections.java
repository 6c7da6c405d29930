package org.meterline.billing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.postgresql.ds.PGPooledConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/**
 * Connections that are used again, as in the product: each new one is a process of PostgreSQL's
 * that has every function to learn. What was set on one is reset before it is lent again.
 */
public final class KeptConnections extends PGSimpleDataSource {
  private static final int MOST = 16;
  private static final String RESET =
      "reset all; unlisten *; close all; discard temp; select pg_advisory_unlock_all()";

  private final LinkedBlockingDeque<PooledConnection> idle = new LinkedBlockingDeque<>(MOST);

  KeptConnections(BaseDataSource to) {
    try {
      initializeFrom(to);
    } catch (java.io.IOException | ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Of the user that the product runs as, for a process that has no database of its own.
   *
   * @param name that the connections are known by
   */
  public static KeptConnections to(String url, String name) {
    var database = new PGSimpleDataSource();
    database.setURL(url);
    database.setUser("meterline_app");
    database.setApplicationName(name);
    return new KeptConnections(database);
  }

  @Override
  public Connection getConnection() throws SQLException {
    for (var kept = idle.poll(); kept != null; kept = idle.poll()) {
      try {
        return reset(kept.getConnection());
      } catch (SQLException e) {
        kept.close(); // it was cut off
      }
    }
    var made = new PGPooledConnection(super.getConnection(), true);
    made.addConnectionEventListener(new Return());
    return made.getConnection();
  }

  private static Connection reset(Connection connection) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute(RESET);
    }
    return connection;
  }

  private final class Return implements ConnectionEventListener {
    @Override
    public void connectionClosed(ConnectionEvent event) {
      var it = (PooledConnection) event.getSource();
      if (!idle.offerFirst(it)) {
        try {
          it.close();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    /** Is seen when it is lent again. */
    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {}
  }
}
