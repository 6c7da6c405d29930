package org.meterline.telephony.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.ice.KeepAlive;

/**
 * The sockets that others come in by, opened ahead of the stack, for it cannot choose a port: it is
 * handed the very socket of UDP, so that nobody takes the port in between. Of connections only so
 * many come in, in all and from one address; what goes beyond is closed at once.
 */
final class Doors implements NetworkLayer, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Doors.class.getName());
  private static final int ATTEMPTS = 20;
  private static final int BACKLOG = 1_024;

  private final ConnectionLimits limits;
  private final Predicate<InetAddress> admits;
  private final CountDownLatch reading = new CountDownLatch(1);
  private @Nullable DatagramSocket udp;
  private @Nullable ServerSocket tcp;
  private @Nullable ServerSocket tls;

  /** Gets who comes in, on a thread of its own, and must tell when it has left. */
  interface Guest {
    void come(Socket socket, Runnable left);
  }

  /**
   * @param admits whether anything is taken from there; asked for each packet and connection
   */
  Doors(ConnectionLimits limits, Predicate<InetAddress> admits) {
    this.limits = limits;
    this.admits = admits;
  }

  /**
   * Opens a port for UDP and TCP alike.
   *
   * @param wanted 0 for any that is free
   * @return the port
   * @throws IOException if it is taken; the message says which
   */
  int open(InetAddress address, int wanted) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return openBoth(address, wanted);
      } catch (IOException e) {
        close();
        if (wanted != 0 || i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private int openBoth(InetAddress address, int wanted) throws IOException {
    int port = wanted;
    String transport = "TCP";
    try {
      ServerSocket first = new ServerSocket(wanted, BACKLOG, address);
      tcp = first;
      port = first.getLocalPort();
      transport = "UDP";
      udp = new Read(port, address);
      return port;
    } catch (IOException e) {
      throw new IOException(transport + " port " + port + " is taken", e);
    }
  }

  /** The same for TLS. */
  int openSecure(InetAddress address, int wanted) throws IOException {
    try {
      ServerSocket socket = new ServerSocket(wanted, BACKLOG, address);
      tls = socket;
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException("TCP port " + wanted + " is taken", e);
    }
  }

  /** Lets connections in from now on; whether they are for TLS is theirs to settle. */
  void letIn(Guest plain, Guest secure) {
    letIn(tcp, plain);
    letIn(tls, secure);
  }

  private void letIn(@Nullable ServerSocket by, Guest guest) {
    if (by != null) {
      Thread.ofVirtual().name("sip-door-" + by.getLocalPort()).start(() -> accept(by, guest));
    }
  }

  private void accept(ServerSocket by, Guest guest) {
    while (!by.isClosed()) {
      try {
        Socket socket = by.accept();
        InetAddress from = socket.getInetAddress();
        if (admits.test(from) && limits.enter(from)) {
          Thread.ofVirtual()
              .name("sip-reader")
              .start(() -> guest.come(socket, () -> limits.leave(from)));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!by.isClosed()) {
          LOG.log(System.Logger.Level.WARNING, "a connection could not be let in", e);
        }
      }
    }
  }

  /** Closes what was opened, whether the stack has taken it over or not. */
  @Override
  public void close() {
    try (var _ = udp;
        var _ = tcp;
        var _ = tls) {
      // all three, whatever becomes of one
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the stack reads from UDP: one that is stopped before fails halfway.
   *
   * @return false if it does not in that time
   */
  boolean awaitReading(long seconds) throws InterruptedException {
    return reading.await(seconds, TimeUnit.SECONDS);
  }

  /** Tells that it is read from. */
  private final class Read extends DatagramSocket {
    Read(int port, InetAddress address) throws SocketException {
      super(new InetSocketAddress(address, port));
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      reading.countDown();
      int room = packet.getLength();
      do {
        packet.setLength(room);
        super.receive(packet);
      } while (!admits.test(packet.getAddress()) || isKeepAlive(packet));
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
      KeepAlive.answer(own, from).ifPresent(reply -> send(reply, from));
      return true;
    }

    private void send(byte[] reply, InetSocketAddress to) {
      try {
        send(new DatagramPacket(reply, reply.length, to));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a keep-alive was not answered", e);
      }
    }
  }

  @Override
  public DatagramSocket createDatagramSocket() throws SocketException {
    return new DatagramSocket();
  }

  @Override
  public DatagramSocket createDatagramSocket(int port, InetAddress address) throws SocketException {
    if (udp == null || udp.getLocalPort() != port) {
      throw new SocketException("UDP port " + port + " has not been opened");
    }
    return udp;
  }

  @Override
  public void setSipStack(SipStackImpl stack) {}

  private static SocketException noStreams() {
    return new SocketException("the stack opens no connections; flows do");
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    throw noStreams();
  }

  @Override
  public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    throw noStreams();
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    throw noStreams();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from) throws IOException {
    throw noStreams();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort)
      throws IOException {
    throw noStreams();
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
    throw noStreams();
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress from)
      throws IOException {
    throw noStreams();
  }
}
