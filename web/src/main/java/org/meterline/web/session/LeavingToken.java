package org.meterline.web.session;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.wildfly.security.http.oidc.OidcPrincipal;

/** What Keycloak wants to see of a session that is to end. */
public final class LeavingToken {
  private LeavingToken() {}

  /** The ID token of the browser's session. */
  public static Optional<String> idToken(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof OidcPrincipal<?> principal
        ? Optional.ofNullable(principal.getOidcSecurityContext().getIDTokenString())
        : Optional.empty();
  }
}
