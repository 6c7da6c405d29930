package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;

/**
 * One INVITE of an outgoing leg, to one target (RFC 3261, section 13.2). Each branch is a call of
 * its own to its target, with its own Call-ID, so two bindings behind one proxy do not look like a
 * loop. Runs in the leg's mailbox; only making the connection happens elsewhere.
 */
final class Branch implements Party {
  private static final System.Logger LOG = System.getLogger(Branch.class.getName());

  private final Wire wire;
  private final OutgoingLeg leg;
  private final Dialogs.Key key;
  private final InviteRequests invites;
  private final Cancellation cancellation;
  private @Nullable ClientTransaction transaction;
  private EarlyDialogs early = new EarlyDialogs();
  private volatile @Nullable SipDialog dialog;
  private boolean provisional;
  private boolean rang;
  private boolean heard;

  /** Another way is tried; what this one still comes to is nobody's. */
  private boolean abandoned;

  private boolean done;

  Branch(Wire wire, OutgoingLeg leg, Way way) {
    this.wire = wire;
    this.leg = leg;
    this.key = new Dialogs.Key(wire.callId(), Wire.tag());
    this.invites = new InviteRequests(wire, leg, key, way);
    this.cancellation = new Cancellation(wire, leg);
  }

  private Way way() {
    return invites.way();
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

  private void invite() throws ParseException {
    Request request = invites.next();
    Hop hop = way().hop();
    leg.sent(request);
    if (way().isOneOfSeveral() && !heard) {
      wire.later(way().patience(), leg.mailbox, this::silent);
    }
    wire.threads.execute(() -> send(request, hop));
  }

  /** Nothing came back: the next way is tried, and what comes late ends (RFC 3263, 4.3). */
  private void silent() {
    if (!heard && !done && cancellation.why() == null && leg.triesOtherwise(way())) {
      abandoned = true;
      way().failed();
      cancel(End.of(408, "No answer in time"));
    }
  }

  /** Off the mailbox, because a connection may have to be made. */
  private void send(Request request, @Nullable Hop hop) {
    try {
      ClientTransaction sent = wire.send(request, hop, this);
      leg.mailbox.post(
          () -> {
            if (done) {
              boolean _ = Wire.abandon(sent);
            } else {
              transaction = sent;
            }
          });
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
          Request sent = invites.last();
          if (sent == null || !SipLeg.isInvite(response)) {
            return;
          }
          if (by == null && response.getStatusCode() / 100 != 2) {
            return; // It belongs to no request of ours (RFC 3261, section 18.1.2).
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
      invites.showAck(response);
      if (!askedAgain(response)) {
        lost(Responses.failure(response), status < 400 ? Fields.contacts(response) : List.of());
      }
    }
  }

  /** Whether it is asked again in the way that the response tells. */
  private boolean askedAgain(Response response) {
    if (done || cancellation.why() != null || !invites.heeds(response)) {
      return false;
    }
    transaction = null;
    provisional = false;
    early = new EarlyDialogs();
    leg.beginsAnew(this);
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
    Request invite = invites.last();
    if (cancellation.why() != null) {
      sendCancel();
    } else if (response.getStatusCode() > 100 && invite != null) {
      progressed(response, invite);
    }
  }

  private void progressed(Response response, Request sent) {
    rang = true;
    if (!Fields.toTag(response).isEmpty()) {
      SipDialog with = early.progressed(response, way().dialog(sent, response));
      if (with == null) {
        return;
      }
      EarlyDialogs.confirm(response, with, leg);
    }
    early.told(response).forEach(progress -> leg.progressed(this, progress));
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
    Request invite = invites.last();
    if (invite == null) {
      return;
    }
    SipDialog known = dialog;
    if (known != null && known.remoteTag().equals(Fields.toTag(response))) {
      boolean _ = acknowledge(response, known); // Ours got lost.
      return;
    }
    SipDialog fresh = early.confirmed(way().dialog(invite, response));
    if (!acknowledge(response, fresh)) {
      lost(502, "The answer of the called side cannot be used");
      return;
    }
    if (known != null) {
      // A proxy forked, and a second phone answered (section 13.2.2.4).
      bye(fresh, End.ELSEWHERE);
      return;
    }
    dialog = fresh;
    invites.answered();
    boolean late = done;
    conclude();
    End why = cancellation.why();
    if (late || why != null || !leg.won(this, fresh, response, early.description(response))) {
      bye(fresh, why == null ? End.ELSEWHERE : why);
      forgetSoon();
    }
  }

  /** Whether an ACK could be made of what the answer says. */
  private boolean acknowledge(Response response, SipDialog with) {
    try {
      leg.acknowledge(with.ack(Fields.sequence(response)), with);
      return true;
    } catch (ParseException e) {
      return false;
    }
  }

  /** Gives up. Without a provisional response CANCEL has to wait (section 9.1). */
  void cancel(End why) {
    if (done || cancellation.why() != null) {
      return;
    }
    cancellation.want(why);
    if (provisional) {
      sendCancel();
    } else {
      // The stack waits for good after a provisional response, though it was none that we heed.
      wire.later(
          wire.patience(),
          leg.mailbox,
          () -> {
            if (!provisional) {
              giveUp();
            }
          });
    }
  }

  private void sendCancel() {
    ClientTransaction asked = transaction;
    if (asked == null || !cancellation.send(asked, this)) {
      return;
    }
    wire.later(wire.patience(), leg.mailbox, this::giveUp);
  }

  /** Waits no longer for a final response. */
  private void giveUp() {
    lost(487, "Cancelled");
  }

  /** No more is heard of the INVITE, be it that its answer came from outside its transaction. */
  private void conclude() {
    done = true;
    ClientTransaction asked = transaction;
    if (asked != null) {
      boolean _ = Wire.abandon(asked);
      transaction = null;
    }
  }

  /** Nothing is offered any more. */
  void letGo() {
    invites.letGo();
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
      conclude();
      forgetSoon();
      if (abandoned) {
        return;
      }
      // That a proxy tries is no word of the phone's.
      boolean unreached = !rang && way().isDead(failure.status());
      if (unreached) {
        way().failed();
      }
      if (!unreached || cancellation.why() != null || !leg.triesOtherwise(way())) {
        leg.lost(this, unreached ? Way.forCaller(failure) : failure, contacts);
      }
    }
  }

  /** Not at once: a 200 may still cross our CANCEL, or come from another phone. */
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
          SipDialog with = dialog;
          if (with != null && flow.equals(with.browser())) { // it may have moved since the INVITE
            leg.cutOff();
          } else if (with == null && way().leadsOver(flow)) {
            lost(480, Wire.CUT_OFF);
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
  public void requested(Request request, UasTransaction serverTransaction) {
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
