package org.meterline.telephony.sip;

import javax.sip.ClientTransaction;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/** What takes the responses to requests of ours. All methods return at once. */
interface Replies {
  /**
   * @param transaction null for a 2xx that came again or from another fork
   */
  void responded(Response response, @Nullable ClientTransaction transaction);

  /** No final response came in time, or the transport failed. */
  void timedOut(ClientTransaction transaction);
}
