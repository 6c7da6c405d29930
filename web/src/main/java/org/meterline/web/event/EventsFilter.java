package org.meterline.web.event;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.NotAuthorizedException;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.web.session.OwnOrigin;
import org.meterline.web.session.SignedIn;

/**
 * Knows who opens a WebSocket on the stream of events, for the endpoint, which knows no request. A
 * browser sends its cookie along from any page: so pages of other sites are refused.
 */
public class EventsFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  @Inject
  @SuppressWarnings("NullAway.Init")
  transient SignedIn session;

  /**
   * Who reads.
   *
   * @param last the id of the last event that they had
   */
  record Reader(Caller caller, @Nullable String last) implements Principal {
    @Override
    public String getName() {
      return caller.subject();
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      chain.doFilter(request, response);
      return;
    }
    String origin = request.getHeader("Origin");
    if (origin != null && !OwnOrigin.is(request, origin)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    try {
      String last = request.getParameter("last-event-id");
      var reader =
          new Reader(session.caller(), last == null ? request.getHeader("Last-Event-ID") : last);
      chain.doFilter(
          new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
              return reader;
            }
          },
          response);
    } catch (NotAuthorizedException e) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
    } catch (Refused e) {
      response.sendError(e.status());
    }
  }
}
