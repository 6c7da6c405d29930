package org.meterline.ejb.database;

import jakarta.persistence.EntityManager;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Stands in for the container: work in a transaction that has named the tenant. */
public final class TestEntities {
  private TestEntities() {}

  /** What is injected for a request of that tenant's; nothing but its session can be had of it. */
  public static EntityManager of(Tenant tenant) {
    var transaction = new TenantTransaction(TestDatabase.get().app());
    Session session =
        as(
            Session.class,
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof ReturningWork<?> work) {
                return transaction.write(tenant.id(), (Connection c) -> work.execute(c));
              }
              throw new UnsupportedOperationException(method.getName());
            });
    return as(
        EntityManager.class,
        (proxy, method, arguments) -> {
          if (method.getName().equals("unwrap")) {
            return session;
          }
          throw new UnsupportedOperationException(method.getName());
        });
  }

  private static <T> T as(Class<T> type, InvocationHandler answers) {
    return type.cast(
        Proxy.newProxyInstance(
            TestEntities.class.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
