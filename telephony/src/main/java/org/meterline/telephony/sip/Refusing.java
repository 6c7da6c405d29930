package org.meterline.telephony.sip;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;

/**
 * Refuses what begins no dialog, without a transaction, so that a stranger costs little. An INVITE
 * that names a tenant is told of, for the tenant's records, as often as the limits allow: who tries
 * passwords must not fill them. The rest is counted.
 */
final class Refusing {
  private static final int OF_ADDRESS = 20;
  private static final Duration THEN_OF_ADDRESS = Duration.ofSeconds(10);
  private static final int OF_TENANT = 100;
  private static final Duration THEN_OF_TENANT = Duration.ofSeconds(5);
  private static final int KNOWN = 10_000;
  private static final int LONGEST = 200;

  private final Wire wire;
  private final Directory directory;
  private final Callers callers;
  private final CallingParty party;
  private final Signalling.Incoming incoming;
  private final Malformed malformed;
  private final SipCounters counters;
  private final Allowance<String> addresses;
  private final Allowance<Domain> tenants;

  /** Told of already: over UDP an INVITE may come again. */
  private final Map<Dialogs.InviteKey, Boolean> seen = new Allowance.Latest<>(KNOWN);

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  Refusing(
      Wire wire,
      Directory directory,
      Callers callers,
      CallingParty party,
      Signalling.Incoming incoming,
      Malformed malformed,
      SipCounters counters,
      LongSupplier nanos) {
    this.wire = wire;
    this.directory = directory;
    this.callers = callers;
    this.party = party;
    this.incoming = incoming;
    this.malformed = malformed;
    this.counters = counters;
    this.addresses = new Allowance<>(OF_ADDRESS, THEN_OF_ADDRESS, KNOWN, nanos);
    this.tenants = new Allowance<>(OF_TENANT, THEN_OF_TENANT, KNOWN, nanos);
  }

  /** Refuses a request whose sender has proved nothing. */
  void refuse(Request request, int status, String reason) {
    refuse(request, Responses.refusal(status, request, Wire.tag(), reason));
  }

  /** The same with a response that says more. */
  void refuse(Request request, Response response) {
    refuse(request, response, () -> origin(request));
  }

  /** Refuses a request of somebody known. */
  void refuse(Request request, Response response, Origin origin) {
    refuse(request, response, () -> origin);
  }

  /** Refuses, for what has begun goes first, a request whose sender has proved nothing. */
  void busy(Request request) {
    busy(request, () -> origin(request));
  }

  /** The same of somebody known. */
  void busy(Request request, Origin origin) {
    busy(request, () -> origin);
  }

  private void busy(Request request, Supplier<Origin> from) {
    counters.overloaded.increment();
    refuse(request, Responses.busy(request), from);
  }

  private void refuse(Request request, Response response, Supplier<Origin> from) {
    wire.answer(request, response);
    boolean call = request.getMethod().equals(Request.INVITE) && Fields.toTag(request).isEmpty();
    if (call && isNew(request) && !told(request, response, from)) {
      counters.unrecorded.increment();
    }
    if (request instanceof UnfitRequest unfit && (!call || tenant(request, from.get()).isEmpty())) {
      malformed.nobodys("from " + Fields.source(request) + ": " + unfit.reason());
    }
  }

  /**
   * Tells the tenant whose call it was, unless there is none, or too much was told. A flood is no
   * tenant's business: then nobody is looked up.
   */
  private boolean told(Request request, Response response, Supplier<Origin> from) {
    if (!addresses.has(Fields.sourcePrefix(request))) {
      return false;
    }
    Origin origin = from.get();
    Optional<Domain> tenant = tenant(request, origin);
    if (tenant.isEmpty() || !allowed(request, tenant.get())) {
      return false;
    }
    tell(request, response, origin, tenant.get());
    return true;
  }

  private Origin origin(Request request) {
    return callers
        .trunk(request)
        .<Origin>map(trunk -> new Origin.Carrier(trunk.name()))
        .orElseGet(() -> new Origin.Stranger(Fields.source(request)));
  }

  private Optional<Domain> tenant(Request request, Origin origin) {
    return switch (origin) {
      case Origin.Phone phone -> Optional.of(phone.domain());
      case Origin.Desk desk -> Optional.of(desk.domain());
      case Origin.Carrier carrier ->
          directory.find(carrier, dialled(request)) instanceof Destination.Found found
              ? Optional.of(found.domain())
              : Optional.empty();
      case Origin.Stranger stranger ->
          callers.served(callers.named(request)).or(() -> callers.served(request.getRequestURI()));
    };
  }

  private boolean isNew(Request invite) {
    synchronized (seen) {
      return seen.putIfAbsent(Dialogs.InviteKey.of(invite), true) == null;
    }
  }

  private boolean allowed(Request request, Domain tenant) {
    return addresses.take(Fields.sourcePrefix(request)) && tenants.take(tenant);
  }

  private void tell(Request request, Response response, Origin origin, Domain tenant) {
    String caller =
        switch (origin) {
          case Origin.Phone phone -> phone.user();
          case Origin.Desk desk -> desk.by();
          case Origin.Carrier carrier ->
              callers
                  .trunk(request)
                  .map(trunk -> party.overTrunk(request, dialled(request), trunk).caller())
                  .orElseGet(() -> CallingParty.named(request));
          case Origin.Stranger stranger -> CallingParty.named(request);
        };
    incoming.refused(
        new Signalling.Refused(
            origin,
            tenant,
            clipped(dialled(request)),
            clipped(caller),
            response.getStatusCode(),
            Reasons.of(response, ""),
            Fields.source(request),
            List.of(Ladder.entry(false, request), Ladder.entry(true, response))));
  }

  private String dialled(Request request) {
    String user = callers.dialled(request);
    return user.isEmpty() ? request.getRequestURI().toString() : user;
  }

  private static String clipped(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
