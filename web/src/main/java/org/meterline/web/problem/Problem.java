package org.meterline.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused.Violation;

/**
 * What went wrong (RFC 9457).
 *
 * @param type stable: {@code https://meterline.org/problems/} and a name
 * @param title what the type says, in words, for people
 * @param detail a sentence, for people
 * @param retry whether the same again may succeed later
 * @param violations of a body or parameter that is not valid
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    boolean retry,
    @Nullable List<Violation> violations) {
  private static final String TYPES = "https://meterline.org/problems/";
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int AFTER = 5;
  static final MediaType JSON = new MediaType("application", "problem+json");

  /** A problem by its name. */
  public static Problem of(String code, int status, String detail, boolean retry) {
    return new Problem(TYPES + code, title(code), status, detail, retry, null);
  }

  static Problem invalid(List<Violation> violations) {
    return new Problem(
        TYPES + "invalid",
        "Invalid",
        422,
        "The request is not valid.",
        false,
        List.copyOf(violations));
  }

  Response response() {
    var response = Response.status(status).type(JSON).entity(this);
    retryAfter().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
    return response.build();
  }

  /** In how many seconds trying again makes sense, where it does by itself (RFC 9110, 15.6.4). */
  OptionalInt retryAfter() {
    return retry && status == SERVICE_UNAVAILABLE ? OptionalInt.of(AFTER) : OptionalInt.empty();
  }

  /** {@code wallet-too-low} is "Wallet too low". */
  private static String title(String code) {
    var words = code.replace('-', ' ');
    return words.isEmpty() ? "Error" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
