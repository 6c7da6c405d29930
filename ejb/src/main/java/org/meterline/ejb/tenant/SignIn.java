package org.meterline.ejb.tenant;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Locale;
import java.util.Optional;

/** Who a signed-in person is in their tenant. */
@Stateless
@InTenant
public class SignIn {
  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected SignIn() {
    this(null);
  }

  @Inject
  public SignIn(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * The member with this address, if the tenant has one.
   *
   * @param subject the token's subject
   * @param email as the token says; verified by Keycloak
   */
  public Optional<Caller> member(Tenant tenant, String subject, String email) {
    return entities
        .createQuery("select m from Member m where m.email = :email", Member.class)
        .setParameter("email", email.toLowerCase(Locale.ROOT))
        .getResultStream()
        .findFirst()
        .map(m -> m.calling(tenant, subject));
  }
}
