package org.meterline.telephony.sip;

import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.OptionalLong;

/** The stack's own UDP, whose queue can be looked at, and is filled by both families. */
final class Datagrams extends UDPMessageProcessor {
  private static final System.Logger LOG = System.getLogger(Datagrams.class.getName());

  /** The stack's queue goes by the wall clock. */
  private final InstantSource clock = InstantSource.system();

  Datagrams(InetAddress address, SIPTransactionStack stack, int port) throws IOException {
    super(address, stack, port);
  }

  @Override
  public void start() throws IOException {
    super.start();
    DatagramDoor second = sock instanceof DatagramDoor first ? first.beside() : null;
    if (second != null) {
      Thread.ofPlatform().daemon().name("sip-udp-ip6").start(() -> read(second));
    }
  }

  private void read(DatagramDoor door) {
    while (!door.isClosed()) {
      try {
        int room = getMaximumMessageSize();
        var packet = new DatagramPacket(new byte[room], room);
        door.receive(packet);
        messageQueue.add(new DatagramQueuedMessageDispatch(packet, clock.millis()));
      } catch (IOException | RuntimeException e) {
        if (!door.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "a UDP packet could not be read", e);
        }
      }
    }
  }

  /** When the oldest packet came that waits to be read, in milliseconds of the wall clock. */
  OptionalLong oldest() {
    DatagramQueuedMessageDispatch first = messageQueue.peek();
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.getReceptionTime());
  }
}
