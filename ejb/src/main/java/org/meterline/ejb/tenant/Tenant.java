package org.meterline.ejb.tenant;

import java.time.ZoneId;
import java.util.UUID;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.telephony.call.Domain;

/**
 * A customer of the operator. In SIP it is its domain, in accounting its book, in Keycloak its
 * organization.
 *
 * @param alias short name, and the organization's alias
 * @param country ISO 3166 alpha-2: how its national numbers are read
 */
public record Tenant(
    UUID id, String name, String alias, Domain domain, ZoneId zone, String country) {

  /** Whether it is the operator, whose customers are the tenants. */
  public boolean isOperator() {
    return id.equals(OperatorBook.ID);
  }
}
