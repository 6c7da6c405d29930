package org.meterline.telephony.media;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.meterline.telephony.address.OwnAddresses;

/**
 * A UDP port of ours, the same on the address of each family that is spoken. Non-blocking; used by
 * one thread.
 */
final class MediaSocket implements AutoCloseable {
  /** Expedited forwarding (RFC 3246): voice before everything else. */
  private static final int EXPEDITED = 0xB8;

  private final List<DatagramChannel> channels = new ArrayList<>();

  /** By the family of who is spoken with; both the same where one socket is open to both. */
  private final List<InetAddress> addresses = new ArrayList<>();

  /** Whether one channel carries both families. */
  private final boolean open;

  private int port;

  private MediaSocket(boolean open) {
    this.open = open;
  }

  /**
   * @param port 0 for any that is free
   * @throws java.net.BindException if it is taken on one of the addresses
   */
  static MediaSocket bind(OwnAddresses own, int port) throws IOException {
    var socket = new MediaSocket(own.open());
    socket.port = port;
    try {
      // A socket for all of IPv6 takes IPv4 as well.
      List<InetAddress> each = own.open() ? List.of(own.all().getLast()) : own.all();
      for (InetAddress address : each) {
        DatagramChannel channel =
            DatagramChannel.open(
                address instanceof Inet4Address
                    ? StandardProtocolFamily.INET
                    : StandardProtocolFamily.INET6);
        socket.channels.add(channel);
        socket.addresses.add(address);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(address, socket.port));
        SocketOption<Integer> service = StandardSocketOptions.IP_TOS;
        channel.setOption(service, EXPEDITED);
        // Not by its socket(), which would be made for this, and kept.
        socket.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      }
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  /** One, or one for each family. */
  List<DatagramChannel> channels() {
    return List.copyOf(channels);
  }

  /**
   * Sends by the address that leads there.
   *
   * @return how many octets; 0 if the system has no room now
   */
  int send(ByteBuffer packet, InetSocketAddress to) throws IOException {
    boolean four = to.getAddress() instanceof Inet4Address;
    for (int i = 0; i < addresses.size(); i++) {
      if (open || addresses.get(i) instanceof Inet4Address == four) {
        return channels.get(i).send(packet, to);
      }
    }
    throw new SocketException(OwnAddresses.unspoken(to.getAddress()));
  }

  @Override
  public void close() throws IOException {
    IOException failed = null;
    for (DatagramChannel each : channels) {
      try {
        each.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
