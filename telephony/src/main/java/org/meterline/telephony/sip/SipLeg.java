package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.header.CSeqHeader;
import javax.sip.header.Header;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * What incoming and outgoing legs have in common: the requests within a dialog. All but the public
 * methods run in the leg's mailbox.
 */
abstract class SipLeg implements Signalling.Leg {
  private static final System.Logger LOG = System.getLogger(SipLeg.class.getName());

  /**
   * In milliseconds, how long a far end may think about a re-INVITE: as long as a proxy waits for
   * one that it hears no more of (RFC 3261, timer C in section 16.6).
   */
  private static final long LONGEST_THOUGHT = 180_000;

  final Wire wire;
  final Serial mailbox;
  private final LegId id;
  private final AtomicReference<@Nullable DialogIdentity> answered = new AtomicReference<>();
  private final Trunk.@Nullable Access account;
  private Consumer<Event> events = event -> {};
  final Offers offers;
  final SessionTimer timer;
  private final Referring referring;
  private final Transferring transferring;
  private @Nullable Repetition repetition;
  private boolean closed;

  /**
   * @param ownsCallId whether the Call-ID is ours
   * @param account that we have at the far end, if it may ask for it
   */
  SipLeg(LegId id, Wire wire, boolean ownsCallId, Trunk.@Nullable Access account) {
    this.account = account;
    this.id = id;
    this.wire = wire;
    this.mailbox = wire.mailbox();
    this.offers = new Offers(this, ownsCallId);
    this.timer = new SessionTimer(this);
    this.referring = new Referring(this);
    this.transferring = new Transferring(this);
  }

  /** The dialog that the request belongs to; null if it belongs to none (any more). */
  abstract @Nullable SipDialog dialogOf(Request request);

  /** The one that whoever is there dials in; From may hide it. */
  abstract Domain domain();

  /** Whether an INVITE of ours, or one to us, is still without a final response. */
  abstract boolean setUp();

  /** Whether it is an INVITE of ours. */
  abstract boolean calling();

  /** Whether the offer of the first INVITE has no answer yet that is sure to arrive. */
  abstract boolean unanswered();

  /** The dialog, while it is up and its first INVITE done with: requests of ours may go out. */
  abstract @Nullable SipDialog established();

  /** The same, and no 2xx of ours waits for its ACK. */
  final @Nullable SipDialog confirmed() {
    return repetition == null ? established() : null;
  }

  /** BYE came and was answered. */
  abstract void ended(Request bye);

  /** An ACK came; the repetition it belongs to is stopped already. */
  abstract void confirmed(Request ack);

  /** The far end does not keep up its side any more: the dialog is ended, and it is told so. */
  abstract void broken(String reason);

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

  @Override
  public void letGo() {
    mailbox.post(() -> listen(event -> {}));
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

  void answer(UasTransaction transaction, Response response) {
    if (transaction.respond(response)) {
      sent(response);
    } else {
      LOG.log(System.Logger.Level.DEBUG, "leg {0}: a response could not be sent", id);
    }
  }

  void accept(UasTransaction transaction) {
    answer(transaction, Responses.response(200, transaction.request(), Wire.tag()));
  }

  void refuse(UasTransaction transaction, int status, String reason) {
    answer(transaction, Responses.refusal(status, transaction.request(), Wire.tag(), reason));
  }

  /** A request within the dialog, ACK and CANCEL excepted. */
  void within(Request request, UasTransaction transaction) {
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
        closeDialog();
        ended(request);
      }
      case Request.INVITE -> offers.invited(request, transaction, dialog);
      case Request.UPDATE -> offers.updated(request, transaction, dialog);
      case Request.PRACK -> pracked(request, transaction);
      case Request.INFO -> informed(request, transaction);
      case Request.REFER -> referring.referred(request, transaction);
      case Request.NOTIFY -> transferring.notified(request, transaction);
      case Request.OPTIONS -> {
        Response ok = Responses.response(200, request, Wire.tag());
        ok.addHeader(Wire.header("Allow", Wire.ALLOW));
        answer(transaction, ok);
      }
      default -> answer(transaction, Methods.refused(wire, request));
    }
  }

  /** PRACK of an incoming leg's provisional response. */
  void pracked(Request request, UasTransaction transaction) {
    refuse(transaction, 481, "There is nothing to confirm");
  }

  private void informed(Request request, UasTransaction transaction) {
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
  public void refer(String to, @Nullable DialogIdentity replaces) {
    mailbox.post(() -> transferring.refer(to, replaces));
  }

  @Override
  public void offer(Sdp offer) {
    mailbox.post(() -> offers.make(offer));
  }

  @Override
  public void accept(Sdp answer) {
    mailbox.post(() -> offers.accept(answer));
  }

  @Override
  public void refuseOffer(String reason) {
    mailbox.post(() -> offers.refuse(reason));
  }

  /** The dialog is over, and what is open in it. */
  void closeDialog() {
    closed = true;
    timer.stop();
    transferring.close();
    offers.close();
    stopRepeating();
  }

  /** Sends the 2xx to an INVITE again until its ACK comes; without one the dialog is ended. */
  void repeat(Request request, Response ok) {
    stopRepeating();
    repetition =
        new Repetition(
            wire,
            mailbox,
            request,
            ok,
            () -> {
              repetition = null;
              broken("The answer was not confirmed in time");
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
      offers.go();
    }
  }

  /**
   * Sends a request within the dialog; again with a proof of who we are, if a trunk asks for it.
   *
   * @param reply takes the final response, or null when none came in time; in the mailbox
   */
  void ask(SipDialog dialog, Request request, Consumer<@Nullable Response> reply)
      throws SipException {
    ask(dialog, dialog.hop(), request, reply, Credentials.NONE);
  }

  private void ask(
      SipDialog dialog,
      @Nullable Hop way,
      Request request,
      Consumer<@Nullable Response> reply,
      Credentials proofs)
      throws SipException {
    sent(request);
    ClientTransaction asked =
        wire.send(
            request,
            way,
            new Replies() {
              @Override
              public void responded(Response response, @Nullable ClientTransaction transaction) {
                mailbox.post(
                    () -> {
                      received(response);
                      if (response.getStatusCode() >= 200
                          && !asksAgain(dialog, way, request, response, reply, proofs)) {
                        reply.accept(response);
                      }
                    });
              }

              @Override
              public void timedOut(ClientTransaction transaction) {
                mailbox.post(() -> reply.accept(null));
              }
            });
    if (request.getMethod().equals(Request.INVITE)) {
      wire.later(
          LONGEST_THOUGHT,
          mailbox,
          () -> {
            if (Wire.abandon(asked)) {
              reply.accept(null);
            }
          });
    }
  }

  /** Whether it was challenged, and goes out again (RFC 3261, section 22.2). */
  private boolean asksAgain(
      SipDialog dialog,
      @Nullable Hop way,
      Request request,
      Response response,
      Consumer<@Nullable Response> reply,
      Credentials proofs) {
    if (closed && !request.getMethod().equals(Request.BYE)) {
      return false; // it would come after the BYE
    }
    Optional<Credentials> next = proofs.answer(response, account);
    if (next.isEmpty()) {
      return false;
    }
    try {
      Request again = dialog.again(request);
      next.get().prove(again, account);
      ask(dialog, way, again, reply, next.get());
      return true;
    } catch (ParseException | SipException e) {
      return false;
    }
  }

  /** ACK for a 2xx. */
  void acknowledge(Request ack, SipDialog dialog) {
    try {
      wire.sendAck(ack, dialog.hop());
      sent(ack);
    } catch (SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no ACK: {1}", id, e.getMessage());
    }
  }

  @Override
  public final void hangUp(int sipStatus, String reason) {
    hangUp(sipStatus, Q850.ofStatus(sipStatus), reason);
  }

  @Override
  public abstract void hangUp(int sipStatus, int cause, String reason);

  /** Ends the dialog: the leg's own, or that of a second phone that answered, too. */
  void bye(SipDialog dialog, int status, String reason) {
    bye(dialog, status, Q850.ofStatus(status), reason);
  }

  /** The same with the cause of {@link Q850}. */
  void bye(SipDialog dialog, int status, int cause, String reason) {
    Hop way = dialog.hop();
    try {
      try {
        bye(dialog, way, Reasons.header(status, cause, reason));
      } catch (SipException e) {
        if (way == null) {
          throw e;
        }
        // The connection it called over is gone; perhaps it listens where its Contact says.
        bye(dialog, null, Reasons.header(status, cause, reason));
      }
    } catch (ParseException | SipException e) {
      LOG.log(System.Logger.Level.INFO, "leg {0}: no BYE could be sent: {1}", id, e.getMessage());
    }
  }

  private void bye(SipDialog dialog, @Nullable Hop way, Header why)
      throws SipException, ParseException {
    Request bye = dialog.next(Request.BYE);
    bye.addHeader(why);
    ask(dialog, way, bye, response -> {}, Credentials.NONE);
  }

  static boolean isInvite(Response response) {
    return ((CSeqHeader) response.getHeader(CSeqHeader.NAME))
        .getMethod()
        .equalsIgnoreCase(Request.INVITE);
  }
}
