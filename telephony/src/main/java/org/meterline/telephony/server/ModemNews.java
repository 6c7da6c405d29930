package org.meterline.telephony.server;

import java.time.Instant;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.modem.ModemEvents;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;

/** What happens at modems, told to whoever hears of calls. */
record ModemNews(CallEvents events) implements ModemEvents {
  @Override
  public void changed(ModemStatus now, Instant at) {
    events.modemChanged(now, at);
  }

  @Override
  public void received(ModemStatus by, TextMessage message, Instant at) {
    events.messageReceived(by, message, at);
  }
}
