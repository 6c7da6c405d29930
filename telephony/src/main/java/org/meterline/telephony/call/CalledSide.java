package org.meterline.telephony.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The called side of a call: the outgoing leg, if there is one. */
final class CalledSide {
  private final Call call;
  private @Nullable Dialling dialling;

  CalledSide(Call call) {
    this.call = call;
  }

  /** Sets up the outgoing leg. */
  void dial(Destination.Found to, Duration ringTime, Dialling.Listener listener) {
    Dialling next = new Dialling(call, to, Call.name(to), ringTime, listener);
    call.add(next.leg);
    dialling = next;
    next.start();
  }

  /** Whether the leg is of this side; if so it has heard what SIP says of it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    if (dialling == null || dialling.leg != leg) {
      return false;
    }
    dialling.on(event);
    return true;
  }

  void sendDigit(char digit) {
    if (dialling != null) {
      dialling.leg.sendDigit(digit);
    }
  }

  /** Gives up the outgoing leg. */
  void stop(int status, String why) {
    if (dialling != null) {
      dialling.stop(status, why);
      dialling = null;
    }
  }

  /** It is over. */
  void forget() {
    dialling = null;
  }
}
