package org.meterline.telephony.sip;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.sip.ClientTransaction;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/** A leg that an INVITE to us began (RFC 3261, section 13.3). */
final class IncomingLeg extends SipLeg implements Signalling.IncomingLeg, Party {
  private enum State {
    /** No final response was sent. */
    OPEN,
    /** 200 was sent; its ACK is awaited. */
    ANSWERED,
    /** The ACK has come. */
    CONFIRMED,
    /** It is over; what still comes gets the answer it is due. */
    ENDED
  }

  /** In milliseconds, from one provisional response to the next (RFC 3261, section 13.3.1.1). */
  private static final long TOLD_AGAIN = 60_000;

  /** Of such as are confirmed (RFC 3262, section 3). */
  private static final long CONFIRMED_AGAIN = 150_000;

  /** The INVITE, how it is answered, and what is said before. */
  private record Asked(Request invite, UasTransaction transaction, Reliable reliable) {}

  private final Dialogs.Key key;
  private final Dialogs.InviteKey came;
  private final SipDialog dialog;
  private final Domain domain;
  private final int maxForwards;

  /** Null from its ACK on: it would be kept for as long as the call. */
  private @Nullable Asked asked;

  private State state = State.OPEN;
  private @Nullable End endAfterAck;

  /** What the caller was told last of a call that is not answered yet. */
  private @Nullable Told told;

  private @Nullable Future<?> again;

  /** A provisional response. */
  private record Told(int status, @Nullable Sdp sdp) {}

  /**
   * @param domain that it was made in
   * @param account that we have at the caller's, if it may ask for it
   */
  IncomingLeg(
      Wire wire,
      Request invite,
      UasTransaction transaction,
      SipDialog dialog,
      Domain domain,
      Trunk.@Nullable Access account) {
    super(LegId.mint(), wire, false, account);
    this.key = new Dialogs.Key(Fields.callId(invite), dialog.localTag());
    this.came = Dialogs.InviteKey.of(invite);
    this.dialog = dialog;
    this.domain = domain;
    this.asked = new Asked(invite, transaction, new Reliable(this, invite, transaction));
    var hops = (MaxForwardsHeader) invite.getHeader(MaxForwardsHeader.NAME);
    this.maxForwards = hops == null ? Signalling.MAX_FORWARDS : hops.getMaxForwards();
    wire.dialogs.add(key, this);
  }

  @Override
  Domain domain() {
    return domain;
  }

  /** While the INVITE has no ACK. */
  private Asked asked() {
    return Objects.requireNonNull(asked, "an INVITE that is not answered");
  }

  /** Answers the INVITE. */
  private void answer(Response response) {
    answer(asked().transaction(), response);
  }

  /** The same call came by another way at this very moment (RFC 3261, section 8.2.2.2). */
  void merged() {
    wire.dialogs.remove(key);
    boolean _ =
        asked()
            .transaction()
            .respond(refusal(End.of(482, "This call has come by another way already")));
  }

  /** Takes the call, and says where its events go. */
  @FunctionalInterface
  interface Taker {
    Consumer<Event> take(@Nullable Sdp offer, List<Event.Message> ladder);
  }

  /** Sends 100 and hands the call over. Called once, from the stack's thread. */
  void begin(Taker to) {
    Request invite = asked().invite();
    Response trying = Responses.response(100, invite, "");
    boolean sent = asked().transaction().respond(trying);
    mailbox.post(
        () -> {
          Event.Message began = Ladder.entry(false, invite);
          List<Event.Message> ladder =
              sent ? List.of(began, Ladder.entry(true, trying)) : List.of(began);
          try {
            listen(to.take(Fields.sdp(invite), ladder));
          } catch (RuntimeException e) {
            finish(End.of(500, "The call could not be taken"), null);
            throw e;
          }
        });
  }

  @Override
  public int maxForwards() {
    return maxForwards;
  }

  @Override
  public void ring() {
    provisional(180, null);
  }

  @Override
  public void progress(Sdp answer) {
    provisional(183, answer);
  }

  private void provisional(int status, @Nullable Sdp sdp) {
    mailbox.post(
        () -> {
          if (state == State.OPEN) {
            told = new Told(status, sdp);
            tell(told);
            if (again == null) {
              tellLater();
            }
          }
        });
  }

  private void tell(Told what) {
    Response response = response(what.status());
    if (what.sdp() != null) {
      wire.describe(response, what.sdp(), dialog.peer());
    }
    asked().reliable().send(response);
  }

  /**
   * Proxies give up a call that they hear nothing of for three minutes (RFC 3261, timer C in
   * section 16.6): so it is told again what is. What is confirmed is so less often, as a response
   * of its own, and does not describe again what has arrived (RFC 3262, section 3).
   */
  private void tellLater() {
    long interval = asked().reliable().confirms() ? CONFIRMED_AGAIN : TOLD_AGAIN;
    again = wire.after(interval, mailbox, this::tellAgain);
  }

  private void tellAgain() {
    Told last = told;
    if (state == State.OPEN && last != null) {
      tell(asked().reliable().described() ? new Told(last.status(), null) : last);
      tellLater();
    }
  }

  private void tellNoMore() {
    if (again != null) {
      again.cancel(false);
    }
  }

  private Response response(int status) {
    Response response = Responses.response(status, asked().invite(), dialog.localTag());
    wire.introduce(response, dialog.transport(), dialog.peer());
    return response;
  }

  @Override
  public void answer(Sdp answer) {
    mailbox.post(
        () -> {
          if (state == State.OPEN) {
            asked().reliable().afterwards(() -> answerNow(answer));
          }
        });
  }

  private void answerNow(Sdp answer) {
    Response ok = response(200);
    if (!asked().reliable().described()) {
      wire.describe(ok, answer, dialog.peer());
    }
    state = State.ANSWERED;
    tellNoMore();
    answered(dialog);
    timer.answers(asked().invite(), ok);
    answer(ok);
    repeat(asked().invite(), ok);
  }

  @Override
  void pracked(Request prack, UasTransaction prackTransaction) {
    if (state != State.OPEN || !asked().reliable().confirmed(prack)) {
      super.pracked(prack, prackTransaction);
      return;
    }
    Sdp sdp = Fields.sdp(prack);
    boolean late = Fields.sdp(asked().invite()) == null;
    if (sdp != null && !late) {
      offers.offered(prackTransaction, sdp);
    } else {
      accept(prackTransaction);
    }
    if (sdp != null && late) {
      tell(new Event.Answered(sdp));
    }
    asked().reliable().goOn();
  }

  /** A provisional response found no PRACK (RFC 3262, section 3). */
  void unheard() {
    if (state == State.OPEN) {
      String why = "The caller did not confirm that it hears us";
      finish(End.of(504, why), null);
      tell(new Event.HungUp(false, why));
    }
  }

  @Override
  public void reject(int status, String reason) {
    mailbox.post(() -> finish(End.of(status, reason), null));
  }

  @Override
  public void reject(int status, int cause, String reason) {
    mailbox.post(() -> finish(new End(status, cause, reason), null));
  }

  @Override
  public void redirect(String contact) {
    mailbox.post(() -> finish(End.of(302, "Sent on"), contact));
  }

  private void finish(End why, @Nullable String contact) {
    if (state == State.OPEN) {
      closeDialog();
      end();
      int last = why.status() < 300 || why.status() > 699 ? 480 : why.status();
      Response response = refusal(new End(last, why.cause(), why.reason()));
      // Of what is full somebody else may take the call at once.
      if (last == 503 && why.cause() != Q850.NO_CIRCUIT) {
        response.addHeader(Wire.header("Retry-After", "5"));
      }
      if (contact != null) {
        response.addHeader(Wire.header("Contact", "<" + contact + ">"));
      }
      answer(response);
    }
  }

  private Response refusal(End why) {
    return Responses.refusal(
        why.status(), why.cause(), asked().invite(), dialog.localTag(), why.reason());
  }

  @Override
  public void hangUp(int sipStatus, int cause, String reason) {
    End why = new End(sipStatus, cause, reason);
    mailbox.post(
        () -> {
          switch (state) {
            case OPEN -> finish(why, null);
            // Who is called must not send BYE before the ACK (RFC 3261, section 15).
            case ANSWERED -> endAfterAck = why;
            case CONFIRMED -> {
              end();
              closeDialog();
              bye(dialog, sipStatus, cause, reason);
            }
            case ENDED -> {}
          }
        });
  }

  /** CANCEL came (RFC 3261, section 9.2). */
  void cancelled(Request cancel, UasTransaction cancelTransaction) {
    mailbox.post(
        () -> {
          received(cancel);
          answer(cancelTransaction, Responses.response(200, cancel, dialog.localTag()));
          if (state == State.OPEN) {
            closeDialog();
            end();
            String why = Reasons.of(cancel, "The caller gave up");
            answer(refusal(End.of(487, why)));
            tell(new Event.HungUp(true, why, Reasons.causeOfEnd(cancel)));
          } else {
            offers.cancelled(Fields.sequence(cancel));
          }
        });
  }

  @Override
  @Nullable SipDialog dialogOf(Request request) {
    return state != State.ENDED && Fields.fromTag(request).equals(dialog.remoteTag())
        ? dialog
        : null;
  }

  @Override
  boolean setUp() {
    return state == State.OPEN;
  }

  @Override
  boolean unanswered() {
    return state == State.OPEN && !asked().reliable().described();
  }

  @Override
  boolean calling() {
    return false;
  }

  @Override
  @Nullable SipDialog established() {
    return state == State.CONFIRMED ? dialog : null;
  }

  @Override
  void ended(Request bye) {
    gone(Reasons.of(bye, "The caller hung up"), Reasons.causeOfEnd(bye));
  }

  @Override
  public void cutOff(String flow) {
    mailbox.post(
        () -> {
          if (state != State.ENDED && flow.equals(dialog.browser())) {
            closeDialog();
            gone(Wire.CUT_OFF, Q850.NONE);
          }
        });
  }

  private void gone(String why, int cause) {
    boolean open = state == State.OPEN;
    end();
    if (open) {
      answer(refusal(End.of(487, why)));
    }
    tell(new Event.HungUp(open, why, cause));
  }

  @Override
  void confirmed(Request ack) {
    Sdp late = Fields.sdp(ack);
    if (state != State.ANSWERED) {
      if (state == State.CONFIRMED && late != null) {
        tell(new Event.Answered(late)); // to what we offered when a re-INVITE offered nothing
      }
      return;
    }
    state = State.CONFIRMED;
    asked = null;
    tell(new Event.Answered(late));
    End end = endAfterAck;
    if (end != null) {
      end();
      closeDialog();
      bye(dialog, end.status(), end.cause(), end.reason());
    }
  }

  @Override
  void broken(String reason) {
    if (state == State.ENDED) {
      return;
    }
    boolean known = endAfterAck != null;
    end();
    closeDialog();
    bye(dialog, 408, reason);
    if (!known) {
      tell(new Event.HungUp(false, reason));
    }
  }

  private void end() {
    boolean confirmed = state == State.CONFIRMED;
    state = State.ENDED;
    tellNoMore();
    Asked open = asked;
    if (open != null) {
      open.reliable().stop();
    }
    // For a while, what comes late finds the leg still. The INVITE is known for longer: alone, for
    // with it all of the leg would be kept.
    Dialogs dialogs = wire.dialogs;
    Dialogs.InviteKey invite = came;
    wire.later(
        confirmed ? wire.crossing() : wire.patience(),
        mailbox,
        () -> {
          dialogs.remove(key);
          dialogs.over(invite);
        });
    wire.later(
        confirmed ? wire.aftermath() : wire.patience(), mailbox, () -> dialogs.forget(invite));
  }

  @Override
  public Optional<LegId> leg(String remoteTag) {
    return remoteTag.equals(dialog.remoteTag()) ? Optional.of(id()) : Optional.empty();
  }

  @Override
  public void requested(Request request, UasTransaction serverTransaction) {
    mailbox.post(() -> within(request, serverTransaction));
  }

  @Override
  public void withdrawn(long sequence) {
    mailbox.post(() -> offers.cancelled(sequence));
  }

  @Override
  public void acknowledged(Request ack) {
    mailbox.post(() -> acked(ack));
  }

  @Override
  public void responded(Response response, @Nullable ClientTransaction clientTransaction) {
    mailbox.post(
        () -> {
          received(response);
          if (isInvite(response)) {
            offers.again(response);
          }
        });
  }

  @Override
  public void timedOut(ClientTransaction clientTransaction) {
    // Of BYE, and the leg is over with it.
  }
}
