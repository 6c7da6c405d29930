package org.meterline.telephony.sip;

import java.util.Optional;
import javax.sip.message.Request;
import org.meterline.telephony.call.LegId;

/** What takes the messages of a dialog. All methods return at once. */
interface Party extends Replies {
  /** A request within the dialog, ACK excepted. */
  void requested(Request request, UasTransaction transaction);

  /** The leg of the dialog with that tag of the far end; empty if there is none. */
  Optional<LegId> leg(String remoteTag);

  /** An ACK for a 2xx of ours. */
  void acknowledged(Request ack);

  /** The connection is closed that a browser could be reached over alone. */
  void cutOff(String flow);

  /** A CANCEL of a request with this number within the dialog; it is answered already. */
  void withdrawn(long sequence);
}
