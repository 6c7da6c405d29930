package org.meterline.ejb.tenant;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.refusal.Refused;

/** What the operator decides about its tenants. */
@Stateless
@InTenant
public class Customers {
  private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Customers() {
    this(null);
  }

  @Inject
  public Customers(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Stops a tenant's calls but for emergencies, or lets them be again. Calls that are up go on.
   *
   * @param support the tenant's user whom calls from outside reach all the same; null for nobody
   */
  public Tenant suspend(Caller caller, UUID tenant, boolean suspended, @Nullable String support) {
    caller.mustBe(ADMIN);
    caller.mustBeOperators();
    if (support != null && !USER.matcher(support).matches()) {
      throw Refused.invalid("support", "must be a user such as 101");
    }
    if (!within(c -> Tenants.suspend(c, tenant, suspended, support))) {
      throw Refused.notFound("tenant");
    }
    return within(Tenants::all).stream()
        .filter(t -> t.id().equals(tenant))
        .findFirst()
        .orElseThrow();
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
