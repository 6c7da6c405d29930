package org.meterline.telephony.server;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Calls;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.Sdp;

/** Lets calls in once the journal is replayed; before that they get 503. */
final class Gate implements Signalling.Incoming {
  private static final String STARTING = "This server is starting";

  private volatile @Nullable Calls calls;

  void open(Calls to) {
    calls = to;
  }

  @Override
  public Optional<String> full(Origin from, Domain domain, String dialled) {
    Calls to = calls;
    return to == null ? Optional.of(STARTING) : to.full(from, domain, dialled);
  }

  @Override
  public Consumer<Signalling.Event> invited(
      Signalling.Leg leg,
      Origin from,
      Domain domain,
      Signalling.Introduction introduction,
      @Nullable Sdp offer,
      List<Signalling.Event.Message> ladder) {
    Calls to = calls;
    if (to == null) {
      leg.reject(503, STARTING);
      return event -> {};
    }
    return to.invited(leg, from, domain, introduction, offer, ladder);
  }

  @Override
  public Consumer<Signalling.Event> replacing(
      LegId replaced,
      boolean earlyOnly,
      Signalling.Leg leg,
      Origin from,
      Domain domain,
      Signalling.Introduction introduction,
      @Nullable Sdp offer,
      List<Signalling.Event.Message> ladder) {
    Calls to = calls;
    if (to == null) {
      leg.reject(503, STARTING);
      return event -> {};
    }
    return to.replacing(replaced, earlyOnly, leg, from, domain, introduction, offer, ladder);
  }

  @Override
  public void refused(Signalling.Refused invite) {
    Calls to = calls;
    if (to != null) {
      to.refused(invite);
    }
  }
}
