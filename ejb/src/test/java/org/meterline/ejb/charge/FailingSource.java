package org.meterline.ejb.charge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database whose Nth use from a moment on fails. */
final class FailingSource {
  private final DataSource source;
  private final AtomicInteger uses = new AtomicInteger();
  private volatile int failing;

  FailingSource(DataSource database) {
    source =
        (DataSource)
            Proxy.newProxyInstance(
                FailingSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  int nth = failing;
                  if (nth > 0 && uses.incrementAndGet() == nth) {
                    throw new SQLException("no database", "08006");
                  }
                  try {
                    return method.invoke(database, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
  }

  DataSource source() {
    return source;
  }

  /** From now on uses are counted, and the nth of them fails. */
  void fail(int nth) {
    uses.set(0);
    failing = nth;
  }

  /** Ends the counting; whether the failure came about. */
  boolean failed() {
    int nth = failing;
    failing = 0;
    return nth > 0 && uses.get() >= nth;
  }
}
