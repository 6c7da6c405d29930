package org.meterline.telephony.sip;

import gov.nist.javax.sip.Utils;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sip.address.Hop;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Signalling;

/**
 * A dialog (RFC 3261, section 12). Not safe for many threads: its leg's mailbox owns it. URIs are
 * kept as the text of name-addr.
 */
final class SipDialog {
  /** Where requests within it go. */
  enum Tie {
    /** Where Record-Route and Contact lead. */
    ROUTES,

    /** To who sends, wherever that is: those lead nowhere else. */
    SENDER,

    /** To where it began. */
    PLACE
  }

  private final Wire wire;
  private final String callId;
  private final String local;
  private final String localTag;
  private final String remote;
  private final String remoteTag;
  private final List<String> route;
  private final String transport;
  private final Tie tie;
  private @Nullable String hop;
  private String remoteTarget;
  private long localSequence;
  private long remoteSequence;

  /** Before any request of theirs, which may be counted from 0. */
  private static final long NOTHING_YET = -1;

  private SipDialog(Wire wire, DialogIdentity identity, Tie tie, long remoteSequence) {
    this.wire = wire;
    this.tie = tie;
    this.callId = identity.callId();
    this.local = identity.localUri();
    this.localTag = identity.localTag();
    this.remote = identity.remoteUri();
    this.remoteTag = identity.remoteTag();
    this.route = identity.routeSet();
    this.transport = identity.transport();
    this.hop = identity.hop();
    this.remoteTarget = identity.remoteTarget();
    this.localSequence = identity.localSequence();
    this.remoteSequence = remoteSequence;
  }

  static SipDialog of(Wire wire, DialogIdentity identity) {
    return new SipDialog(wire, identity, Tie.PLACE, NOTHING_YET);
  }

  /**
   * The dialog that an INVITE to us begins. Without a Contact it cannot be one.
   *
   * @param tie where all goes; by routes to who sends as well, if they are none and it asks for it
   */
  static SipDialog incoming(Wire wire, Request invite, String localTag, Tie tie)
      throws ParseException {
    var from = (FromHeader) invite.getHeader(FromHeader.NAME);
    var to = (ToHeader) invite.getHeader(ToHeader.NAME);
    var contact = (ContactHeader) invite.getHeader(ContactHeader.NAME);
    if (contact == null || !leadsSomewhere(contact)) {
      throw new ParseException("an INVITE has a Contact", 0);
    }
    List<String> route = Fields.values(invite, RecordRouteHeader.NAME);
    return new SipDialog(
        wire,
        new DialogIdentity(
            Fields.callId(invite),
            to.getAddress().toString(),
            localTag,
            from.getAddress().toString(),
            from.getTag() == null ? "" : from.getTag(),
            contact.getAddress().getURI().toString(),
            route,
            0,
            Fields.transport(invite),
            tie != Tie.ROUTES || (route.isEmpty() && isSymmetric(invite)) ? sender(invite) : null),
        tie,
        Fields.sequence(invite));
  }

  /** A connection is used again; over UDP only who asks for it is reached where it sends from. */
  private static boolean isSymmetric(Request request) {
    var via = (ViaHeader) request.getHeader(ViaHeader.NAME);
    return !Fields.transport(request).equals("udp") || via.getParameter("rport") != null;
  }

  /** Where a response goes (RFC 3261, section 18.2.2; RFC 3581, section 4). */
  private static String sender(Request request) {
    int port = ((ViaHeader) request.getHeader(ViaHeader.NAME)).getPort();
    return isSymmetric(request)
        ? Fields.hop(request)
        : HostPort.of(Fields.sourceAddress(request), port > 0 ? port : 5060).toString();
  }

  /**
   * The dialog that a response to our INVITE begins.
   *
   * @param hop where the INVITE was sent, if that was not what its URI says
   * @param tie by routes all goes there as well, if there are none
   */
  static SipDialog outgoing(
      Wire wire,
      Request invite,
      Response response,
      String transport,
      @Nullable String hop,
      Tie tie) {
    var from = (FromHeader) invite.getHeader(FromHeader.NAME);
    var to = (ToHeader) response.getHeader(ToHeader.NAME);
    var contact = (ContactHeader) response.getHeader(ContactHeader.NAME);
    List<String> route = new ArrayList<>(Fields.values(response, RecordRouteHeader.NAME));
    Collections.reverse(route);
    return new SipDialog(
        wire,
        new DialogIdentity(
            Fields.callId(invite),
            from.getAddress().toString(),
            from.getTag(),
            to.getAddress().toString(),
            to.getTag() == null ? "" : to.getTag(),
            contact == null || !leadsSomewhere(contact)
                ? invite.getRequestURI().toString()
                : contact.getAddress().getURI().toString(),
            route,
            Fields.sequence(invite),
            transport,
            tie != Tie.ROUTES || route.isEmpty() ? hop : null),
        tie,
        NOTHING_YET);
  }

  /** In place of {@code *} the parser has a URI without a host, which cannot be written. */
  private static boolean leadsSomewhere(ContactHeader contact) {
    return !contact.isWildCard();
  }

  DialogIdentity identity() {
    return new DialogIdentity(
        callId,
        local,
        localTag,
        remote,
        remoteTag,
        remoteTarget,
        route,
        localSequence,
        transport,
        hop);
  }

  String localTag() {
    return localTag;
  }

  String remoteTag() {
    return remoteTag;
  }

  String transport() {
    return transport;
  }

  /** Takes the request's place in the order; false if it comes late (RFC 3261, section 12.2.2). */
  boolean inOrder(Request request) {
    long sequence = Fields.sequence(request);
    if (sequence <= remoteSequence) {
      return false;
    }
    remoteSequence = sequence;
    return true;
  }

  /** A re-INVITE or UPDATE, or its 2xx, may name another Contact (section 12.2). */
  void refresh(Message message) {
    var contact = (ContactHeader) message.getHeader(ContactHeader.NAME);
    if (contact != null && leadsSomewhere(contact)) {
      remoteTarget = contact.getAddress().getURI().toString();
    }
    if (message instanceof Request request
        && hop != null
        && tie != Tie.PLACE
        && Fields.transport(request).equals(transport)) {
      hop = sender(request); // it may have moved to another network
    }
  }

  /** Counts on where the early dialog that this one was is (section 12.1). */
  void continues(SipDialog early) {
    localSequence = Math.max(localSequence, early.localSequence);
    remoteSequence = Math.max(remoteSequence, early.remoteSequence);
  }

  /** The next request within the dialog (section 12.2.1.1). */
  Request next(String method) throws ParseException {
    localSequence++;
    return request(method, localSequence);
  }

  /** A request that was refused, once more with the next number. */
  Request again(Request refused) throws ParseException {
    Request again = (Request) refused.clone();
    Request fresh = next(refused.getMethod());
    again.setHeader(fresh.getHeader(ViaHeader.NAME));
    again.setHeader(fresh.getHeader(CSeqHeader.NAME));
    return again;
  }

  /** The ACK for the 2xx to our INVITE of that number: a transaction of its own (13.2.2.4). */
  Request ack(long sequence) throws ParseException {
    Request ack = request(Request.ACK, sequence);
    ((ViaHeader) ack.getHeader(ViaHeader.NAME)).setBranch(Utils.getInstance().generateBranchId());
    return ack;
  }

  private Request request(String method, long sequence) throws ParseException {
    // Strict routers (no lr) died out with RFC 2543; all routes are taken for loose ones.
    return wire.request(
        method,
        wire.uri(remoteTarget),
        callId,
        sequence,
        local + ";tag=" + localTag,
        remoteTag.isEmpty() ? remote : remote + ";tag=" + remoteTag,
        route,
        Signalling.MAX_FORWARDS,
        transport);
  }

  /** The address of the far end, as far as it is known. */
  @Nullable InetAddress peer() {
    return HopRouter.peer(hop, route, remoteTarget);
  }

  /** The flow that leads to a browser; null if the peer is none. */
  @Nullable String browser() {
    return transport.equals("ws") ? hop : null;
  }

  /** Where to send, if not where route or target say. */
  @Nullable Hop hop() {
    return hop == null ? null : HopRouter.of(hop, transport);
  }
}
