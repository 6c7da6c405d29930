package org.meterline.web.health;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.ejb.switchboard.Standing;

/**
 * The certificates that callers are signed with (RFC 8226), for whoever verifies them. Open to all:
 * that is what certificates are for.
 */
@WebServlet("/stir/*")
public class ChainServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Pattern NAME = Pattern.compile("/([0-9a-f]{64})\\.pem");

  @SuppressWarnings("NullAway.Init")
  private transient Standing standing;

  @Inject
  void with(Standing given) {
    standing = given;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    Matcher name = NAME.matcher(path == null ? "" : path);
    Optional<String> chain =
        name.matches() ? standing.signingChain(name.group(1)) : Optional.empty();
    if (chain.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setContentType("application/pem-certificate-chain");
    // Its name is its hash: what is there never changes.
    response.setHeader("Cache-Control", "public, max-age=86400");
    response.getOutputStream().write(chain.get().getBytes(StandardCharsets.US_ASCII));
  }
}
