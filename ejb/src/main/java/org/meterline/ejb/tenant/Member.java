package org.meterline.ejb.tenant;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A person who belongs to the tenant, known by the address that Keycloak vouches for. */
@Entity
@Table(name = "member")
public class Member {
  @TenantId UUID tenant;
  @Id private UUID id;
  private String email;
  private String name;

  @Enumerated(EnumType.STRING)
  private Role role;

  private @Nullable UUID wallet;

  @SuppressWarnings("NullAway.Init")
  protected Member() {}

  Caller calling(Tenant of, String subject) {
    return new Caller(of, subject, email, name, role, wallet);
  }
}
