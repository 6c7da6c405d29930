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
 * Whether this node has started and is ready, in the terms of MicroProfile Health: started when it
 * takes calls and its media is warm, ready once as many as ever are carried. 200, else 503 with
 * what it waits for. Open to all: it says nothing of tenants.
 */
@WebServlet({HealthServlet.STARTED, HealthServlet.READY})
public class HealthServlet extends HttpServlet {
  static final String STARTED = "/health/started";
  static final String READY = "/health/ready";
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
    boolean up = request.getServletPath().equals(STARTED) ? report.started() : report.ready();
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("status", up ? "UP" : "DOWN")
            .put("telephony", report.state())
            .put("directoryFollowed", report.directoryFollowed())
            .put("callsNow", report.callsNow())
            .put("mediaRelay", report.relay())
            .put("callerSigning", report.identity().signing())
            .put("callerVerifying", report.identity().verifying());
    response.setStatus(up ? 200 : 503);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(body));
  }
}
