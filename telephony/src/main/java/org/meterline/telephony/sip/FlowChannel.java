package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.text.ParseException;
import javax.sip.address.Hop;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Domain;

/**
 * A flow as the stack sees it. All that is sent through it goes over that flow, whatever address
 * the stack names: no name is looked up and no connection made.
 */
final class FlowChannel extends MessageChannel implements RawMessageChannel {
  private static final System.Logger LOG = System.getLogger(FlowChannel.class.getName());

  private final FlowProcessor processor;
  private final Flow flow;
  private final @Nullable Domain domain;
  private volatile boolean known;

  FlowChannel(FlowProcessor processor, Flow flow, @Nullable Domain domain) {
    this.messageProcessor = processor;
    this.processor = processor;
    this.flow = flow;
    this.domain = domain;
  }

  Flow flow() {
    return flow;
  }

  /** Whether accounts of that domain may use it. */
  boolean admits(Domain other) {
    return domain == null || domain.equals(other);
  }

  /** The channel that a request came over; null if that was UDP. */
  static @Nullable FlowChannel of(javax.sip.message.Message message) {
    return message instanceof SIPRequest request
            && request.getMessageChannel() instanceof FlowChannel channel
        ? channel
        : null;
  }

  /** Whether nothing more is taken from there. */
  boolean isBanned() {
    return processor.isBanned(getPeerInetAddress());
  }

  /** Whether it was ever known who is there: a call may outlast what proved it. */
  boolean isKnown() {
    if (!known && (flow.bound() || processor.knows(getPeerInetAddress()))) {
      known = true;
    }
    return known;
  }

  /** It is known otherwise than by a password. */
  void recognized() {
    known = true;
  }

  /** Takes a whole message as it came. Called by one thread at a time. */
  void received(byte[] bytes) {
    if (processor.admits(getPeerInetAddress())) {
      take(processor.read(bytes));
    }
  }

  /** Refuses what began as a message and has no end, if it can be answered. */
  void endless(byte[] head) {
    if (processor.admits(getPeerInetAddress())) {
      take(processor.unfit(head));
    }
  }

  private void take(@Nullable SIPMessage message) {
    if (message == null) {
      processor.offended(getPeerInetAddress());
    } else {
      try {
        processMessage(message);
      } catch (RuntimeException | Error e) {
        processor.failed(e);
      }
    }
  }

  @Override
  public void processMessage(SIPMessage message) {
    message.setRemoteAddress(getPeerInetAddress());
    message.setRemotePort(getPeerPort());
    message.setLocalAddress(processor.getIpAddress());
    message.setLocalPort(getPort());
    if (message instanceof SIPRequest request) {
      requested(request);
    } else if (message instanceof SIPResponse response) {
      responded(response);
    }
  }

  private void requested(SIPRequest request) {
    mark(request.getTopmostVia());
    ServerRequestInterface taken = getSIPStack().newSIPServerRequest(request, this);
    if (taken == null) {
      return; // The same request is being worked on.
    }
    try {
      taken.processRequest(request, this);
    } finally {
      release(taken);
    }
  }

  /** Says in the Via where the request came from (RFC 3261, section 18.2.1; RFC 3581). */
  private void mark(Via via) {
    String from = getPeerAddress();
    try {
      if (via.hasParameter(Via.RPORT)) {
        via.setParameter(Via.RPORT, Integer.toString(getPeerPort()));
        via.setParameter(Via.RECEIVED, from);
      } else if (!from.equals(IpLiteral.canonical(via.getHost()))) {
        via.setParameter(Via.RECEIVED, from);
      }
    } catch (ParseException e) {
      throw new IllegalStateException("an address does not fit a Via", e);
    }
  }

  private void responded(SIPResponse response) {
    try {
      response.checkHeaders();
    } catch (ParseException e) {
      LOG.log(System.Logger.Level.DEBUG, "a response is dropped", e);
      return;
    }
    ServerResponseInterface taken = getSIPStack().newSIPServerResponse(response, this);
    if (taken == null) {
      return; // It comes late, or another of its transaction is being worked on.
    }
    try {
      if (!(taken instanceof SIPClientTransaction transaction)
          || transaction.checkFromTag(response)) {
        taken.processResponse(response, this);
      }
    } finally {
      release(taken);
    }
  }

  /** What reaches no listener is let go here; the rest, when the listener is done. */
  private static void release(Object taken) {
    if (taken instanceof SIPTransaction transaction && !transaction.passToListener()) {
      transaction.releaseSem();
    }
  }

  @Override
  public void sendMessage(SIPMessage message) throws IOException {
    // A response has the Via that it was asked with; a proxy before us may have taken TLS off.
    Via via = message.getTopmostVia();
    String transport =
        message instanceof SIPResponse && via != null ? via.getTransport() : getTransport();
    flow.send(message.encodeAsBytes(transport));
    message.setRemoteAddress(getPeerInetAddress());
    message.setRemotePort(getPeerPort());
    message.setLocalAddress(processor.getIpAddress());
    message.setLocalPort(getPort());
  }

  @Override
  public void sendMessage(SIPMessage message, Hop hop) throws IOException {
    sendMessage(message);
  }

  @Override
  public void sendMessage(SIPMessage message, InetAddress address, int port) throws IOException {
    sendMessage(message);
  }

  @Override
  protected void sendMessage(byte[] message, InetAddress address, int port, boolean reconnect)
      throws IOException {
    flow.send(message);
  }

  @Override
  public void close() {
    // It is closed when the connection is, never by a transaction.
  }

  @Override
  public SIPTransactionStack getSIPStack() {
    return processor.getSIPStack();
  }

  @Override
  public String getTransport() {
    return processor.getTransport();
  }

  @Override
  public boolean isReliable() {
    return true;
  }

  @Override
  public boolean isSecure() {
    return processor.isSecure();
  }

  @Override
  public String getPeerAddress() {
    return IpLiteral.text(flow.peer().getAddress());
  }

  @Override
  protected InetAddress getPeerInetAddress() {
    return flow.peer().getAddress();
  }

  @Override
  protected String getPeerProtocol() {
    return getTransport();
  }

  @Override
  public int getPeerPort() {
    return flow.peer().getPort();
  }

  @Override
  public int getPeerPacketSourcePort() {
    return getPeerPort();
  }

  @Override
  public InetAddress getPeerPacketSourceAddress() {
    return getPeerInetAddress();
  }

  @Override
  public String getKey() {
    return getTransport() + ":" + flow.name();
  }

  @Override
  public String getViaHost() {
    return IpLiteral.text(processor.getIpAddress());
  }

  @Override
  public int getViaPort() {
    return processor.getPort();
  }
}
