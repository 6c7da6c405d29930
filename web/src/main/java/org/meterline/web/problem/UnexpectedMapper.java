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
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.refusal.Causes;
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
    if (Causes.first(failure, UnexpectedMapper::noDatabase).isPresent()) {
      LOG.log(Level.WARNING, "the database is away: {0}", failure.getMessage());
      return Problem.of("database-away", 503, "The database is away; try again soon.", true)
          .response();
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
    return failure instanceof BooksUnavailable
        || (failure instanceof SQLException sql && lost(sql.getSQLState()));
  }

  /** Whether a state of SQL says that the connection or the server was. */
  private static boolean lost(@Nullable String state) {
    return state == null
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.startsWith("53");
  }
}
