package org.meterline.telephony.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.trunk.Trunk;

/**
 * All ways out of here as one: what leads to a modem goes there, all else is SIP.
 *
 * @param sip phones, and carriers and gateways that speak SIP
 */
record Lines(Signalling sip, ModemSignalling modems) implements Signalling {
  private Signalling over(String transport) {
    return transport.equals(ModemSignalling.TRANSPORT) ? modems : sip;
  }

  /** What rings together is of one kind: phones, or a trunk. */
  @Override
  public Leg invite(Invitation invitation, Consumer<Event> events) {
    String transport =
        invitation.targets().isEmpty() ? "" : invitation.targets().getFirst().transport();
    return over(transport).invite(invitation, events);
  }

  @Override
  public void bye(DialogIdentity dialog, Trunk.@Nullable Access account, String reason) {
    over(dialog.transport()).bye(dialog, account, reason);
  }
}
