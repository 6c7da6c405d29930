package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/** One INVITE transaction of a leg: a leg that tries several trunks has one after another. */
final class Attempt {
  final CallLeg leg;
  Signalling.@Nullable Leg sip;

  /** Whether a session with its far end is agreed: without one nobody would ever be heard. */
  boolean agreed;

  Attempt(CallLeg leg) {
    this.leg = leg;
  }

  /** Ends it, whatever its state. */
  void hangUp(int status, String reason) {
    if (sip != null) {
      sip.hangUp(status, reason);
    }
  }
}
