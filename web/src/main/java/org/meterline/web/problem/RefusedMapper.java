package org.meterline.web.problem;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.meterline.ejb.refusal.Refused;

/** A use case said no. */
@Provider
public class RefusedMapper implements ExceptionMapper<Refused> {
  @Override
  public Response toResponse(Refused refused) {
    return problem(refused).response();
  }

  static Problem problem(Refused refused) {
    if (!refused.violations().isEmpty()) {
      return Problem.invalid(refused.violations());
    }
    return Problem.of(
        refused.code(), refused.status(), String.valueOf(refused.getMessage()), refused.retry());
  }
}
