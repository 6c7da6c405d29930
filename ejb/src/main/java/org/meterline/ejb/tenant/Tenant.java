package org.meterline.ejb.tenant;

import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.telephony.call.Domain;

/**
 * A customer of the operator. In SIP it is its domain, in accounting its book, in Keycloak its
 * organization.
 *
 * @param alias short name, and the organization's alias
 * @param country ISO 3166 alpha-2: how its national numbers are read
 * @param suspended its calls are stopped, but for emergencies
 * @param support the user whom calls from outside reach all the same
 */
public record Tenant(
    UUID id,
    String name,
    String alias,
    Domain domain,
    ZoneId zone,
    String country,
    boolean suspended,
    @Nullable String support) {

  /** One that is not suspended. */
  public Tenant(UUID id, String name, String alias, Domain domain, ZoneId zone, String country) {
    this(id, name, alias, domain, zone, country, false, null);
  }

  /** Whether it is the operator, whose customers are the tenants. */
  public boolean isOperator() {
    return id.equals(OperatorBook.ID);
  }
}
