package org.meterline.telephony.sip;

import javax.sip.message.Request;
import javax.sip.message.Response;

/** A request to us in its server transaction (RFC 3261, section 17.2). */
interface UasTransaction {
  Request request();

  /** Whether it went out. A peer that is gone is no fault: its timer or ours ends the leg. */
  boolean respond(Response response);
}
