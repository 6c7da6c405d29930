package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.ice.KeepAlive;

/**
 * The UDP socket that the stack reads from and sends by. Where the two families have addresses of
 * their own another stands beside it: what is sent goes out by the one that can, and the other is
 * read by {@link Datagrams}.
 */
final class DatagramDoor extends DatagramSocket {
  private static final System.Logger LOG = System.getLogger(DatagramDoor.class.getName());

  private final Predicate<InetAddress> spoken;
  private final Predicate<InetAddress> admits;
  private final Runnable reading;
  private final @Nullable DatagramDoor beside;

  /**
   * @param spoken whether this socket, not the one beside, is for whoever is there
   * @param admits whether anything is taken from there
   * @param reading told that it is read from
   */
  DatagramDoor(
      InetSocketAddress at,
      Predicate<InetAddress> spoken,
      Predicate<InetAddress> admits,
      Runnable reading,
      @Nullable DatagramDoor beside)
      throws SocketException {
    super(at);
    this.spoken = spoken;
    this.admits = admits;
    this.reading = reading;
    this.beside = beside;
  }

  @Nullable DatagramDoor beside() {
    return beside;
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    reading.run();
    int room = packet.getLength();
    do {
      packet.setLength(room);
      super.receive(packet);
    } while (!spoken.test(packet.getAddress())
        || !admits.test(packet.getAddress())
        || isKeepAlive(packet));
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    InetAddress to = packet.getAddress();
    if (to == null || spoken.test(to)) {
      super.send(packet);
    } else if (beside != null) {
      beside.send(packet);
    } else {
      throw new SocketException(OwnAddresses.unspoken(to));
    }
  }

  /** Whether it is no SIP but STUN; then it has its answer. */
  private boolean isKeepAlive(DatagramPacket packet) {
    byte[] data = packet.getData();
    int at = packet.getOffset();
    // STUN begins with two bits of zero, SIP with a letter (RFC 5626, section 8).
    if (packet.getLength() < 20 || (data[at] & 0xC0) != 0) {
      return false;
    }
    var from = (InetSocketAddress) packet.getSocketAddress();
    byte[] own = Arrays.copyOfRange(data, at, at + packet.getLength());
    KeepAlive.answer(own, from).ifPresent(reply -> reply(reply, from));
    return true;
  }

  private void reply(byte[] reply, InetSocketAddress to) {
    try {
      super.send(new DatagramPacket(reply, reply.length, to));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a keep-alive was not answered", e);
    }
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    super.setReceiveBufferSize(size);
    if (beside != null) {
      beside.setReceiveBufferSize(size);
    }
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    super.setSendBufferSize(size);
    if (beside != null) {
      beside.setSendBufferSize(size);
    }
  }

  @Override
  public void close() {
    super.close();
    if (beside != null) {
      beside.close();
    }
  }
}
