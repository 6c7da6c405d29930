package org.meterline.web.session;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.meterline.ejb.refusal.Refused;

/**
 * A browser sends the session's cookie along whoever asks it to; only our own pages can add a
 * header. A bearer token is never sent by itself.
 */
@Provider
public class ChangesNeedHeader implements ContainerRequestFilter {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String HEADER = "X-Meterline";

  @Override
  public void filter(ContainerRequestContext request) {
    String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    if (!bearer
        && !READING.contains(request.getMethod())
        && request.getHeaderString(HEADER) == null) {
      throw new Refused(
          "header-missing", 403, "A change from a browser needs the header X-Meterline.", false);
    }
  }
}
