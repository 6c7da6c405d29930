package org.meterline.billing.rerate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.meterline.billing.TestDatabase;

/** A database that is away when it is used for the Nth time. */
final class FailingDatabase {
  private FailingDatabase() {}

  /**
   * @param uses counts them
   */
  static DataSource at(int failing, AtomicInteger uses) {
    var source = TestDatabase.app();
    return (DataSource)
        Proxy.newProxyInstance(
            FailingDatabase.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection") && uses.incrementAndGet() == failing) {
                throw new SQLTransientConnectionException("away");
              }
              try {
                return method.invoke(source, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
