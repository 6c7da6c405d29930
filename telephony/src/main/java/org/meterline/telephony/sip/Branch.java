package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sip.ClientTransaction;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Q850;
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

  /** How long one of several ways to a trunk may say nothing, in milliseconds. */
  private static final long SILENCE = 700;

  /** The same of a way to a phone, which may have to be asked more than once. */
  private static final long PHONE_SILENCE = 2_000;

  /** Why it ends from our side, with the cause of {@link Q850}. */
  record End(int status, int cause, String reason) {
    /** Another phone has the call. */
    static final End ELSEWHERE = new End(200, Q850.NOT_SELECTED, "Call completed elsewhere");

    /** With the cause that the status stands for. */
    static End of(int status, String reason) {
      return new End(status, Q850.ofStatus(status), reason);
    }
  }

  /** What is said of a body that has more than a session in it (RFC 5621, RFC 6442): help first. */
  private static final Set<Integer> PLACE_REFUSED = Set.of(400, 413, 415, 424, 488, 513);

  private final Wire wire;
  private final OutgoingLeg leg;
  private Way way;
  private final Dialogs.Key key;
  private @Nullable Request invite;
  private @Nullable ClientTransaction transaction;
  private final EarlyDialogs early = new EarlyDialogs();
  private volatile @Nullable SipDialog dialog;
  private @Nullable Request ack;
  private @Nullable End cancel;
  private Credentials proofs = Credentials.NONE;

  /** Whether it is told from where help is called. */
  private boolean places;

  private boolean provisional;
  private boolean rang;
  private boolean heard;

  /** Another way is tried; what this one still comes to is nobody's. */
  private boolean abandoned;

  private boolean cancelSent;
  private boolean done;

  Branch(Wire wire, OutgoingLeg leg, Way way) {
    this.wire = wire;
    this.leg = leg;
    this.way = way;
    this.key = new Dialogs.Key(wire.callId(), Wire.tag());
    this.places = way.invitation().place() != null;
  }

  @Nullable SipDialog dialog() {
    return dialog;
  }

  void start() {
    try {
      wire.dialogs.add(key, this);
      invite();
    } catch (ParseException | RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "leg {0}: no INVITE: {1}", leg.id(), e.getMessage());
      lost(503, "The address of the called side cannot be used");
    }
  }

  /**
   * What a final response makes us ask in another way is asked with the next number (RFC 3261,
   * section 22.2).
   */
  private void invite() throws ParseException {
    long sequence = invite == null ? 1 : 1 + Fields.sequence(invite);
    Signalling.Invitation invitation = way.invitation();
    Request request = Invite.of(wire, invitation, way.target(), key, sequence);
    if (places && invitation.place() != null) {
      Geolocation.tell(wire, request, invitation.place(), invitation);
    }
    leg.timer.asks(request);
    Trunk trunk = way.trunk();
    proofs.prove(request, trunk == null ? null : trunk.access());
    invite = request;
    Hop hop = way.hop();
    leg.sent(request);
    if (way.isOneOfSeveral() && !heard) {
      wire.later(way.trunk() == null ? PHONE_SILENCE : SILENCE, leg.mailbox, this::silent);
    }
    wire.threads.execute(() -> send(request, hop));
  }

  /** Nothing came back: the next way is tried, and what comes late ends (RFC 3263, 4.3). */
  private void silent() {
    if (!heard && !done && cancel == null && leg.triesOtherwise(way)) {
      abandoned = true;
      way.failed();
      cancel(End.of(408, "No answer in time"));
    }
  }

  /** Off the mailbox, because a connection may have to be made. */
  private void send(Request request, @Nullable Hop hop) {
    try {
      ClientTransaction sent = wire.send(request, hop, this);
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
          Request sent = invite;
          if (sent == null || !SipLeg.isInvite(response)) {
            return;
          }
          if (Fields.sequence(response) == Fields.sequence(sent)) {
            answered(response, by);
          } else {
            leg.offers.again(response);
          }
        });
  }

  private void answered(Response response, @Nullable ClientTransaction by) {
    if (by != null) {
      transaction = by;
    }
    heard = true;
    int status = response.getStatusCode();
    if (status < 200) {
      provisional(response);
    } else if (status < 300) {
      succeeded(response);
    } else {
      showAck(response);
      if (!askedAgain(response)) {
        lost(Responses.failure(response), status < 400 ? Fields.contacts(response) : List.of());
      }
    }
  }

  /** Whether it is asked again in the way that the response tells. */
  private boolean askedAgain(Response response) {
    Request refused = invite;
    if (done || cancel != null || refused == null) {
      return false;
    }
    int status = response.getStatusCode();
    Supplier<Sdp> other = way.target().whenRefused();
    if (places && PLACE_REFUSED.contains(status)) {
      places = false;
      proofs = Credentials.NONE;
    } else if (status == 422) {
      if (!leg.timer.longer(refused, response)) {
        return false;
      }
      proofs = Credentials.NONE;
    } else if ((status == Response.NOT_ACCEPTABLE_HERE || status == Response.SESSION_NOT_ACCEPTABLE)
        && other != null) {
      way = way.offered(other.get());
    } else {
      Trunk trunk = way.trunk();
      Optional<Credentials> next =
          trunk == null ? Optional.empty() : proofs.answer(response, trunk.access());
      if (next.isEmpty()) {
        return false;
      }
      proofs = next.get();
    }
    transaction = null;
    provisional = false;
    try {
      invite();
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
      rang = true;
      progressed(response, invite);
    }
  }

  private void progressed(Response response, Request sent) {
    if (!Fields.toTag(response).isEmpty()) {
      SipDialog with = early.progressed(response, way.dialog(sent, response));
      if (with == null) {
        return;
      }
      confirm(response, with);
    }
    leg.progressed(early.status(response), early.heard(response));
  }

  /** PRACK, if the response is to be confirmed (RFC 3262, section 4). */
  private void confirm(Response response, SipDialog with) {
    long number = EarlyDialogs.number(response);
    if (number == 0) {
      return;
    }
    try {
      Request prack = with.next(Request.PRACK);
      prack.addHeader(
          Wire.header("RAck", number + " " + Fields.sequence(response) + " " + Request.INVITE));
      leg.ask(with, prack, reply -> {});
      if (Fields.sdp(response) != null) {
        leg.agreedEarly();
      }
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no PRACK: {1}", leg.id(), e.getMessage());
    }
  }

  /** The dialog that a request of the far end belongs to, before or after the answer. */
  @Nullable SipDialog dialogOf(Request request) {
    SipDialog with = dialog;
    if (with == null) {
      return done ? null : early.of(request);
    }
    return with.identity().callId().equals(Fields.callId(request))
            && with.remoteTag().equals(Fields.fromTag(request))
        ? with
        : null;
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
        leg.acknowledge((Request) sentAck.clone(), known);
      }
      return;
    }
    SipDialog fresh = early.confirmed(way.dialog(invite, response));
    Request acknowledgement;
    try {
      acknowledgement = fresh.ack(Fields.sequence(response));
    } catch (ParseException e) {
      lost(502, "The answer of the called side cannot be used");
      return;
    }
    leg.acknowledge((Request) acknowledgement.clone(), fresh);
    if (known != null) {
      // A proxy forked, and a second phone answered (section 13.2.2.4).
      bye(fresh, End.ELSEWHERE);
      return;
    }
    dialog = fresh;
    ack = acknowledgement;
    boolean late = done;
    done = true;
    if (late || cancel != null || !leg.won(this, fresh, response, early.description(response))) {
      End why = cancel;
      bye(fresh, why == null ? End.ELSEWHERE : why);
      forgetSoon();
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
  void cancel(End why) {
    if (done || cancel != null) {
      return;
    }
    cancel = why;
    if (provisional) {
      sendCancel();
    }
  }

  private void sendCancel() {
    End why = cancel;
    ClientTransaction inviting = transaction;
    if (cancelSent || why == null || inviting == null) {
      return;
    }
    cancelSent = true;
    try {
      Request request = inviting.createCancel();
      request.addHeader(Reasons.header(why.status(), why.cause(), why.reason()));
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

  /** Nothing is offered any more: what makes offers would be kept by it. */
  void letGo() {
    way = way.offered(null);
  }

  void hangUp(End why) {
    SipDialog with = dialog;
    if (with != null) {
      leg.closeDialog();
      bye(with, why);
    }
    forgetSoon();
  }

  private void bye(SipDialog with, End why) {
    leg.bye(with, why.status(), why.cause(), why.reason());
  }

  private void lost(int status, String reason) {
    lost(new Signalling.Event.Failed(status, reason), List.of());
  }

  private void lost(Signalling.Event.Failed failure, List<String> contacts) {
    if (!done) {
      done = true;
      forgetSoon();
      if (abandoned) {
        return;
      }
      boolean noWay = isNoWay(failure);
      if (noWay) {
        way.failed();
      }
      if (!noWay || cancel != null || !leg.triesOtherwise(way)) {
        leg.lost(noWay ? unreached(failure) : failure, contacts);
      }
    }
  }

  /** What an edge says to us alone is no answer to a caller (RFC 5626, section 11.5). */
  private static Signalling.Event.Failed unreached(Signalling.Event.Failed failure) {
    return failure.status() == 430
        ? new Signalling.Event.Failed(480, "The way to the phone is lost")
        : failure;
  }

  /** Whether the phone has not heard of the call (RFC 5626, section 5.3.1: 430 from its edge). */
  private boolean isNoWay(Signalling.Event.Failed failure) {
    // That a proxy tries is no word of the phone's.
    return !rang
        && (failure.status() == 408
            || failure.status() == 503
            || (failure.status() == 430 && way.trunk() == null));
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
          if (!way.leadsOver(flow)) {
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

  /** While phones ring it is any of them: our tag is known to them alone. */
  @Override
  public Optional<LegId> leg(String remoteTag) {
    SipDialog with = dialog;
    return with == null || with.remoteTag().equals(remoteTag)
        ? Optional.of(leg.id())
        : Optional.empty();
  }

  @Override
  public void requested(Request request, ServerTransaction serverTransaction) {
    leg.mailbox.post(() -> leg.within(request, serverTransaction));
  }

  @Override
  public void withdrawn(long sequence) {
    leg.mailbox.post(() -> leg.offers.cancelled(sequence));
  }

  @Override
  public void acknowledged(Request request) {
    leg.mailbox.post(() -> leg.acked(request));
  }
}
