package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Locale;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * One INVITE of an outgoing leg, to one target (RFC 3261, section 13.2). Each branch is a call of
 * its own to its target, with its own Call-ID, so two bindings behind one proxy do not look like a
 * loop. Runs in the leg's mailbox; only making the connection happens elsewhere.
 */
final class Branch implements Party {
  private static final System.Logger LOG = System.getLogger(Branch.class.getName());

  /** Besides letters and digits; what has a meaning after the user part is left out. */
  private static final String UNESCAPED = "-_.!~*'()&=+$,";

  private record Cancel(int status, String reason) {}

  private final Wire wire;
  private final OutgoingLeg leg;
  private final Signalling.Invitation invitation;
  private final Signalling.Target target;
  private final Dialogs.Key key;
  private @Nullable Request invite;
  private @Nullable ClientTransaction transaction;
  private @Nullable SipDialog dialog;
  private @Nullable Request ack;
  private @Nullable Cancel cancel;
  private int proofs;
  private boolean provisional;
  private boolean cancelSent;
  private boolean done;

  Branch(Wire wire, OutgoingLeg leg, Signalling.Invitation invitation, Signalling.Target target) {
    this.wire = wire;
    this.leg = leg;
    this.invitation = invitation;
    this.target = target;
    this.key = new Dialogs.Key(wire.callId(), Wire.tag());
  }

  @Nullable SipDialog dialog() {
    return dialog;
  }

  void start() {
    try {
      wire.dialogs.add(key, this);
      invite(null);
    } catch (ParseException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "leg {0}: no INVITE: {1}", leg.id(), e.getMessage());
      lost(503, "The address of the called side cannot be used");
    }
  }

  /** Each challenge is answered by a request of its own (RFC 3261, section 22.2). */
  private void invite(@Nullable Header proof) throws ParseException {
    Request request = request(1L + proofs);
    if (proof != null) {
      request.addHeader(proof);
    }
    invite = request;
    String hop = target.hop();
    Hop way = hop == null ? null : HopRouter.of(hop, transport());
    leg.sent(request);
    wire.threads.execute(() -> send(request, way));
  }

  private String transport() {
    return target.transport().toLowerCase(Locale.ROOT);
  }

  private Request request(long sequence) throws ParseException {
    String transport = transport();
    URI uri = wire.uri(target.uri());
    if (uri instanceof SipURI sip && !transport.equals("udp") && target.hop() == null) {
      sip.setTransportParam(transport);
    }
    String name = invitation.displayName();
    String from =
        (name == null || name.isBlank()
                ? ""
                : '"' + name.replaceAll("[\\p{Cntrl}\"\\\\]", "") + "\" ")
            + "<sip:"
            + escaped(invitation.from())
            + "@"
            + invitation.domain()
            + ">;tag="
            + key.localTag();
    Request request =
        wire.request(
            Request.INVITE,
            uri,
            key.callId(),
            sequence,
            from,
            "<" + plain(uri) + ">",
            target.route(),
            invitation.maxForwards(),
            transport);
    request.addHeader(wire.contactHeader(wire.contact(transport)));
    request.addHeader(Wire.header("Allow", Wire.ALLOW));
    Sdp own = target.offer();
    wire.describe(request, own == null ? invitation.offer() : own);
    return request;
  }

  /** With an escape for what a user part may not hold (RFC 3261, section 25.1). */
  private static String escaped(String user) {
    StringBuilder escaped = new StringBuilder(user.length());
    for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 128 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0)) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  /** The URI without what belongs to this one way of reaching it (RFC 3261, section 19.1.1). */
  private static String plain(URI uri) {
    if (!(uri instanceof SipURI sip)) {
      return uri.toString();
    }
    String user = sip.getUser();
    String port = sip.getPort() > 0 ? ":" + sip.getPort() : "";
    return "sip:" + (user == null ? "" : user + "@") + sip.getHost() + port;
  }

  /** Off the mailbox, because a connection may have to be made. */
  private void send(Request request, @Nullable Hop way) {
    try {
      ClientTransaction sent = wire.send(request, way, this);
      leg.mailbox.post(() -> transaction = sent);
    } catch (SipException e) {
      LOG.log(
          System.Logger.Level.INFO, "leg {0}: target not reached: {1}", leg.id(), e.getMessage());
      leg.mailbox.post(() -> lost(503, "The called side cannot be reached"));
    }
  }

  @Override
  public void responded(Response response, @Nullable ClientTransaction by) {
    leg.mailbox.post(
        () -> {
          leg.received(response);
          if (SipLeg.isInvite(response)) {
            answered(response, by);
          }
        });
  }

  private void answered(Response response, @Nullable ClientTransaction by) {
    if (by != null) {
      transaction = by;
    }
    int status = response.getStatusCode();
    if (status < 200) {
      provisional(response);
    } else if (status < 300) {
      succeeded(response);
    } else {
      showAck(response);
      if (!proven(response)) {
        lost(Wire.failure(response));
      }
    }
  }

  /** Whether it was a challenge and is being answered. */
  private boolean proven(Response response) {
    Trunk trunk = invitation.trunk();
    Request challenged = invite;
    if (done || cancel != null || challenged == null || trunk == null) {
      return false;
    }
    Header proof = Credentials.answer(response, challenged, trunk.access(), proofs).orElse(null);
    if (proof == null) {
      return false;
    }
    proofs++;
    transaction = null;
    provisional = false;
    try {
      invite(proof);
      return true;
    } catch (ParseException e) {
      return false;
    }
  }

  private void provisional(Response response) {
    if (done) {
      return;
    }
    provisional = true;
    if (cancel != null) {
      sendCancel();
    } else if (response.getStatusCode() > 100 && invite != null) {
      SipDialog early =
          Fields.toTag(response).isEmpty()
              ? null
              : SipDialog.outgoing(wire, invite, response, transport(), target.hop());
      leg.progressed(response.getStatusCode(), Fields.sdp(response), early);
    }
  }

  private void succeeded(Response response) {
    if (invite == null) {
      return;
    }
    SipDialog known = dialog;
    Request sentAck = ack;
    if (known != null && known.remoteTag().equals(Fields.toTag(response))) {
      if (sentAck != null) {
        // Ours got lost; the 200 comes again until an ACK arrives.
        acknowledge((Request) sentAck.clone(), known);
      }
      return;
    }
    SipDialog fresh = SipDialog.outgoing(wire, invite, response, transport(), target.hop());
    Request acknowledgement;
    try {
      acknowledgement = fresh.ack(Fields.sequence(response));
    } catch (ParseException e) {
      lost(502, "The answer of the called side cannot be used");
      return;
    }
    acknowledge((Request) acknowledgement.clone(), fresh);
    if (known != null) {
      // A proxy forked, and a second phone answered (section 13.2.2.4).
      leg.bye(fresh, this, 200, "Call completed elsewhere");
      return;
    }
    dialog = fresh;
    ack = acknowledgement;
    boolean late = done;
    done = true;
    if (late || cancel != null || !leg.won(this, fresh, Fields.sdp(response))) {
      Cancel why = cancel;
      leg.bye(
          fresh,
          this,
          why == null ? 200 : why.status(),
          why == null ? "Call completed elsewhere" : why.reason());
      forgetSoon();
    }
  }

  private void acknowledge(Request request, SipDialog with) {
    try {
      wire.sendAck(request, with.hop());
      leg.sent(request);
    } catch (SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no ACK: {1}", leg.id(), e.getMessage());
    }
  }

  /** The stack acknowledges what failed by itself; the ladder shows it all the same. */
  private void showAck(Response response) {
    try {
      if (invite instanceof SIPRequest request) {
        leg.sent(request.createErrorAck((To) response.getHeader(ToHeader.NAME)));
      }
    } catch (SipException | ParseException e) {
      LOG.log(System.Logger.Level.DEBUG, "leg " + leg.id() + ": an ACK is not shown", e);
    }
  }

  /** Gives up. Without a provisional response CANCEL has to wait (section 9.1). */
  void cancel(int status, String reason) {
    if (done || cancel != null) {
      return;
    }
    cancel = new Cancel(status, reason);
    if (provisional) {
      sendCancel();
    }
  }

  private void sendCancel() {
    Cancel why = cancel;
    ClientTransaction inviting = transaction;
    if (cancelSent || why == null || inviting == null) {
      return;
    }
    cancelSent = true;
    try {
      Request request = inviting.createCancel();
      request.addHeader(Reasons.header(why.status(), why.reason()));
      wire.send(request, null, this);
      leg.sent(request);
    } catch (SipException e) {
      LOG.log(System.Logger.Level.DEBUG, "leg " + leg.id() + ": no CANCEL", e);
    }
    // Some never answer the INVITE then (section 9.1).
    wire.later(
        wire.patience(),
        leg.mailbox,
        () -> {
          if (!done) {
            end(inviting);
            lost(487, "Cancelled");
          }
        });
  }

  private static void end(ClientTransaction inviting) {
    try {
      inviting.terminate();
    } catch (javax.sip.ObjectInUseException e) {
      LOG.log(System.Logger.Level.DEBUG, "a transaction lives on", e);
    }
  }

  void hangUp(int status, String reason) {
    SipDialog with = dialog;
    if (with != null) {
      leg.bye(with, this, status, reason);
    }
    forgetSoon();
  }

  private void lost(int status, String reason) {
    lost(new Signalling.Event.Failed(status, reason));
  }

  private void lost(Signalling.Event.Failed failure) {
    if (!done) {
      done = true;
      forgetSoon();
      leg.lost(failure);
    }
  }

  /** Not at once: a 200 may still cross our CANCEL, or come again. */
  void forgetSoon() {
    wire.later(
        dialog == null ? wire.patience() : wire.aftermath(),
        leg.mailbox,
        () -> wire.dialogs.remove(key));
  }

  @Override
  public void cutOff(String flow) {
    leg.mailbox.post(
        () -> {
          if (!transport().equals("ws") || !flow.equals(target.hop())) {
            return;
          }
          if (dialog == null) {
            lost(480, Wire.CUT_OFF);
          } else {
            leg.cutOff();
          }
        });
  }

  @Override
  public void timedOut(ClientTransaction timed) {
    if (timed.getRequest().getMethod().equals(Request.INVITE)) {
      leg.mailbox.post(() -> lost(408, "The called side did not answer in time"));
    }
  }

  @Override
  public void requested(Request request, ServerTransaction serverTransaction) {
    leg.mailbox.post(() -> leg.within(request, serverTransaction));
  }

  @Override
  public void acknowledged(Request request) {
    leg.mailbox.post(() -> leg.acked(request));
  }
}
