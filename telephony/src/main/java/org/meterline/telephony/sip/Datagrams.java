package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.UDPMessageChannel;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import javax.sip.ListeningPoint;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * The stack's own UDP, whose queue can be looked at, and is filled by both families. It keeps of a
 * packet only as much as it is long: the stack would keep a buffer of the largest size for each.
 */
final class Datagrams extends UDPMessageProcessor {
  private static final System.Logger LOG = System.getLogger(Datagrams.class.getName());

  /** What comes faster than it is read for long is a flood: what is more is dropped. */
  private static final int MOST_WAITING = 20_000;

  /** So long is rested after a failure: one that lasts would keep a core busy. */
  private static final long REST_NANOS = 10_000_000;

  /** The stack's queue goes by the wall clock. */
  private final InstantSource clock = InstantSource.system();

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

    void send(byte[] octets, InetAddress to, int port) throws IOException {
      sendMessage(octets, to, port, false);
    }
  }

  /** A response as it is sent, once or again. */
  static final class Answer {
    private final Taker by;
    private final byte[] octets;
    private final InetAddress to;
    private final int port;

    private Answer(Taker by, byte[] octets, InetAddress to, int port) {
      this.by = by;
      this.octets = octets;
      this.to = to;
      this.port = port;
    }

    void send() {
      try {
        by.send(octets, to, port);
      } catch (IOException e) {
        // The peer is gone; its retransmission, if any, is answered again.
      }
    }
  }

  /** Whether the request came over UDP. */
  static boolean isOne(Request request) {
    return ((SIPRequest) request).getMessageChannel() instanceof Taker;
  }

  /**
   * A response on its way back to where the request came from: to the port there that its Via asks
   * for (RFC 3261, section 18.2.2; RFC 3581). Null if the request did not come over UDP.
   */
  static @Nullable Answer answer(Request request, byte[] octets) {
    var sip = (SIPRequest) request;
    if (!(sip.getMessageChannel() instanceof Taker taker)) {
      return null;
    }
    Via via = sip.getTopmostVia();
    int asked = via.getRPort() > 0 ? via.getRPort() : via.getPort();
    int port = asked > 0 ? asked : ListeningPoint.PORT_5060;
    return new Answer(taker, octets, Fields.sourceAddress(request), port);
  }

  @Override
  @SuppressWarnings("JdkObsolete") // The stack's own field is of that type.
  public void start() throws IOException {
    messageChannels = new LinkedList<>(List.of(new Taker(sipStack, this)));
    super.start();
    DatagramDoor second = sock instanceof DatagramDoor first ? first.beside() : null;
    if (second != null) {
      Thread.ofPlatform().daemon().name("sip-udp-ip6").start(() -> read(second));
    }
  }

  /** On the stack's thread. */
  @Override
  public void run() {
    read(sock);
  }

  private void read(DatagramSocket door) {
    var packet = new DatagramPacket(new byte[Stack.LARGEST_MESSAGE], Stack.LARGEST_MESSAGE);
    boolean failing = false;
    while (!door.isClosed()) {
      try {
        packet.setLength(Stack.LARGEST_MESSAGE);
        door.receive(packet);
        failing = false;
        if (messageQueue.size() >= MOST_WAITING) {
          continue;
        }
        byte[] own = Arrays.copyOf(packet.getData(), packet.getLength());
        messageQueue.add(
            new DatagramQueuedMessageDispatch(
                new DatagramPacket(own, own.length, packet.getSocketAddress()), clock.millis()));
      } catch (IOException | RuntimeException e) {
        if (!door.isClosed() && !failing) {
          LOG.log(System.Logger.Level.WARNING, "UDP port " + getPort() + " cannot be read", e);
        }
        failing = true;
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }

  /** When the oldest packet came that waits to be read, in milliseconds of the wall clock. */
  OptionalLong oldest() {
    DatagramQueuedMessageDispatch first = messageQueue.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.getReceptionTime());
  }
}
