package org.meterline.billing.wallet;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;

/**
 * The least of a connection pool, so that a benchmark measures no connecting. The one last given
 * back is lent first, as WildFly's pool does it: its plans are made.
 */
final class PooledSource implements AutoCloseable {
  private final LinkedBlockingDeque<Connection> idle;

  PooledSource(DataSource source, int size) throws SQLException {
    idle = new LinkedBlockingDeque<>(size);
    for (int i = 0; i < size; i++) {
      idle.add(source.getConnection());
    }
  }

  /** A source that waits for an idle connection; closing it gives it back. */
  DataSource source() {
    return (DataSource)
        Proxy.newProxyInstance(
            PooledSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("getConnection")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return lent(idle.takeFirst());
            });
  }

  private Connection lent(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            PooledSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                idle.addFirst(real);
                return null;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  @Override
  public void close() throws SQLException {
    for (var connection : idle) {
      connection.close();
    }
  }
}
