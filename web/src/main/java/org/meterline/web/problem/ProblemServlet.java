package org.meterline.web.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.meterline.web.rest.Json;

/** What the server itself refuses, before REST or the portal are asked, gets the same form. */
@WebServlet("/problem")
public class ProblemServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : 404;
    Problem problem =
        switch (status) {
          case 401 -> Problem.of("not-signed-in", status, "Sign in first.", false);
          case 403 -> Problem.of("forbidden", status, "This is not for you.", false);
          case 404 -> Problem.of("not-found", status, "There is no such thing.", false);
          case 405 -> Problem.of("method-not-allowed", status, "This cannot be done here.", false);
          case 413 -> Problem.of("too-large", status, "The body is too large.", false);
          default -> Problem.of("refused", status, "The server refused the request.", false);
        };
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response
        .getOutputStream()
        .write(Json.MAPPER.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
  }
}
