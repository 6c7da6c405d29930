package org.meterline.web.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;

/** What JAX-RS itself refuses: no such resource, method, media type; unreadable parameters. */
@Provider
public class HttpMapper implements ExceptionMapper<WebApplicationException> {
  @Override
  public Response toResponse(WebApplicationException refused) {
    if (refused.getCause() instanceof JsonProcessingException bad) {
      return BadJsonMapper.problem(bad).response();
    }
    Response given = refused.getResponse();
    int status = given.getStatus();
    if (status >= 500) {
      return UnexpectedMapper.unexpected(refused);
    }
    Response.ResponseBuilder answer = Response.fromResponse(problem(refused, status).response());
    given
        .getHeaders()
        .forEach(
            (name, values) -> {
              if (name.equalsIgnoreCase(HttpHeaders.ALLOW)) {
                values.forEach(v -> answer.header(name, v));
              }
            });
    return answer.build();
  }

  private static Problem problem(WebApplicationException refused, int status) {
    return switch (status) {
      case 400 -> Problem.of("bad-request", status, "The request cannot be read.", false);
      case 401 -> Problem.of("not-signed-in", status, "Sign in first.", false);
      case 404 ->
          Problem.of(
              "not-found",
              status,
              refused instanceof NotFoundException ? "There is no such thing." : "Not found.",
              false);
      case 405 -> Problem.of("method-not-allowed", status, "This cannot be done here.", false);
      case 406 -> Problem.of("not-acceptable", status, "It is not to be had in that form.", false);
      case 413 -> Problem.of("too-large", status, "The body is too large.", false);
      case 415 ->
          Problem.of(
              "unsupported-media-type", status, "The body is not of a kind that is read.", false);
      default -> {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Refused" : known.getReasonPhrase();
        yield Problem.of(
            title.toLowerCase(Locale.ROOT).replace(' ', '-'), status, title + ".", false);
      }
    };
  }
}
