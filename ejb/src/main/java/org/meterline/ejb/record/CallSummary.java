package org.meterline.ejb.record;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.CallCost;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.identity.Verification;

/**
 * A call on one line of a list.
 *
 * @param talkedMillis of a live call: up to now
 * @param cost of a call that is over; nothing until then
 * @param sipStatus of a call that is over
 * @param refusal what refused or ended it, of a call that is over; null if nothing did
 * @param askedBy who had it called; null if somebody called
 * @param verification whether the caller is who they say; null: nobody looked into that
 */
public record CallSummary(
    UUID id,
    CallState state,
    Direction direction,
    String caller,
    String dialled,
    @Nullable String callee,
    Instant began,
    @Nullable Instant answered,
    @Nullable Instant ended,
    long talkedMillis,
    CallCost cost,
    @Nullable Integer sipStatus,
    @Nullable String reason,
    @Nullable NamedRefusal refusal,
    @Nullable String askedBy,
    @Nullable Verification verification) {

  /** What the memory of this node says of a call. */
  public static CallSummary of(LiveCall call, Instant now) {
    Instant answered = call.answered();
    Instant until = call.state() == CallState.ENDED ? call.at() : now;
    return new CallSummary(
        call.id(),
        call.state(),
        call.direction(),
        call.caller(),
        call.dialled(),
        call.callee(),
        call.began(),
        answered,
        call.state() == CallState.ENDED ? call.at() : null,
        answered == null ? 0 : Math.max(0, Duration.between(answered, until).toMillis()),
        CallCost.NOTHING,
        null,
        call.reason(),
        null,
        call.askedBy(),
        call.verification());
  }

  static CallSummary of(CallRecord record, CallCost cost) {
    return new CallSummary(
        record.id(),
        state(record),
        record.direction(),
        record.caller(),
        record.dialled(),
        record.callee(),
        record.began(),
        record.answered(),
        record.ended(),
        record.talkedMillis(),
        cost,
        record.sipStatus(),
        record.reason(),
        record.refusal(),
        record.askedBy(),
        record.verification());
  }

  /** Of a call that is not over and lives on another node, no more is known than this. */
  private static CallState state(CallRecord record) {
    if (record.ended() != null) {
      return CallState.ENDED;
    }
    if (record.answered() != null) {
      return CallState.TALKING;
    }
    return record.askedBy() == null ? CallState.ARRIVED : CallState.ORIGINATING;
  }
}
