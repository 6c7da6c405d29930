package org.meterline.ejb.callerid;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.E164;

/**
 * A number that a tenant shows, or wants to.
 *
 * @param how it was verified; null: not yet
 * @param until it may be shown until then; null: for good
 * @param pending the code that waits to be entered; null: none
 */
public record CallerId(
    UUID id,
    E164 number,
    Instant added,
    String addedBy,
    @Nullable How how,
    String note,
    @Nullable Instant verified,
    @Nullable String verifiedBy,
    @Nullable Instant until,
    @Nullable Pending pending) {

  /** What says that the number is the tenant's. */
  public enum How {
    CALL,
    SMS,
    OPERATOR
  }

  /** How a code comes to a number. */
  public enum Way {
    CALL,
    SMS
  }

  /**
   * A code that was sent.
   *
   * @param call that says it; null for a message
   * @param triesLeft how often one may be entered still
   */
  public record Pending(Way way, @Nullable UUID call, Instant expires, int triesLeft) {}

  /** How it stands. */
  public enum State {
    /** Nobody has answered there. */
    NEW,
    /** A code is under way. */
    PENDING,
    VERIFIED,
    /** It has to be verified again. */
    EXPIRED
  }

  public State state(Instant at) {
    if (verified != null && (until == null || at.isBefore(until))) {
      return State.VERIFIED;
    }
    if (pending != null && at.isBefore(pending.expires()) && pending.triesLeft() > 0) {
      return State.PENDING;
    }
    return verified == null ? State.NEW : State.EXPIRED;
  }
}
