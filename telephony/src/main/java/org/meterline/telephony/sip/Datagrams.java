package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.UDPMessageChannel;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The stack's own UDP, whose queue can be looked at, and which keeps of a packet only as much as it
 * is long: the stack would keep a buffer of the largest size for each.
 */
final class Datagrams extends UDPMessageProcessor {
  private static final System.Logger LOG = System.getLogger(Datagrams.class.getName());

  Datagrams(InetAddress address, SIPTransactionStack stack, int port) throws IOException {
    super(address, stack, port);
  }

  /**
   * Takes packets off the queue, on a thread of its own; there is one, for the order of packets.
   */
  private static final class Taker extends UDPMessageChannel {
    Taker(SIPTransactionStack stack, Datagrams from) {
      super(stack, from, ((SipStackImpl) stack).getStackName() + "-UDP");
    }
  }

  @Override
  @SuppressWarnings("JdkObsolete") // The stack's own field is of that type.
  public void run() {
    messageChannels = new LinkedList<>(List.of(new Taker(sipStack, this)));
    DatagramPacket packet =
        new DatagramPacket(new byte[Stack.LARGEST_MESSAGE], Stack.LARGEST_MESSAGE);
    boolean failing = false;
    while (isRunning) {
      try {
        packet.setLength(Stack.LARGEST_MESSAGE);
        sock.receive(packet);
        byte[] own = Arrays.copyOf(packet.getData(), packet.getLength());
        messageQueue.add(
            new DatagramQueuedMessageDispatch(
                new DatagramPacket(own, own.length, packet.getSocketAddress()),
                System.currentTimeMillis()));
        failing = false;
      } catch (IOException | RuntimeException e) {
        if (isRunning && !failing) {
          LOG.log(System.Logger.Level.WARNING, "UDP port " + getPort() + " cannot be read", e);
        }
        failing = true;
      }
    }
  }

  /** When the oldest packet came that waits to be read, in milliseconds of the wall clock. */
  OptionalLong oldest() {
    DatagramQueuedMessageDispatch first = messageQueue.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.getReceptionTime());
  }
}
