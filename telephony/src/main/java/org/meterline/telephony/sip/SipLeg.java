package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.header.CSeqHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/**
 * What incoming and outgoing legs have in common: the requests within a dialog. All but the public
 * methods run in the leg's mailbox.
 */
abstract class SipLeg implements Signalling.Leg {
  private static final System.Logger LOG = System.getLogger(SipLeg.class.getName());

  final Wire wire;
  final Serial mailbox;
  private final LegId id;
  private final AtomicReference<@Nullable DialogIdentity> answered = new AtomicReference<>();
  private Consumer<Event> events = event -> {};
  private @Nullable ServerTransaction offer;
  private @Nullable Repetition repetition;

  SipLeg(LegId id, Wire wire) {
    this.id = id;
    this.wire = wire;
    this.mailbox = wire.mailbox();
  }

  /** The dialog that the request belongs to; null if it belongs to none (any more). */
  abstract @Nullable SipDialog dialogOf(Request request);

  /** Whether an INVITE of ours, or one to us, is still without a final response. */
  abstract boolean setUp();

  /** BYE came and was answered. */
  abstract void ended(Request bye);

  /** An ACK came; the repetition it belongs to is stopped already. */
  abstract void confirmed(Request ack);

  /** A re-INVITE's 200 found no ACK: the dialog is to be ended (RFC 3261, section 14.2). */
  abstract void unconfirmed();

  @Override
  public LegId id() {
    return id;
  }

  @Override
  public Optional<DialogIdentity> dialog() {
    return Optional.ofNullable(answered.get());
  }

  void listen(Consumer<Event> listener) {
    events = listener;
  }

  void answered(SipDialog dialog) {
    answered.set(dialog.identity());
  }

  void tell(Event event) {
    try {
      events.accept(event);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "leg " + id + ": an event was not taken", e);
    }
  }

  void sent(Message message) {
    tell(Ladder.entry(true, message));
  }

  void received(Message message) {
    tell(Ladder.entry(false, message));
  }

  void answer(ServerTransaction transaction, Response response) {
    if (wire.answer(transaction, response)) {
      sent(response);
    } else {
      LOG.log(System.Logger.Level.DEBUG, "leg {0}: a response could not be sent", id);
    }
  }

  private void accept(ServerTransaction transaction) {
    answer(transaction, wire.response(200, transaction.getRequest(), Wire.tag()));
  }

  private void refuse(ServerTransaction transaction, int status, String reason) {
    answer(transaction, wire.refusal(status, transaction.getRequest(), Wire.tag(), reason));
  }

  /** A request within the dialog, ACK and CANCEL excepted. */
  void within(Request request, ServerTransaction transaction) {
    received(request);
    SipDialog dialog = dialogOf(request);
    if (dialog == null) {
      refuse(transaction, 481, "The call is over");
      return;
    }
    if (!dialog.inOrder(request)) {
      refuse(transaction, 500, "Request out of order");
      return;
    }
    switch (request.getMethod()) {
      case Request.BYE -> {
        accept(transaction);
        dropOffer();
        ended(request);
      }
      case Request.INVITE -> invitedAgain(request, transaction, dialog);
      case Request.UPDATE -> updated(request, transaction, dialog);
      case Request.INFO -> informed(request, transaction);
      case Request.OPTIONS -> {
        Response ok = wire.response(200, request, Wire.tag());
        ok.addHeader(Wire.header("Allow", Wire.ALLOW));
        answer(transaction, ok);
      }
      default -> answer(transaction, Methods.refused(wire, request));
    }
  }

  private void invitedAgain(Request request, ServerTransaction transaction, SipDialog dialog) {
    if (offer != null || setUp()) {
      // Theirs or ours is still open: RFC 3261, section 14.2.
      refuse(transaction, 491, "Another offer is open");
      return;
    }
    answer(transaction, wire.response(100, request, ""));
    dialog.refresh(request);
    answered(dialog);
    offer = transaction;
    tell(new Event.Offered(Fields.sdp(request)));
  }

  private void updated(Request request, ServerTransaction transaction, SipDialog dialog) {
    Sdp sdp = Fields.sdp(request);
    if (sdp != null && offer != null) {
      refuse(transaction, 491, "Another offer is open");
      return;
    }
    dialog.refresh(request);
    if (dialog().isPresent()) {
      answered(dialog);
    }
    if (sdp == null) {
      answer(transaction, withContact(wire.response(200, request, Wire.tag()), dialog));
      return;
    }
    offer = transaction;
    tell(new Event.Offered(sdp));
  }

  private void informed(Request request, ServerTransaction transaction) {
    Optional<Character> digit = Digits.in(request);
    if (!Digits.claimed(request)) {
      if (request.getRawContent() == null || request.getRawContent().length == 0) {
        accept(transaction);
      } else {
        refuse(transaction, 415, "INFO carries digits here and nothing else");
      }
    } else if (digit.isEmpty()) {
      refuse(transaction, 400, "No digit that is known");
    } else {
      accept(transaction);
      tell(new Event.Digit(digit.get()));
    }
  }

  @Override
  public void accept(Sdp answer) {
    mailbox.post(
        () -> {
          ServerTransaction open = offer;
          SipDialog dialog = open == null ? null : dialogOf(open.getRequest());
          if (open == null || dialog == null) {
            return;
          }
          offer = null;
          Response ok = withContact(wire.response(200, open.getRequest(), Wire.tag()), dialog);
          wire.describe(ok, answer);
          answer(open, ok);
          if (open.getRequest().getMethod().equals(Request.INVITE)) {
            repeat(open.getRequest(), ok, this::unconfirmed);
          }
        });
  }

  @Override
  public void refuseOffer(String reason) {
    mailbox.post(
        () -> {
          ServerTransaction open = offer;
          if (open != null) {
            offer = null;
            refuse(open, 488, reason);
          }
        });
  }

  /** CANCEL of a re-INVITE. */
  void cancelOffer(long sequence) {
    ServerTransaction open = offer;
    if (open != null
        && open.getRequest().getMethod().equals(Request.INVITE)
        && Fields.sequence(open.getRequest()) == sequence) {
      offer = null;
      refuse(open, 487, "The offer was taken back");
    }
  }

  /** The dialog is over: an offer that is still open gets its final response. */
  void dropOffer() {
    ServerTransaction open = offer;
    if (open != null) {
      offer = null;
      refuse(open, 487, "The call is over");
    }
    stopRepeating();
  }

  void repeat(Request request, Response ok, Runnable noAck) {
    stopRepeating();
    repetition =
        new Repetition(
            wire,
            mailbox,
            request,
            ok,
            () -> {
              repetition = null;
              noAck.run();
            });
  }

  private void stopRepeating() {
    if (repetition != null) {
      repetition.stop();
      repetition = null;
    }
  }

  /** An ACK for a 2xx. */
  void acked(Request ack) {
    received(ack);
    if (repetition != null && repetition.sequence() == Fields.sequence(ack)) {
      stopRepeating();
      confirmed(ack);
    }
  }

  Response withContact(Response response, SipDialog dialog) {
    response.addHeader(wire.contactHeader(wire.contact(dialog.transport())));
    response.addHeader(Wire.header("Allow", Wire.ALLOW));
    return response;
  }

  /** Ends the dialog. */
  void bye(SipDialog dialog, Object owner, int status, String reason) {
    dropOffer();
    try {
      send(dialog, dialog.next(Request.BYE), owner, status, reason);
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no BYE could be sent: {1}", id, e.getMessage());
    }
  }

  private void send(SipDialog dialog, Request bye, Object owner, int status, String reason)
      throws SipException, ParseException {
    bye.addHeader(Reasons.header(status, reason));
    try {
      wire.send(bye, dialog.hop(), owner);
      sent(bye);
    } catch (SipException e) {
      if (dialog.hop() == null) {
        throw e;
      }
      // The connection it called over is gone; perhaps it listens where its Contact says.
      Request again = dialog.next(Request.BYE);
      again.addHeader(Reasons.header(status, reason));
      wire.send(again, null, owner);
      sent(again);
    }
  }

  static boolean isInvite(Response response) {
    return ((CSeqHeader) response.getHeader(CSeqHeader.NAME))
        .getMethod()
        .equalsIgnoreCase(Request.INVITE);
  }
}
