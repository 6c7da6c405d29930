package org.meterline.web.session;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;

/** Whether a page that makes a request is one of our own (RFC 6454). */
public final class OwnOrigin {
  private OwnOrigin() {}

  /**
   * @param origin as the browser sends it
   */
  public static boolean is(HttpServletRequest request, String origin) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(request.getHeader("Host"));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
