package org.meterline.telephony.sip;

import gov.nist.javax.sip.TransactionExt;
import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.MessageExt;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ObjectInUseException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipProvider;
import javax.sip.TransactionState;
import javax.sip.address.AddressFactory;
import javax.sip.address.Hop;
import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.RouteHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Locator;
import org.meterline.telephony.media.Sdp;

/** What legs share: making messages, sending them, threads and timers. */
final class Wire {
  private static final System.Logger LOG = System.getLogger(Wire.class.getName());

  static final String ALLOW =
      "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, REGISTER";

  /** Extensions of SIP that a peer may insist on (RFC 3261, section 19.2). */
  static final List<String> EXTENSIONS =
      List.of(
          Reliable.TAG,
          "path",
          "timer",
          Outbound.TAG,
          Replaces.TAG,
          Referring.NO_SUBSCRIPTION,
          EarlyDialogs.TAG);

  static final String SUPPORTED = String.join(", ", EXTENSIONS);
  static final String CUT_OFF = "The browser closed its connection";

  static final String PRODUCT = "Meterline";

  private static final SecureRandom RANDOM = new SecureRandom();

  final SipProvider provider;
  final SipSettings settings;

  /** What we say where we are. */
  final OwnHosts hosts;

  /** Who is reached here. */
  final Here here;

  /** The addresses of the proxies whose Path is taken, each in one form alone. */
  private final Set<String> edges;

  final Dialogs dialogs = new Dialogs();

  /** The connections there are. */
  final Flows flows;

  final HeaderFactory headers;
  final MessageFactory messages;
  final AddressFactory addresses;
  final Executor threads;
  final AtomicInteger waiting;
  private final Timers timers;
  private final int port;
  private final int tlsPort;

  /** Signs for callers and verifies them. */
  final Identities identities;

  /** Says where trunks are. */
  final Locator locator;

  Wire(
      Stack stack,
      SipSettings settings,
      Executor threads,
      AtomicInteger waiting,
      Timers timers,
      Identities identities,
      Locator locator)
      throws SipException {
    this.identities = identities;
    this.locator = locator;
    this.provider = stack.provider();
    this.flows = stack.flows();
    this.port = stack.port();
    this.tlsPort = stack.tlsPort();
    this.settings = settings;
    this.hosts = OwnHosts.parse(settings.advertisedAddress());
    this.here = Here.of(settings);
    this.edges =
        settings.edges().stream().map(IpLiteral::canonical).collect(Collectors.toUnmodifiableSet());
    this.threads = threads;
    this.waiting = waiting;
    this.timers = timers;
    SipFactory factory = SipFactory.getInstance();
    this.headers = factory.createHeaderFactory();
    this.messages = factory.createMessageFactory();
    this.addresses = factory.createAddressFactory();
  }

  /** A fresh tag, hard to guess (RFC 3261, section 19.3). */
  static String tag() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  String callId() {
    return UUID.randomUUID() + "@" + hosts.usual();
  }

  Serial mailbox() {
    return new Serial(threads, waiting);
  }

  Future<?> after(long millis, Serial mailbox, Runnable task) {
    return timers.after(millis, () -> mailbox.post(task));
  }

  void later(long millis, Serial mailbox, Runnable task) {
    var _ = after(millis, mailbox, task);
  }

  /** 64 times T1: how long anything is tried (RFC 3261, section 17.1.1.2). */
  long patience() {
    return 64 * settings.t1().toMillis();
  }

  /**
   * How long a dialog that was ended by BYE is remembered: a BYE may cross ours. As long as the way
   * there and back is taken to be (RFC 3261, section 17.1.1.1).
   */
  long crossing() {
    return settings.t1().toMillis();
  }

  /** How long it is known that there was an INVITE: it, or its 2xx, may come again. */
  long aftermath() {
    return 10 * settings.t1().toMillis();
  }

  int port(String transport) {
    return transport.equalsIgnoreCase("tls") ? tlsPort : port;
  }

  /**
   * Our Contact on that transport.
   *
   * @param peer whom it is told; null if that is not known yet
   */
  String contact(String transport, @Nullable InetAddress peer) {
    String lower = transport.toLowerCase(Locale.ROOT);
    return "<sip:"
        + hosts.towards(peer)
        + ":"
        + port(lower)
        + (lower.equals("udp") ? "" : ";transport=" + lower)
        + ">";
  }

  /** The same with a user. */
  String contact(String transport, @Nullable InetAddress peer, String user) {
    return contact(transport, peer).replace("<sip:", "<sip:" + user + "@");
  }

  /** A header that the stack need not understand, as text; at most one of a name. */
  static Header header(String name, String value) {
    var header = new ExtensionHeaderImpl(name);
    header.setValue(value);
    return header;
  }

  Header contactHeader(String address) {
    return parsed(ContactHeader.NAME, address);
  }

  /** A header that there may be several of. */
  Header parsed(String name, String value) {
    try {
      return headers.createHeader(name, value);
    } catch (ParseException e) {
      throw new IllegalArgumentException("no " + name + " header can be made", e);
    }
  }

  URI uri(String text) throws ParseException {
    // Ended as in a message: the parser learns of a text's own end by an exception, at a cost.
    URI ended = addresses.createURI(text + "\n");
    return ended instanceof SipURI || ended instanceof TelURL ? ended : addresses.createURI(text);
  }

  static SIPHeader parse(String line) throws ParseException {
    return StringMsgParser.parseSIPHeader(line);
  }

  /** A request with all that every request of ours carries. */
  Request request(
      String method,
      URI to,
      String callId,
      long sequence,
      String fromValue,
      String toValue,
      List<String> route,
      int maxForwards,
      String transport)
      throws ParseException {
    try {
      ViaHeader via =
          headers.createViaHeader(
              hosts.towards(HopRouter.peer(null, route, to.toString())),
              port(transport),
              transport.toUpperCase(Locale.ROOT),
              null);
      via.setRPort();
      var request = new SIPRequest();
      request.setMethod(method);
      request.setRequestURI(to);
      request.addHeader(via);
      request.addHeader(headers.createMaxForwardsHeader(maxForwards));
      for (String hop : route) {
        request.addHeader(parse(RouteHeader.NAME + ": " + hop + "\n"));
      }
      request.addHeader(parse("From: " + fromValue + "\n"));
      request.addHeader(parse("To: " + toValue + "\n"));
      request.addHeader(headers.createCallIdHeader(callId));
      request.addHeader(headers.createCSeqHeader(sequence, method));
      request.addHeader(header("User-Agent", PRODUCT));
      return request;
    } catch (InvalidArgumentException e) {
      throw new IllegalStateException("our own address does not fit a Via", e);
    }
  }

  /**
   * Where we are and what we know: said by what begins a dialog or may change it.
   *
   * @param peer whom it is told; null if that is not known yet
   */
  void introduce(Message message, String transport, @Nullable InetAddress peer) {
    message.addHeader(contactHeader(contact(transport, peer)));
    message.addHeader(header("Allow", ALLOW));
    message.addHeader(header("Supported", SUPPORTED));
  }

  /**
   * @param peer whom it is told; null if that is not known yet
   */
  void describe(Message message, Sdp told, @Nullable InetAddress peer) {
    Sdp sdp = told.towards(peer);
    try {
      ContentTypeHeader type = headers.createContentTypeHeader("application", "sdp");
      message.setContent(sdp.text().getBytes(StandardCharsets.UTF_8), type);
    } catch (ParseException e) {
      throw new IllegalArgumentException("no session description", e);
    }
  }

  /**
   * Answers what nobody made a transaction for: costs nothing that an attacker could pile up. Over
   * a flow the answer takes the way back, never one that a Via names (RFC 3261, section 18.2.2).
   */
  void answer(Request request, Response response) {
    ServerTransaction known = known(request);
    if (known != null) {
      boolean _ = new StackTransaction(known).respond(response);
    } else {
      answerStateless(request, Responses.written(response));
    }
  }

  /**
   * The stack gives the CANCEL of an INVITE that it knows a transaction before anybody asks for
   * one, and keeps both for good unless it is answered there.
   */
  private static @Nullable ServerTransaction known(Request request) {
    return request.getMethod().equals(Request.CANCEL)
            && ((SIPRequest) request).getTransaction() instanceof SIPServerTransaction made
            && made.isTransactionMapped()
        ? made
        : null;
  }

  /** Answers without a transaction, with a response as it is sent. */
  static void answerStateless(Request request, byte[] octets) {
    FlowChannel flow = FlowChannel.of(request);
    Datagrams.Answer datagram = Datagrams.answer(request, octets);
    if (datagram != null) {
      datagram.send();
    } else if (flow != null) {
      try {
        flow.flow().send(octets);
      } catch (IOException e) {
        // The peer is gone; it will not ask again.
      }
    }
  }

  /** Whether a proxy is there whose Path is taken. */
  boolean isEdge(InetAddress address) {
    return edges.contains(IpLiteral.text(address));
  }

  /** The same of where it says it is. */
  boolean isEdge(String host) {
    return edges.contains(IpLiteral.canonical(host));
  }

  /**
   * Sends a request in a transaction of its own. May block while a connection is made.
   *
   * @param owner whom the transaction's responses and timeouts are for
   */
  ClientTransaction send(Request request, @Nullable Hop hop, Object owner) throws SipException {
    direct(request, hop);
    try {
      ClientTransaction transaction = provider.getNewClientTransaction(request);
      transaction.setApplicationData(owner);
      // It keeps a transaction that has its answer for T4 (RFC 3261, section 17.1.2.2, timer K), to
      // take what comes again; of that legs heed nothing. It counts in T1, and at less than one of
      // them loses the answer.
      int t1 = Math.toIntExact(settings.t1().toMillis());
      transaction.setRetransmitTimer(t1);
      ((TransactionExt) transaction).setTimerT4(t1);
      transaction.sendRequest();
      return transaction;
    } catch (IllegalStateException e) {
      throw new SipException("SIP has been stopped", e);
    }
  }

  /**
   * Waits no longer for a final response to an INVITE, which the stack does for good once a
   * provisional one came.
   *
   * @return whether it was waited for
   */
  static boolean abandon(ClientTransaction inviting) {
    TransactionState state = inviting.getState();
    if (!TransactionState.CALLING.equals(state) && !TransactionState.PROCEEDING.equals(state)) {
      return false;
    }
    try {
      inviting.terminate();
    } catch (ObjectInUseException e) {
      LOG.log(System.Logger.Level.DEBUG, "a transaction lives on", e);
    }
    return true;
  }

  void sendAck(Request ack, @Nullable Hop hop) throws SipException {
    direct(ack, hop);
    provider.sendRequest(ack);
  }

  /** Sends it there whatever it says itself, and has it say what is told there. */
  private void direct(Request request, @Nullable Hop hop) {
    if (hop == null) {
      return;
    }
    ((MessageExt) request).setApplicationData(hop);
    InetAddress peer = HopRouter.address(hop.getHost());
    if (peer == null || request.getMethod().equals(Request.CANCEL)) {
      return;
    }
    hosts.say(request, peer);
  }
}
