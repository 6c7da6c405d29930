package org.meterline.ejb.record;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Origin;

/** A call that is not in the records yet, and what the batch that brings it knows of it. */
final class NewCall {
  private final CallFact.Began began;
  private Direction direction;
  private @Nullable String callee;
  private @Nullable String calleeUser;
  private @Nullable Instant answered;

  NewCall(CallFact.Began began) {
    this.began = began;
    this.direction = Direction.of(began.from(), began.caller(), null);
  }

  UUID id() {
    return began.call().value();
  }

  /** Who asked for the call, if it was asked for. */
  @Nullable String askedBy() {
    return began.from() instanceof Origin.Desk desk ? desk.by() : null;
  }

  void answered(Instant at) {
    if (answered == null) {
      answered = at;
    }
  }

  /**
   * Who is called. Until a call that was asked for is answered, its legs go to the caller: there
   * may be several, one in the place of the other.
   *
   * @return false when it has a callee: who comes later is written over that
   */
  boolean callee(String name, @Nullable String user, boolean outside, @Nullable UUID leg) {
    if (callee != null) {
      return false;
    }
    if (leg == null || answered != null || askedBy() == null) {
      callee = name;
      calleeUser = user;
      if (outside && direction == Direction.INTERNAL) {
        direction = Direction.OUTGOING;
      }
    }
    return true;
  }

  @Nullable Object[] values(int sequence) {
    return new @Nullable Object[] {
      id(),
      sequence,
      direction.name(),
      began.caller(),
      callingUser(),
      began.dialled(),
      began.node(),
      began.at(),
      askedBy(),
      callee,
      calleeUser,
      answered
    };
  }

  private @Nullable String callingUser() {
    return switch (began.from()) {
      case Origin.Phone phone -> phone.user();
      case Origin.Desk desk -> desk.user() == null ? began.caller() : desk.user();
      case Origin.Carrier _, Origin.Stranger _ -> null;
    };
  }
}
