package org.meterline.ejb.refusal;

import jakarta.ejb.ApplicationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A use case says no: its transaction is rolled back. Thrown by the use case itself, never from
 * below it; REST shows it as a problem (RFC 9457).
 */
@ApplicationException(rollback = true)
public final class Refused extends RuntimeException {
  private final String code;
  private final int status;
  private final boolean retry;
  private final List<Violation> violations;

  /**
   * @param code stable, lower-kebab, for machines
   * @param status the HTTP status that says so best
   * @param retry whether the same again may succeed later without anything being changed
   */
  public Refused(String code, int status, String reason, boolean retry) {
    this(code, status, reason, retry, List.of());
  }

  private Refused(
      String code, int status, String reason, boolean retry, List<Violation> violations) {
    super(reason);
    this.code = code;
    this.status = status;
    this.retry = retry;
    this.violations = List.copyOf(violations);
  }

  /** Nothing of that id, or another tenant's, or not for this caller's eyes. */
  public static Refused notFound(String what) {
    return new Refused("not-found", 404, "There is no such " + what + ".", false);
  }

  /** The caller's role does not allow it. */
  public static Refused forbidden(String reason) {
    return new Refused("forbidden", 403, reason, false);
  }

  /** What is asked does not go with how things are now. */
  public static Refused conflict(String code, String reason) {
    return new Refused(code, 409, reason, false);
  }

  /** Somebody else saved it since whoever saves now had read it. */
  public static Refused changedMeanwhile(String what) {
    return conflict(
        "changed-meanwhile",
        "Somebody else changed the "
            + what
            + " meanwhile, and nothing was saved. Open it again, and make your change there.");
  }

  /**
   * Refuses a change of what is not any more as it was read.
   *
   * @param version that there is now
   * @param read that the change is of; null: of whichever there is
   */
  public static void unlessAsRead(String what, int version, @Nullable Integer read) {
    if (read != null && read != version) {
      throw changedMeanwhile(what);
    }
  }

  /** One field of the request is wrong. */
  public static Refused invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  /** Fields of the request are wrong. */
  public static Refused invalid(List<Violation> violations) {
    return new Refused("invalid", 422, "The request is not valid.", false, violations);
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  public boolean retry() {
    return retry;
  }

  public List<Violation> violations() {
    return violations;
  }

  /** What is wrong with one field. */
  public record Violation(String field, String message) implements java.io.Serializable {}
}
