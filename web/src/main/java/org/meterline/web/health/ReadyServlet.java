package org.meterline.web.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.meterline.ejb.switchboard.Standing;
import org.meterline.web.rest.Json;

/**
 * Whether this node takes calls: 200 when it does and its media is warm, else 503 with what it
 * waits for. Open to all: it says nothing of tenants.
 */
@WebServlet("/health/ready")
public class ReadyServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("NullAway.Init")
  private transient Standing standing;

  @Inject
  void with(Standing given) {
    standing = given;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Standing.Report report = standing.report();
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("status", report.ready() ? "UP" : "DOWN")
            .put("telephony", report.state())
            .put("directoryFollowed", report.directoryFollowed())
            .put("callsNow", report.callsNow())
            .put("mediaRelay", report.relay())
            .put("callerSigning", report.identity().signing())
            .put("callerVerifying", report.identity().verifying());
    response.setStatus(report.ready() ? 200 : 503);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(body));
  }
}
