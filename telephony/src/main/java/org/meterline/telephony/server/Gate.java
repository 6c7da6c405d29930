package org.meterline.telephony.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Calls;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.Sdp;

/** Lets calls in once the journal is replayed; before that they get 503. */
final class Gate implements Signalling.Incoming {
  private volatile @Nullable Calls calls;

  void open(Calls to) {
    calls = to;
  }

  @Override
  public Consumer<Signalling.Event> invited(
      Signalling.Leg leg,
      Origin from,
      Domain domain,
      Signalling.Introduction introduction,
      @Nullable Sdp offer) {
    Calls to = calls;
    if (to == null) {
      leg.reject(503, "This server is starting");
      return event -> {};
    }
    return to.invited(leg, from, domain, introduction, offer);
  }
}
