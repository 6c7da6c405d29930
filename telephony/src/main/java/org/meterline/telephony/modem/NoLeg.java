package org.meterline.telephony.modem;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.Sdp;

/** A leg that never was: it failed at once. */
record NoLeg(LegId id) implements Signalling.Leg {
  @Override
  public void offer(Sdp offer) {}

  @Override
  public void accept(Sdp answer) {}

  @Override
  public void refuseOffer(String reason) {}

  @Override
  public void refer(String to, @Nullable DialogIdentity replaces) {}

  @Override
  public void hangUp(int sipStatus, String reason) {}

  @Override
  public Optional<DialogIdentity> dialog() {
    return Optional.empty();
  }
}
