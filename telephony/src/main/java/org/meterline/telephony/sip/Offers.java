package org.meterline.telephony.sip;

import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/**
 * Offers and answers within a dialog (RFC 3264): at most one is open, theirs or ours. Theirs come
 * by re-INVITE or UPDATE, ours go by re-INVITE. What crosses is told apart by 491, and tried again
 * after a while (RFC 3261, section 14; RFC 3311, section 5.2). Owned by the leg's mailbox.
 */
final class Offers {
  /** How often an offer is made again that met another one. */
  private static final int MOST_TRIES = 10;

  /** In milliseconds: a far end that wants more is asked again sooner. */
  private static final long LONGEST_PAUSE = 10_000;

  /** What is ours and has no final response yet. */
  private record Ours(Sdp sdp, boolean wished, int tries) {}

  private final SipLeg leg;
  private final Wire wire;
  private final boolean ownsCallId;
  private @Nullable UasTransaction theirs;
  private @Nullable Ours next;
  private @Nullable Ours open;
  private boolean asked;
  private @Nullable Future<?> rest;
  private @Nullable Request ack;

  /**
   * @param ownsCallId whether we made the Call-ID: who did waits longer (RFC 3261, section 14.1)
   */
  Offers(SipLeg leg, boolean ownsCallId) {
    this.leg = leg;
    this.wire = leg.wire;
    this.ownsCallId = ownsCallId;
  }

  // --- Theirs

  void invited(Request request, UasTransaction transaction, SipDialog dialog) {
    if (open != null || asked || leg.calling()) {
      leg.refuse(transaction, 491, "Another offer is open");
      return;
    }
    if (theirs != null || leg.setUp()) {
      overlaps(transaction);
      return;
    }
    if (leg.timer.refuses(transaction)) {
      return;
    }
    leg.answer(transaction, Responses.response(100, request, ""));
    dialog.refresh(request);
    leg.answered(dialog);
    theirs = transaction;
    leg.tell(new Event.Offered(Fields.sdp(request)));
  }

  void updated(Request request, UasTransaction transaction, SipDialog dialog) {
    Sdp sdp = Fields.sdp(request);
    if (sdp != null && (open != null || asked || (leg.calling() && leg.unanswered()))) {
      leg.refuse(transaction, 491, "Another offer is open");
      return;
    }
    if (sdp != null && (theirs != null || (leg.setUp() && leg.unanswered()))) {
      overlaps(transaction);
      return;
    }
    if (leg.timer.refuses(transaction)) {
      return;
    }
    dialog.refresh(request);
    if (leg.dialog().isPresent()) {
      leg.answered(dialog);
    }
    if (sdp == null) {
      Response ok = ok(request, dialog);
      leg.timer.answers(request, ok);
      leg.answer(transaction, ok);
      return;
    }
    theirs = transaction;
    leg.tell(new Event.Offered(sdp));
  }

  /** A PRACK brought an offer (RFC 3262, section 5). */
  void offered(UasTransaction prack, Sdp sdp) {
    if (theirs != null) {
      overlaps(prack);
    } else {
      theirs = prack;
      leg.tell(new Event.Offered(sdp));
    }
  }

  /** The one before has no answer of ours yet. */
  private void overlaps(UasTransaction transaction) {
    Response later =
        Responses.refusal(500, transaction.request(), Wire.tag(), "The offer before is still open");
    later.addHeader(
        Wire.header("Retry-After", Integer.toString(ThreadLocalRandom.current().nextInt(11))));
    leg.answer(transaction, later);
  }

  void accept(Sdp answer) {
    UasTransaction transaction = theirs;
    if (transaction == null) {
      if (asked) {
        asked = false;
        next = new Ours(answer, false, 0);
        go();
      }
      return;
    }
    theirs = null;
    Request request = transaction.request();
    SipDialog dialog = leg.dialogOf(request);
    if (dialog == null) {
      return;
    }
    Response ok = ok(request, dialog);
    wire.describe(ok, answer, dialog.peer());
    leg.timer.answers(request, ok);
    leg.answer(transaction, ok);
    if (request.getMethod().equals(Request.INVITE)) {
      leg.repeat(request, ok);
    }
    go();
  }

  private Response ok(Request request, SipDialog dialog) {
    Response ok = Responses.response(200, request, Wire.tag());
    wire.introduce(ok, dialog.transport(), dialog.peer());
    return ok;
  }

  void refuse(String reason) {
    asked = false;
    refuseTheirs(488, reason);
    go();
  }

  /** CANCEL of a re-INVITE. */
  void cancelled(long sequence) {
    UasTransaction transaction = theirs;
    if (transaction != null
        && transaction.request().getMethod().equals(Request.INVITE)
        && Fields.sequence(transaction.request()) == sequence) {
      refuseTheirs(487, "The offer was taken back");
      go();
    }
  }

  private void refuseTheirs(int status, String reason) {
    UasTransaction transaction = theirs;
    if (transaction != null) {
      theirs = null;
      leg.refuse(transaction, status, reason);
    }
  }

  /** The dialog is over: an offer that is still open gets its final response. */
  void close() {
    refuseTheirs(487, "The call is over");
    next = null;
    open = null;
    asked = false;
    if (rest != null) {
      rest.cancel(false);
      rest = null;
    }
  }

  // --- Ours

  /** Is made as soon as nothing else is open, in place of one that still waits. */
  void make(Sdp offer) {
    next = new Ours(offer, true, 0);
    go();
  }

  /** The session is to be refreshed by a re-INVITE: the call says what is offered again. */
  void refresh() {
    if (theirs == null && open == null && next == null && !asked) {
      asked = true;
      leg.tell(new Event.Offered(null));
    }
  }

  /** Makes the offer that waits, if nothing keeps it from it any more. */
  void go() {
    SipDialog dialog = leg.confirmed();
    Ours now = next;
    if (now == null || open != null || theirs != null || rest != null || dialog == null) {
      return;
    }
    next = null;
    try {
      Request invite = dialog.next(Request.INVITE);
      wire.introduce(invite, dialog.transport(), dialog.peer());
      leg.timer.asks(invite);
      wire.describe(invite, now.sdp(), dialog.peer());
      open = now;
      leg.answered(dialog);
      leg.ask(dialog, invite, response -> replied(now, dialog, invite, response));
    } catch (ParseException | SipException e) {
      open = null;
      refused(now, 503, "The far end cannot be reached");
    }
  }

  private void replied(Ours offer, SipDialog dialog, Request invite, @Nullable Response response) {
    boolean current = offer.equals(open);
    if (response != null && response.getStatusCode() < 300) {
      // Also when the call is over: who gets no ACK repeats its 2xx for half a minute.
      acknowledge(dialog, response);
    }
    if (!current) {
      return; // the call was over before
    }
    open = null;
    int status = response == null ? 408 : response.getStatusCode();
    if (response == null || status == 408 || status == 481) {
      leg.broken("The far end knows nothing of the call any more");
    } else if (status < 300) {
      agreed(offer, response);
    } else if (status == 422 && leg.timer.longer(invite, response) && offer.tries() < MOST_TRIES) {
      again(offer);
      go();
    } else if ((status == 491 || (status == 500 && pause(response) > 0))
        && offer.tries() < MOST_TRIES) {
      again(offer);
      rest = wire.after(status == 491 ? backOff() : pause(response), leg.mailbox, this::rested);
    } else {
      refused(offer, status, Reasons.of(response, "Refused"));
      go();
    }
  }

  private void agreed(Ours offer, Response response) {
    SipDialog dialog = leg.confirmed();
    if (dialog != null) {
      leg.answered(dialog);
    }
    leg.timer.agreed(response);
    Sdp answer = Fields.sdp(response);
    if (answer == null) {
      refused(offer, 488, "The far end gave no answer");
    } else {
      leg.tell(new Event.Answered(answer));
    }
    go();
  }

  private void again(Ours offer) {
    if (next == null) {
      next = new Ours(offer.sdp(), offer.wished(), offer.tries() + 1);
    }
  }

  private void rested() {
    rest = null;
    go();
  }

  private void refused(Ours offer, int status, String reason) {
    if (offer.wished()) {
      leg.tell(new Event.OfferRefused(status, reason));
    }
  }

  /** In steps of 10 ms (RFC 3261, section 14.1). */
  private long backOff() {
    var random = ThreadLocalRandom.current();
    return 10 * (ownsCallId ? random.nextLong(210, 401) : random.nextLong(0, 201));
  }

  private static long pause(Response response) {
    Duration asked = Responses.retryAfter(response);
    return asked == null ? 0 : Math.min(asked.toMillis(), LONGEST_PAUSE);
  }

  private void acknowledge(SipDialog dialog, Response response) {
    dialog.refresh(response);
    try {
      Request fresh = dialog.ack(Fields.sequence(response));
      ack = (Request) fresh.clone();
      leg.acknowledge(fresh, dialog);
    } catch (ParseException e) {
      ack = null;
    }
  }

  /** Whether it is the 2xx to our last offer, come again because our ACK got lost. */
  boolean again(Response response) {
    Request sent = ack;
    SipDialog dialog = leg.confirmed();
    if (sent == null || dialog == null || Fields.sequence(sent) != Fields.sequence(response)) {
      return false;
    }
    leg.acknowledge((Request) sent.clone(), dialog);
    return true;
  }
}
