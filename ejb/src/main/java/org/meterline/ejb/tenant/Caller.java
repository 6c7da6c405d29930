package org.meterline.ejb.tenant;

import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/**
 * Who asks for a use case: a member of a tenant, as the token and our own table say.
 *
 * @param subject the token's subject
 * @param wallet the member's own wallet, if they have one; a payer always has
 */
public record Caller(
    Tenant tenant, String subject, String email, String name, Role role, @Nullable UUID wallet) {

  public boolean is(Role... roles) {
    return Arrays.asList(roles).contains(role);
  }

  /**
   * @throws Refused when the member has none of the roles
   */
  public void mustBe(Role... roles) {
    if (!is(roles)) {
      throw Refused.forbidden("The role " + role + " may not do this.");
    }
  }

  /**
   * @throws Refused with {@code operator-only} unless they look after the operator's book
   */
  public void mustBeOperators() {
    if (!tenant.isOperator()) {
      throw new Refused(
          "operator-only", 403, "Only the operator does this, in the operator's own book.", false);
    }
  }

  /** The only wallet whose things the caller may see; null when they may see all. */
  public @Nullable UUID onlyWallet() {
    return role == Role.PAYER ? wallet : null;
  }
}
