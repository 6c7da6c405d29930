package org.meterline.web.session;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAuthorizedException;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.switchboard.MemoryDirectory;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.SignIn;
import org.meterline.ejb.tenant.Tenant;

/** The member who makes this request. */
@RequestScoped
public class SignedIn {
  private final HttpServletRequest request;
  private final MemoryDirectory directory;
  private final SignIn signIn;
  private @Nullable Caller caller;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected SignedIn() {
    this(null, null, null);
  }

  @Inject
  public SignedIn(HttpServletRequest request, MemoryDirectory directory, SignIn signIn) {
    this.request = request;
    this.directory = directory;
    this.signIn = signIn;
  }

  /**
   * @throws NotAuthorizedException without a token
   * @throws Refused when the token names no tenant of ours, or nobody whom the tenant knows
   */
  public Caller caller() {
    if (caller == null) {
      Token token = Token.of(request).orElseThrow(() -> new NotAuthorizedException("Bearer"));
      Tenant tenant =
          token.organizations().stream()
              .flatMap(alias -> directory.tenantByAlias(alias).stream())
              .findFirst()
              .orElseThrow(() -> Refused.forbidden("The token names no tenant of this Meterline."));
      caller =
          signIn
              .member(tenant, token.subject(), token.email())
              .orElseThrow(
                  () -> Refused.forbidden("The tenant has no member " + token.email() + "."));
    }
    return caller;
  }
}
