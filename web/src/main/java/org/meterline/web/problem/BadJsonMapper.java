package org.meterline.web.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.meterline.ejb.refusal.Refused.Violation;

/** The body is no JSON, or not of the form it should have. */
@Provider
@Priority(1)
public class BadJsonMapper implements ExceptionMapper<JsonProcessingException> {
  @Override
  public Response toResponse(JsonProcessingException bad) {
    return problem(bad).response();
  }

  static Problem problem(JsonProcessingException bad) {
    if (bad instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      String field =
          mapping.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(Objects::nonNull)
              .collect(Collectors.joining("."));
      String what =
          bad instanceof InvalidNullException
              ? "must not have null in it"
              : "has no place here or a wrong form";
      return Problem.invalid(List.of(new Violation(field, what)));
    }
    return Problem.of("bad-json", 400, "The body is not the JSON that is wanted here.", false);
  }
}
