package org.meterline.web.portal;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.web.session.LeavingToken;

/** Ends the session here and then Keycloak's (OpenID Connect RP-Initiated Logout 1.0). */
@WebServlet("/logout")
public class LogoutServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("NullAway.Init")
  private transient Configuration configuration;

  @Inject
  void with(Configuration given) {
    configuration = given;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    StringBuilder address =
        new StringBuilder()
            .append(configuration.keycloak().url())
            .append("/realms/")
            .append(configuration.keycloak().realm())
            .append("/protocol/openid-connect/logout?client_id=")
            .append(encoded(configuration.keycloak().client()))
            .append("&post_logout_redirect_uri=")
            .append(encoded(configuration.web().url() + "/"));
    LeavingToken.idToken(request)
        .ifPresent(token -> address.append("&id_token_hint=").append(encoded(token)));
    request.logout();
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    response.sendRedirect(address.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
