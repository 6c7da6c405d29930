package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/** The places in a call's talk that another call may have (RFC 3891). */
final class Places {
  private final Call call;

  Places(Call call) {
    this.call = call;
  }

  /** Whose it is; null if there is no such leg. */
  @Nullable CallLeg leg(Message.Place place) {
    return place.end() instanceof Verb.End.Of(LegId leg)
        ? call.legs.of(leg)
        : call.legs.at(place.end()).orElse(null);
  }

  /** Why it is not to be had; null if it is. */
  Message.@Nullable NotJoined hindrance(Message.Join wish) {
    Message.Place place = wish.place();
    CallLeg leg = leg(place);
    if (call.callerSide.isPrivate()) {
      return new Message.NotJoined(603, Refusals.PRIVATE.reason());
    }
    if (leg == null || !wish.with().domain().equals(call.domain)) {
      return new Message.NotJoined(481, "There is no such talk");
    }
    if (call.supervision.is(leg)) {
      return new Message.NotJoined(603, "That leg supervises a talk");
    }
    if (leg.over() || !call.state().live()) {
      return new Message.NotJoined(603, "That talk is over");
    }
    if (call.junction.asks() || (call.referrals.pending() && !call.referrals.calls(leg))) {
      return new Message.NotJoined(603, "That talk is being transferred");
    }
    if (place.user() != null && !place.user().equals(leg.user)) {
      return new Message.NotJoined(403, "That talk is not of the same account");
    }
    if (place.trunk() != null && !place.trunk().equals(leg.trunk)) {
      return new Message.NotJoined(403, "That talk is not over the same trunk");
    }
    if (leg == call.first && call.steered()) {
      return new Message.NotJoined(603, "A program steers that call");
    }
    if (leg.answered()) {
      return place.earlyOnly() ? new Message.NotJoined(486, "That talk has begun") : null;
    }
    boolean referred = place.user() != null || place.trunk() != null;
    // A leg that waits for our answer cannot be replaced (RFC 3891, section 3), but by who set it
    // up: that one hands on what they hear ring.
    return referred ? (waits(leg) ? null : unanswered()) : (leg.incoming ? unanswered() : null);
  }

  private static Message.NotJoined unanswered() {
    return new Message.NotJoined(481, "That leg is not answered");
  }

  /** Whether it is the caller's, and hears those ring who are called. */
  boolean waits(CallLeg leg) {
    return leg == call.first
        && leg.incoming
        && !leg.answered()
        && call.state() == CallState.RINGING
        && !call.junction.shared();
  }

  /** Who talks to that leg, or waits for its answer. */
  @Nullable CallLeg opposite(CallLeg leg) {
    CallLeg waits = call.referrals.waitsFor(leg);
    return waits == null ? call.legs.opposite(leg) : waits;
  }
}
