package org.meterline.web.browser;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.web.session.OwnOrigin;

/**
 * Lets pages connect that the tenant allows, and those of our own portal. Browsers send the Origin
 * truly (RFC 6455, section 10.2); whoever is no browser has to prove by SIP who it is, as any
 * phone.
 */
public class OriginFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  @Inject
  @SuppressWarnings("NullAway.Init")
  transient BrowserDoor door;

  /** Where a browser is, for the endpoint: the WebSocket API tells it of nothing else. */
  record Peer(String address, int port) implements Principal {
    @Override
    public String getName() {
      return address + ":" + port;
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String origin = request.getHeader("Origin");
    String domain = domain(request.getPathInfo(), request.getServletPath());
    if (origin == null || !(OwnOrigin.is(request, origin) || allowed(domain, origin))) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    var peer = new Peer(request.getRemoteAddr(), request.getRemotePort());
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public Principal getUserPrincipal() {
            return peer;
          }
        },
        response);
  }

  private boolean allowed(String domain, String origin) {
    return !domain.isBlank() && door.allows(domain, origin.toLowerCase(Locale.ROOT));
  }

  private static String domain(@Nullable String info, String servlet) {
    String path = info == null ? servlet : info;
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
