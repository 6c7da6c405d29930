package org.meterline.web.callerid;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.callerid.CallerId;
import org.meterline.ejb.callerid.CallerIds;

/**
 * A number elsewhere that the tenant shows, or wants to.
 *
 * @param how it was verified; null: it was not
 * @param note of the operator who vouched for it
 * @param until it may be shown until then; null: for good
 * @param code that waits to be entered; null: none
 */
public record CallerIdView(
    UUID id,
    String number,
    CallerId.State state,
    Instant added,
    String addedBy,
    CallerId.@Nullable How how,
    String note,
    @Nullable Instant verified,
    @Nullable String verifiedBy,
    @Nullable Instant until,
    @Nullable CodeView code) {

  /** All of a tenant. */
  public record CallerIdsView(List<CallerIdView> items) {
    static CallerIdsView of(List<CallerIds.Seen> seen) {
      return new CallerIdsView(seen.stream().map(CallerIdView::of).toList());
    }
  }

  /**
   * A code that was sent.
   *
   * @param callId of the call that says it; null for a message
   */
  public record CodeView(CallerId.Way way, @Nullable UUID callId, Instant expires, int triesLeft) {}

  static CallerIdView of(CallerIds.Seen seen) {
    CallerId it = seen.number();
    CallerId.Pending pending = it.pending();
    return new CallerIdView(
        it.id(),
        it.number().number(),
        seen.state(),
        it.added(),
        it.addedBy(),
        it.how(),
        it.note(),
        it.verified(),
        it.verifiedBy(),
        it.until(),
        pending == null
            ? null
            : new CodeView(pending.way(), pending.call(), pending.expires(), pending.triesLeft()));
  }
}
