package org.meterline.web.session;

import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.http.oidc.AccessToken;
import org.wildfly.security.http.oidc.OidcPrincipal;

/**
 * What we read of the access token that Keycloak signed and WildFly verified.
 *
 * @param organizations aliases of the organizations the person belongs to
 */
record Token(String subject, String email, List<String> organizations) {

  static Optional<Token> of(HttpServletRequest request) {
    if (!(request.getUserPrincipal() instanceof OidcPrincipal<?> principal)) {
      return Optional.empty();
    }
    AccessToken token = principal.getOidcSecurityContext().getToken();
    String email = token.getEmail();
    if (email == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Token(
            String.valueOf(token.getSubject()),
            email,
            aliases(token.getClaimValue("organization"))));
  }

  /** Keycloak writes a list of aliases, or an object by alias when ids are asked for. */
  private static List<String> aliases(@Nullable Object claim) {
    return switch (claim) {
      case null -> List.of();
      case Map<?, ?> byAlias -> byAlias.keySet().stream().map(String::valueOf).toList();
      case Collection<?> list -> list.stream().map(Token::text).toList();
      default -> List.of(text(claim));
    };
  }

  private static String text(Object value) {
    return value instanceof JsonString json ? json.getString() : String.valueOf(value);
  }
}
