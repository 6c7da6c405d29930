package org.meterline.web.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Comparator;
import java.util.StringJoiner;
import org.meterline.ejb.refusal.Refused.Violation;

/** Bean Validation found something in a body or a parameter. */
@Provider
public class ViolationMapper implements ExceptionMapper<ConstraintViolationException> {
  @Override
  public Response toResponse(ConstraintViolationException invalid) {
    return Problem.invalid(
            invalid.getConstraintViolations().stream()
                .map(v -> new Violation(field(v), v.getMessage()))
                .sorted(Comparator.comparing(Violation::field))
                .toList())
        .response();
  }

  /** Without the names of method and parameter, which mean nothing to the caller. */
  private static String field(ConstraintViolation<?> violation) {
    StringJoiner path = new StringJoiner(".");
    for (Path.Node node : violation.getPropertyPath()) {
      switch (node.getKind()) {
        case METHOD, PARAMETER, CONSTRUCTOR, RETURN_VALUE, CROSS_PARAMETER -> {}
        default -> path.add(node.toString());
      }
    }
    return path.length() == 0 ? "body" : path.toString();
  }
}
