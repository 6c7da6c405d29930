package org.meterline.telephony.sip;

import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** What takes the messages of a dialog. All methods return at once. */
interface Party {
  /** A request within the dialog, ACK excepted. */
  void requested(Request request, ServerTransaction transaction);

  /** An ACK for a 2xx of ours. */
  void acknowledged(Request ack);

  /**
   * @param transaction null for a 2xx that came again or from another fork
   */
  void responded(Response response, @Nullable ClientTransaction transaction);

  /** The connection is closed that a browser could be reached over alone. */
  void cutOff(String flow);

  /** No final response came in time, or the transport failed. */
  void timedOut(ClientTransaction transaction);
}
