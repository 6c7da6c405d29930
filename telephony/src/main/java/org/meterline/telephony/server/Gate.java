package org.meterline.telephony.server;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Calls;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;

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
  public Consumer<Signalling.Event> invited(Signalling.Arrival call) {
    Calls to = calls;
    if (to == null) {
      call.leg().reject(503, STARTING);
      return event -> {};
    }
    return to.invited(call);
  }

  @Override
  public void refused(Signalling.Refused invite) {
    Calls to = calls;
    if (to != null) {
      to.refused(invite);
    }
  }
}
