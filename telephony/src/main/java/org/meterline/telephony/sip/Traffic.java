package org.meterline.telephony.sip;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.TransactionUnavailableException;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the stack hands over and passes it on at once: to the leg it belongs to, to {@link
 * Admission} if it is the first of its dialog, or back with what RFC 3261, section 8.2 says of it.
 */
final class Traffic implements SipListener {
  private static final System.Logger LOG = System.getLogger(Traffic.class.getName());
  private static final Set<String> KNOWN =
      Set.of(
          "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "PRACK", "UPDATE", "INFO", "BYE");

  private final Wire wire;
  private final Admission admission;
  private final SipCounters counters;

  Traffic(Wire wire, Admission admission, SipCounters counters) {
    this.wire = wire;
    this.admission = admission;
    this.counters = counters;
  }

  @Override
  public void processRequest(RequestEvent event) {
    try {
      counters.requests.increment();
      take(event);
    } catch (RuntimeException | Error e) {
      // Nothing a message contains may end the stack's thread.
      counters.faults.increment();
      LOG.log(System.Logger.Level.ERROR, "a request could not be taken", e);
    }
  }

  private void take(RequestEvent event) {
    Request request = event.getRequest();
    String toTag = Wire.toTag(request);
    switch (request.getMethod()) {
      case Request.ACK -> {
        Party party = wire.dialogs.find(Wire.callId(request), toTag);
        if (party != null) {
          party.acknowledged(request);
        }
      }
      case Request.CANCEL -> cancel(event, request, toTag);
      default -> {
        if (toTag.isEmpty()) {
          begin(event, request);
        } else {
          within(event, request, toTag);
        }
      }
    }
  }

  private void within(RequestEvent event, Request request, String toTag) {
    Party party = wire.dialogs.find(Wire.callId(request), toTag);
    if (party == null && request.getMethod().equals(Request.REGISTER)) {
      begin(event, request);
    } else if (party == null) {
      counters.stray.increment();
      wire.answerStateless(wire.response(481, request, toTag));
    } else {
      Response lacking = lacking(request);
      ServerTransaction transaction = transaction(event);
      if (transaction == null) {
        return;
      }
      if (lacking != null) {
        wire.answer(transaction, lacking);
      } else {
        party.requested(request, transaction);
      }
    }
  }

  private void cancel(RequestEvent event, Request request, String toTag) {
    ServerTransaction transaction = transaction(event);
    if (transaction == null) {
      return;
    }
    IncomingLeg leg = wire.dialogs.find(IncomingLeg.inviteKey(request));
    if (leg == null && wire.dialogs.find(Wire.callId(request), toTag) instanceof SipLeg other) {
      wire.answer(transaction, wire.response(200, request, toTag));
      other.mailbox.post(() -> other.cancelOffer(Wire.sequence(request)));
    } else if (leg == null) {
      counters.stray.increment();
      wire.answer(transaction, wire.response(481, request, Wire.tag()));
    } else {
      leg.cancelled(request, transaction);
    }
  }

  private void begin(RequestEvent event, Request request) {
    if (wire.waiting.get() > wire.settings.mostWaiting()) {
      counters.overloaded.increment();
      Response busy = wire.response(503, request, Wire.tag(), "Too much to do at the moment");
      busy.addHeader(Wire.header("Retry-After", "5"));
      wire.answerStateless(busy);
      return;
    }
    var hops = (MaxForwardsHeader) request.getHeader(MaxForwardsHeader.NAME);
    if (hops != null && hops.getMaxForwards() <= 0 && !request.getMethod().equals("REGISTER")) {
      wire.answerStateless(wire.response(483, request, Wire.tag()));
      return;
    }
    String scheme = request.getRequestURI().getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("sip", "sips", "tel").contains(scheme)) {
      wire.answerStateless(wire.response(416, request, Wire.tag()));
      return;
    }
    Response lacking = lacking(request);
    if (lacking != null) {
      wire.answerStateless(lacking);
      return;
    }
    switch (request.getMethod()) {
      case Request.INVITE -> invite(event, request);
      case Request.REGISTER -> admission.register(request, () -> transaction(event));
      case Request.OPTIONS -> {
        Response ok = wire.response(200, request, Wire.tag());
        ok.addHeader(Wire.header("Allow", Wire.ALLOW));
        ok.addHeader(Wire.header("Accept", "application/sdp"));
        ok.addHeader(Wire.header("Supported", "path"));
        wire.answerStateless(ok);
      }
      case Request.BYE, Request.INFO, Request.UPDATE, Request.PRACK -> {
        counters.stray.increment();
        wire.answerStateless(wire.response(481, request, Wire.tag()));
      }
      default -> {
        int status = KNOWN.contains(request.getMethod()) ? 405 : 501;
        Response no = wire.response(status, request, Wire.tag());
        no.addHeader(Wire.header("Allow", Wire.ALLOW));
        wire.answerStateless(no);
      }
    }
  }

  private void invite(RequestEvent event, Request request) {
    IncomingLeg known = wire.dialogs.find(IncomingLeg.inviteKey(request));
    if (known == null) {
      admission.invite(request, () -> transaction(event));
    } else if (!known.isRetransmission(request)) {
      // The same call by two ways (RFC 3261, section 8.2.2.2).
      wire.answerStateless(wire.response(482, request, Wire.tag()));
    }
  }

  /** 420 if the peer insists on something that we lack (RFC 3261, section 8.2.2.3). */
  private @Nullable Response lacking(Request request) {
    List<String> required =
        Wire.values(request, "Require").stream()
            .flatMap(value -> List.of(value.split(",")).stream())
            .map(String::strip)
            .filter(tag -> !tag.isEmpty() && !tag.equalsIgnoreCase("path"))
            .toList();
    if (required.isEmpty()) {
      return null;
    }
    Response bad = wire.response(420, request, Wire.tag());
    bad.addHeader(Wire.header("Unsupported", String.join(", ", required)));
    return bad;
  }

  private @Nullable ServerTransaction transaction(RequestEvent event) {
    ServerTransaction made = event.getServerTransaction();
    if (made != null) {
      return made;
    }
    try {
      return wire.provider.getNewServerTransaction(event.getRequest());
    } catch (TransactionAlreadyExistsException e) {
      return null; // A retransmission; the transaction answers it.
    } catch (TransactionUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "no transaction for a request", e);
      return null;
    }
  }

  @Override
  public void processResponse(ResponseEvent event) {
    try {
      Response response = event.getResponse();
      ClientTransaction transaction = event.getClientTransaction();
      Object owner = transaction == null ? null : transaction.getApplicationData();
      Party party =
          owner instanceof Party known
              ? known
              : wire.dialogs.find(Wire.callId(response), Wire.fromTag(response));
      if (party == null) {
        counters.stray.increment();
      } else {
        party.responded(response, transaction);
      }
    } catch (RuntimeException | Error e) {
      counters.faults.increment();
      LOG.log(System.Logger.Level.ERROR, "a response could not be taken", e);
    }
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    if (!event.isServerTransaction()
        && event.getClientTransaction().getApplicationData() instanceof Party party) {
      party.timedOut(event.getClientTransaction());
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    // The transaction concerned times out as well.
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {}

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}
}
