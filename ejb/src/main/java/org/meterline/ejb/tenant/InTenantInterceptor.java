package org.meterline.ejb.tenant;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.persistence.EntityManager;
import java.io.Serializable;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Runs inside the container's transaction, before the use case. */
@InTenant
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
public class InTenantInterceptor implements Serializable {
  private final transient EntityManager entities;

  @Inject
  InTenantInterceptor(EntityManager entities) {
    this.entities = entities;
  }

  @AroundInvoke
  @Nullable Object work(InvocationContext use) throws Exception {
    UUID tenant = tenant(use);
    return CurrentTenant.with(
        tenant,
        () -> {
          entities.unwrap(Session.class).doWork(c -> CurrentTenant.name(c, tenant));
          return use.proceed();
        });
  }

  private static UUID tenant(InvocationContext use) {
    Object[] arguments = use.getParameters();
    return switch (arguments.length == 0 ? "nothing" : arguments[0]) {
      case Caller caller -> caller.tenant().id();
      case Tenant tenant -> tenant.id();
      default ->
          throw new IllegalStateException(use.getMethod() + " does not say for whom it works");
    };
  }
}
