package org.meterline.telephony.sip;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Offence;

/** One transport of flows, as the stack sees it. The stack opens nothing and reads nothing. */
final class FlowProcessor extends MessageProcessor {
  private final Flows flows;
  private final Malformed malformed;
  private final Guard guard;

  FlowProcessor(
      SIPTransactionStack stack,
      InetAddress address,
      int port,
      String transport,
      Flows flows,
      Malformed malformed,
      Guard guard) {
    super(address, port, transport, stack);
    this.flows = flows;
    this.malformed = malformed;
    this.guard = guard;
  }

  /** Whether a message from there is taken. */
  boolean admits(InetAddress from) {
    return guard.admits(from);
  }

  /** Whether nothing is taken from there any more. */
  boolean isBanned(InetAddress from) {
    return guard.isBanned(from);
  }

  /** Whether it is known who is there. */
  boolean knows(InetAddress from) {
    return guard.knows(from);
  }

  /** What came from there could not be answered. */
  void offended(InetAddress from) {
    guard.offended(from, Offence.MALFORMED);
  }

  /** A message brought a fault of ours to light. */
  void failed(Throwable fault) {
    malformed.failed(fault);
  }

  /** What the bytes say; null if they say nothing that could be answered. */
  @Nullable SIPMessage read(byte[] bytes) {
    return new GuardedParsers.Guarded(new ShortWays(), malformed).parse(bytes, true, false);
  }

  /** What can be answered of a message whose end cannot be found. */
  @Nullable SIPMessage unfit(byte[] head) {
    malformed.count();
    SIPMessage request = UnfitRequest.of(head, false);
    if (request == null) {
      malformed.nobodys("a message of no known length cannot be answered");
    }
    return request;
  }

  @Override
  public SIPTransactionStack getSIPStack() {
    return sipStack;
  }

  /**
   * The channel of the flow that leads there; made if there is none and the transport can be
   * dialled. Waits for that.
   */
  @Override
  public MessageChannel createMessageChannel(HostPort to) throws IOException {
    return flows.to(this, to.getHost().getHostname(), to.getPort());
  }

  @Override
  public MessageChannel createMessageChannel(InetAddress to, int port) throws IOException {
    return flows.to(this, IpLiteral.text(to), port);
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public int getDefaultTargetPort() {
    return isSecure() ? 5061 : 5060;
  }

  @Override
  public boolean isSecure() {
    return transport.equalsIgnoreCase("tls");
  }

  @Override
  public int getMaximumMessageSize() {
    return Stack.LARGEST_MESSAGE;
  }

  @Override
  public boolean inUse() {
    return false;
  }
}
