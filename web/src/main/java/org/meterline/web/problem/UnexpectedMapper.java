package org.meterline.web.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ejb.EJBException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.UUID;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.refusal.Overtaken;
import org.meterline.ejb.refusal.Refused;

/** What nobody expected: the log has the whole story under the id that the answer names. */
@Provider
public class UnexpectedMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = System.getLogger(UnexpectedMapper.class.getName());

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof EJBException wrapped && wrapped.getCause() instanceof Refused refused) {
      return RefusedMapper.problem(refused).response();
    }
    if (failure instanceof JsonProcessingException bad) {
      return BadJsonMapper.problem(bad).response();
    }
    var overtaken = Overtaken.in(failure);
    if (overtaken.isPresent()) {
      return RefusedMapper.problem(overtaken.get()).response();
    }
    if (noDatabase(failure)) {
      LOG.log(Level.WARNING, "the database is away: {0}", failure.getMessage());
      return Response.fromResponse(
              Problem.of("database-away", 503, "The database is away; try again soon.", true)
                  .response())
          .header("Retry-After", "5")
          .build();
    }
    return unexpected(failure);
  }

  static Response unexpected(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.log(Level.ERROR, "request failed, id " + id, failure);
    return Problem.of(
            "unexpected", 500, "Something went wrong; the log has it under " + id + ".", true)
        .response();
  }

  private static boolean noDatabase(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 12; depth++) {
      if (cause instanceof BooksUnavailable) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        String state = sql.getSQLState();
        boolean lost =
            state == null
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53");
        if (lost) {
          return true;
        }
      }
      cause = cause.getCause();
    }
    return false;
  }
}
