package org.meterline.web.portal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The portal is one page that reads its own address: whatever is neither a file nor the REST
 * interface gets that page. Adds the headers that keep a browser careful.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class PortalFilter extends HttpFilter {
  private static final String POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
          + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    if (path.startsWith("/api/") || path.startsWith("/health/")) {
      response.setHeader("Cache-Control", "no-store");
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Content-Security-Policy", POLICY);
    if (path.startsWith("/assets/")) {
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      chain.doFilter(request, response);
    } else if (isPage(request, path)) {
      response.setHeader("Cache-Control", "no-cache");
      request.getRequestDispatcher("/index.html").forward(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isPage(HttpServletRequest request, String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return request.getMethod().equals("GET") && !path.equals("/logout") && !last.contains(".");
  }
}
