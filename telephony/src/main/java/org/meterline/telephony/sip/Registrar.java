package org.meterline.telephony.sip;

import gov.nist.javax.sip.address.SipUri;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.Bindings;

/** Answers REGISTER requests of accounts that proved who they are (RFC 3261, section 10.3). */
final class Registrar {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int MOST_PORT = 65_535;
  private static final int LONGEST_CONTACT = 1_000;

  private final Wire wire;
  private final KeptAnswers answers;
  private final Directory directory;
  private final Bindings bindings;
  private final Clock clock;

  /** The date as it was said last: many are answered within a second. */
  private volatile @Nullable Said said;

  private record Said(long second, String date) {}

  Registrar(Wire wire, KeptAnswers answers, Directory directory, Bindings bindings, Clock clock) {
    this.wire = wire;
    this.answers = answers;
    this.directory = directory;
    this.bindings = bindings;
    this.clock = clock;
  }

  /** A request that is refused, with its status. */
  private static final class Refused extends Exception {
    private final int status;

    Refused(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  void register(Request request, Domain domain, String user) {
    try {
      Outbound outbound = Outbound.of(request);
      List<Binding> now = apply(request, outbound, domain, user);
      answers.answer(request, registered(request, now, outbound));
    } catch (Refused refused) {
      answers.answer(request, Responses.written(refusal(request, refused)));
    }
  }

  private Response refusal(Request request, Refused why) {
    Response response =
        Responses.refusal(why.status, request, Wire.tag(), String.valueOf(why.getMessage()));
    if (why.status == 423) {
      response.addHeader(
          Wire.header(
              "Min-Expires", Long.toString(wire.settings.shortestRegistration().toSeconds())));
    }
    return response;
  }

  private List<Binding> apply(Request request, Outbound outbound, Domain domain, String user)
      throws Refused {
    if (outbound == Outbound.IN_VAIN) {
      throw new Refused(439, "A proxy on the way keeps no ways open");
    }
    List<ContactHeader> contacts = new ArrayList<>();
    for (ListIterator<?> i = request.getHeaders(ContactHeader.NAME); i.hasNext(); ) {
      if (i.next() instanceof ContactHeader contact) {
        contacts.add(contact);
      }
    }
    String callId = Fields.callId(request);
    long sequence = Fields.sequence(request);
    if (contacts.stream().anyMatch(ContactHeader::isWildCard)) {
      var expires = (ExpiresHeader) request.getHeader(ExpiresHeader.NAME);
      if (contacts.size() > 1 || expires == null || expires.getExpires() != 0) {
        throw new Refused(400, "Contact: * goes with Expires: 0 and nothing else");
      }
      return now(bindings.removeAll(domain, user, callId, sequence));
    }
    Instant at = clock.instant();
    List<Binding> wanted = new ArrayList<>();
    for (ContactHeader contact : contacts) {
      wanted.add(binding(request, outbound, contact, domain, user, at));
    }
    List<Binding> bound = now(bindings.register(domain, user, wanted));
    FlowChannel flow = FlowChannel.of(request);
    if (flow != null && !flow.flow().open()) {
      // It was closed before it was bound.
      bindings.unbind(flow.flow().name());
    }
    return bound;
  }

  private static List<Binding> now(Bindings.Outcome outcome) throws Refused {
    return switch (outcome) {
      case Bindings.Outcome.Registered done -> done.now();
      case Bindings.Outcome.OutOfOrder late ->
          throw new Refused(500, "A later registration is known");
      case Bindings.Outcome.TooMany many ->
          throw new Refused(403, "No more than " + many.most() + " registrations at once");
    };
  }

  private Binding binding(
      Request request,
      Outbound outbound,
      ContactHeader contact,
      Domain domain,
      String user,
      Instant at)
      throws Refused {
    if (!(contact.getAddress().getURI() instanceof SipURI uri)
        || uri.getPort() > MOST_PORT
        || uri.toString().length() > LONGEST_CONTACT) {
      throw new Refused(400, "A Contact is a SIP URI of sensible length");
    }
    if (isCarrier(uri)) {
      throw new Refused(403, "A carrier is no phone");
    }
    // Neither belongs to where a phone is (RFC 3261, section 19.1.1, table 1, of headers).
    uri.removeParameter("maddr");
    ((SipUri) uri).removeHeaders();
    return new Binding(
        domain,
        user,
        uri.toString(),
        path(request),
        Fields.source(request),
        Fields.transport(request),
        Fields.userAgent(request),
        Fields.callId(request),
        Fields.sequence(request),
        at.plus(lifetime(request, contact)),
        flow(request, outbound),
        Outbound.instance(contact),
        outbound == Outbound.KEPT ? Outbound.regId(contact) : 0,
        Fields.wanted(contact));
  }

  /**
   * The connection without which the phone cannot be reached: a browser's, or one that the phone
   * keeps open and that leads to it and not to its edge (RFC 5626, section 5.3).
   */
  private static @Nullable String flow(Request request, Outbound outbound) {
    String transport = Fields.transport(request);
    boolean kept = outbound == Outbound.KEPT && Fields.values(request, "Path").isEmpty();
    FlowChannel flow = FlowChannel.of(request);
    if (flow == null || (!transport.equals("ws") && !kept)) {
      return null;
    }
    flow.flow().bind();
    return Fields.hop(request);
  }

  /**
   * The way that calls will take, which only a proxy known to us may name (RFC 3327, section 5.3).
   */
  private List<String> path(Request request) throws Refused {
    List<String> path = Fields.values(request, "Path");
    if (!path.isEmpty()
        && !(wire.isEdge(Fields.sourceAddress(request)) && wire.isEdge(first(path)))) {
      throw new Refused(403, "A Path is taken from known edges only");
    }
    return path;
  }

  /** What leaves for a carrier is charged as such: nobody has it called as an extension. */
  private boolean isCarrier(SipURI uri) {
    int port = uri.getPort() > 0 ? uri.getPort() : 5060;
    String host = uri.getHost();
    return IpLiteral.read(host)
        .flatMap(address -> directory.trunkAt(new InetSocketAddress(address, port)))
        .isPresent();
  }

  private String first(List<String> path) {
    try {
      String text = path.getFirst();
      int start = text.indexOf('<') + 1;
      int end = text.indexOf('>', start);
      return wire.uri(text.substring(start, end < 0 ? text.length() : end)) instanceof SipURI uri
          ? uri.getHost()
          : "";
    } catch (ParseException e) {
      return "";
    }
  }

  private Duration lifetime(Request request, ContactHeader contact) throws Refused {
    var expires = (ExpiresHeader) request.getHeader(ExpiresHeader.NAME);
    SipSettings settings = wire.settings;
    Duration wanted =
        contact.getParameter("expires") != null && contact.getExpires() >= 0
            ? Duration.ofSeconds(contact.getExpires())
            : expires != null
                ? Duration.ofSeconds(expires.getExpires())
                : settings.defaultRegistration();
    if (!wanted.isZero() && wanted.compareTo(settings.shortestRegistration()) < 0) {
      throw new Refused(423, "Registrations are not kept for so short a time");
    }
    return wanted.compareTo(settings.longestRegistration()) > 0
        ? settings.longestRegistration()
        : wanted;
  }

  private byte[] registered(Request request, List<Binding> now, Outbound outbound) {
    List<String> lines = new ArrayList<>();
    Instant at = clock.instant();
    for (Binding binding : now) {
      // Rounded up, or a phone that asked for 60 would be told 59.
      long left = Math.max(1, Duration.between(at, binding.expires()).plusMillis(999).toSeconds());
      String told = "<" + binding.contact() + ">;expires=" + left + Outbound.parameters(binding);
      lines.add("Contact: " + told);
    }
    if (outbound == Outbound.KEPT) {
      lines.add("Require: " + Outbound.TAG);
      boolean udp = Fields.transport(request).equals("udp");
      lines.add("Flow-Timer: " + (udp ? Outbound.UDP_TIMER : Outbound.STREAM_TIMER));
    }
    for (String path : Fields.values(request, "Path")) {
      lines.add("Path: " + path);
    }
    lines.add("Date: " + date(at));
    return Responses.written(200, request, Wire.tag(), lines);
  }

  private String date(Instant at) {
    Said last = said;
    if (last == null || last.second != at.getEpochSecond()) {
      last = new Said(at.getEpochSecond(), DATE.format(at));
      said = last;
    }
    return last.date;
  }

  /** The user part of the address of record. */
  static String user(Request request) {
    String user = Fields.user(((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI());
    return user == null ? "" : user;
  }
}
