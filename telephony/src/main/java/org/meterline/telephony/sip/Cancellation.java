package org.meterline.telephony.sip;

import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** The CANCEL of an INVITE of ours (RFC 3261, section 9.1). Owned by the leg's mailbox. */
final class Cancellation {
  private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

  private final Wire wire;
  private final OutgoingLeg leg;
  private @Nullable End why;
  private boolean sent;

  Cancellation(Wire wire, OutgoingLeg leg) {
    this.wire = wire;
    this.leg = leg;
  }

  /** Why the INVITE is to be cancelled; null: it is not. */
  @Nullable End why() {
    return why;
  }

  /** It is to be cancelled, for this. */
  void want(End because) {
    why = because;
  }

  /**
   * Sends it, if it is wanted and was not sent before. To be called once a provisional response has
   * come.
   *
   * @param by hears what is answered
   * @return whether it was sent now
   */
  boolean send(ClientTransaction inviting, Party by) {
    End because = why;
    if (sent || because == null) {
      return false;
    }
    sent = true;
    try {
      Request request = inviting.createCancel();
      request.addHeader(Reasons.header(because.status(), because.cause(), because.reason()));
      wire.send(request, null, by);
      leg.sent(request);
    } catch (SipException e) {
      LOG.log(System.Logger.Level.DEBUG, "leg " + leg.id() + ": no CANCEL", e);
    }
    return true;
  }
}
