package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Offence;

/**
 * Takes what the stack hands over and passes it on at once: to the leg it belongs to, to {@link
 * Admission} if it is the first of its dialog, or back with what RFC 3261, section 8.2 says of it.
 */
final class Traffic implements SipListener {
  private static final System.Logger LOG = System.getLogger(Traffic.class.getName());

  private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");

  private final Wire wire;
  private final Admission admission;
  private final KeptAnswers answers;
  private final Refusing refusing;
  private final SipCounters counters;
  private final Callers callers;
  private final Guard guard;

  Traffic(
      Wire wire,
      Admission admission,
      KeptAnswers answers,
      Refusing refusing,
      Callers callers,
      Guard guard,
      SipCounters counters) {
    this.wire = wire;
    this.admission = admission;
    this.answers = answers;
    this.refusing = refusing;
    this.callers = callers;
    this.guard = guard;
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
    if (request instanceof UnfitRequest unfit) {
      unfit(unfit);
      return;
    }
    String toTag = Fields.toTag(request);
    switch (request.getMethod()) {
      case Request.ACK -> {
        Party party = wire.dialogs.find(Fields.callId(request), toTag);
        if (party != null) {
          party.acknowledged(request);
        }
      }
      case Request.CANCEL -> cancel(event, request, toTag);
      default -> {
        if (!request.getMethod().equals(Request.INVITE) && answers.repeat(request)) {
          return;
        }
        if (toTag.isEmpty()) {
          begin(event, request);
        } else {
          within(event, request, toTag);
        }
      }
    }
  }

  private void unfit(UnfitRequest request) {
    guard.offended(Fields.sourceAddress(request), Offence.MALFORMED);
    // Nobody answers an ACK.
    if (!request.getMethod().equals(Request.ACK)) {
      refusing.refuse(request, request.status(), request.reason());
    }
  }

  private void within(RequestEvent event, Request request, String toTag) {
    Party party = wire.dialogs.find(Fields.callId(request), toTag);
    if (party == null && request.getMethod().equals(Request.REGISTER)) {
      begin(event, request);
    } else if (party == null) {
      counters.stray.increment();
      wire.answer(request, Responses.refusal(481, request, toTag, "There is no such dialog"));
    } else {
      Response lacking = lacking(request);
      boolean invites = request.getMethod().equals(Request.INVITE);
      UasTransaction transaction = invites ? transaction(event) : answers.begin(request);
      if (transaction == null) {
        return;
      }
      if (lacking != null) {
        boolean _ = transaction.respond(lacking);
      } else {
        party.requested(request, transaction);
      }
    }
  }

  private void cancel(RequestEvent event, Request request, String toTag) {
    Dialogs.Came came = wire.dialogs.came(request);
    IncomingLeg leg = came == null ? null : came.leg();
    Party other = wire.dialogs.find(Fields.callId(request), toTag);
    if (leg == null && other == null) {
      counters.stray.increment();
      wire.answer(
          request, Responses.refusal(481, request, Wire.tag(), "There is nothing to cancel"));
      return;
    }
    UasTransaction transaction = transaction(event);
    if (transaction == null) {
      return;
    }
    if (leg != null) {
      leg.cancelled(request, transaction);
    } else if (other != null) {
      boolean _ = transaction.respond(Responses.response(200, request, toTag));
      other.withdrawn(Fields.sequence(request));
    }
  }

  private void begin(RequestEvent event, Request request) {
    var help = new Help(request, callers, guard);
    if (!welcome(request, help)) {
      return;
    }
    if (tooMuch(request, help)) {
      refusing.busy(request);
      return;
    }
    var hops = (MaxForwardsHeader) request.getHeader(MaxForwardsHeader.NAME);
    if (hops != null && hops.getMaxForwards() <= 0 && !request.getMethod().equals("REGISTER")) {
      refusing.refuse(request, 483, "Too many hops: the call runs in a loop");
      return;
    }
    String scheme = request.getRequestURI().getScheme().toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      refusing.refuse(request, 416, "Only sip, sips and tel addresses are known here");
      return;
    }
    Response lacking = lacking(request);
    if (lacking != null) {
      refusing.refuse(request, lacking);
      return;
    }
    switch (request.getMethod()) {
      case Request.INVITE -> invite(event, request, help);
      case Request.REGISTER -> admission.register(request);
      case Request.OPTIONS -> {
        Response ok = Responses.response(200, request, Wire.tag());
        ok.addHeader(Wire.header("Allow", Wire.ALLOW));
        ok.addHeader(Wire.header("Accept", Body.ACCEPTED));
        ok.addHeader(Wire.header("Supported", Wire.SUPPORTED));
        wire.answer(request, ok);
      }
      case Request.BYE, Request.INFO, Request.UPDATE, Request.PRACK, Request.NOTIFY -> {
        counters.stray.increment();
        wire.answer(
            request, Responses.refusal(481, request, Wire.tag(), "There is no such dialog"));
      }
      case Request.REFER ->
          refusing.refuse(request, 403, "Calls are transferred within themselves");
      default -> wire.answer(request, Methods.refused(wire, request));
    }
  }

  /** Whether a stranger may begin anything; if not they hear nothing. */
  private boolean welcome(Request request, Help help) {
    InetAddress from = Fields.sourceAddress(request);
    if (guard.isScanner(Fields.userAgent(request))) {
      guard.offended(from, Offence.SCANNER);
      return false;
    }
    return guard.admitsRequest(from) || help.passes();
  }

  /**
   * Whether a call or a registration is refused so that what has begun goes on. How many calls
   * begin is seen to where it is known whose they are.
   */
  private boolean tooMuch(Request request, Help help) {
    boolean full = wire.waiting.get() > wire.settings.mostWaiting();
    return switch (request.getMethod()) {
      case Request.INVITE -> full && !help.passes();
      case Request.REGISTER -> full || !guard.load().open();
      default -> false;
    };
  }

  private void invite(RequestEvent event, Request request, Help help) {
    Dialogs.Came known = wire.dialogs.came(request);
    if (known == null) {
      admission.invite(request, help, () -> transaction(event));
    } else if (!known.isRetransmission(request)) {
      // The same call by two ways (RFC 3261, section 8.2.2.2).
      refusing.refuse(request, 482, "This call has come by another way already");
    }
  }

  /** 420 if the peer insists on something that we lack (RFC 3261, section 8.2.2.3). */
  private @Nullable Response lacking(Request request) {
    Set<String> required = new TreeSet<>(Fields.tags(request, "Require"));
    required.removeAll(Wire.EXTENSIONS);
    if (required.isEmpty()) {
      return null;
    }
    String missing = String.join(", ", required);
    Response bad =
        Responses.refusal(420, request, Wire.tag(), "Required, but not offered here: " + missing);
    bad.addHeader(Wire.header("Unsupported", missing));
    return bad;
  }

  private @Nullable UasTransaction transaction(RequestEvent event) {
    ServerTransaction made = event.getServerTransaction();
    try {
      return new StackTransaction(
          made == null ? wire.provider.getNewServerTransaction(event.getRequest()) : made);
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
      Replies party =
          owner instanceof Replies known
              ? known
              : wire.dialogs.find(Fields.callId(response), Fields.fromTag(response));
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
        && event.getClientTransaction().getApplicationData() instanceof Replies party) {
      party.timedOut(event.getClientTransaction());
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    // The transaction concerned times out as well.
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {
    // The stack keeps it for some seconds more, and with it would keep all of the call.
    if (!event.isServerTransaction()) {
      event.getClientTransaction().setApplicationData(null);
    }
  }

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {}
}
