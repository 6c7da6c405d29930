package org.meterline.telephony.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;

/**
 * The sockets that others come in by, opened ahead of the stack, for it cannot choose a port: it is
 * handed the very socket of UDP, so that nobody takes the port in between. Of connections only so
 * many come in, in all and from one address; what goes beyond is closed at once.
 */
final class Doors implements NetworkLayer, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Doors.class.getName());
  private static final int ATTEMPTS = 20;
  private static final int BACKLOG = 1_024;

  /** So long is rested after a failure: one that lasts would keep a core busy. */
  private static final long REST_NANOS = 10_000_000;

  private final ConnectionLimits limits;
  private final Predicate<InetAddress> admits;
  private final Predicate<InetAddress> knows;
  private final CountDownLatch reading = new CountDownLatch(1);
  private final List<ServerSocket> tcp = new ArrayList<>();
  private final List<ServerSocket> tls = new ArrayList<>();
  private @Nullable DatagramDoor udp;
  private volatile @Nullable OwnAddresses spoken;

  /** Gets who comes in, on a thread of its own, and must tell when it has left. */
  interface Guest {
    void come(Socket socket, Runnable left);
  }

  /**
   * @param admits whether anything is taken from there; asked for each packet and connection
   * @param knows whether it is known who is there
   */
  Doors(ConnectionLimits limits, Predicate<InetAddress> admits, Predicate<InetAddress> knows) {
    this.limits = limits;
    this.admits = admits;
    this.knows = knows;
  }

  /**
   * Opens a port for UDP and TCP alike, the same on each address.
   *
   * @param wanted 0 for any that is free
   * @return the port
   * @throws IOException if it is taken; the message says which
   */
  int open(OwnAddresses own, int wanted) throws IOException {
    spoken = own;
    return open(wanted, () -> openBoth(own, wanted), this::close);
  }

  /** The same for TLS. */
  int openSecure(OwnAddresses own, int wanted) throws IOException {
    return open(wanted, () -> listen(tls, own, wanted), () -> close(tls));
  }

  private interface Opening {
    int open() throws IOException;
  }

  /** A port that the system chose for one socket may be taken for the next: then another one. */
  private static int open(int wanted, Opening opening, Runnable undo) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return opening.open();
      } catch (IOException e) {
        undo.run();
        if (wanted != 0 || i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private int openBoth(OwnAddresses own, int wanted) throws IOException {
    int port = listen(tcp, own, wanted);
    DatagramDoor second = null;
    List<InetAddress> sockets = sockets(own);
    for (InetAddress address : sockets.reversed()) {
      try {
        second =
            new DatagramDoor(
                new InetSocketAddress(address, port),
                spokenOver(own, address),
                admits,
                reading::countDown,
                second);
      } catch (SocketException e) {
        if (second != null) {
          second.close();
        }
        throw taken("UDP", port, address, e);
      }
    }
    udp = second;
    return port;
  }

  private static int listen(List<ServerSocket> into, OwnAddresses own, int wanted)
      throws IOException {
    int port = wanted;
    for (InetAddress address : sockets(own)) {
      try {
        ServerSocket socket = new ServerSocket(port, BACKLOG, address);
        into.add(socket);
        port = socket.getLocalPort();
      } catch (IOException e) {
        throw taken("TCP", port, address, e);
      }
    }
    return port;
  }

  private static IOException taken(String transport, int port, InetAddress at, IOException why) {
    return why instanceof BindException
            && String.valueOf(why.getMessage()).startsWith("Cannot assign")
        ? new IOException(IpLiteral.text(at) + " is no address of this machine", why)
        : new IOException(transport + " port " + port + " is taken", why);
  }

  /** A socket that is open to all is open to both families, whatever it is told: it is one. */
  private static List<InetAddress> sockets(OwnAddresses own) {
    return own.open() ? List.of(Objects.requireNonNull(own.ip6())) : own.all();
  }

  private static Predicate<InetAddress> spokenOver(OwnAddresses own, InetAddress address) {
    return own.open() ? own::speaks : from -> address.equals(own.towards(from));
  }

  /** Lets connections in from now on; whether they are for TLS is theirs to settle. */
  void letIn(Guest plain, Guest secure) {
    tcp.forEach(socket -> letIn(socket, plain));
    tls.forEach(socket -> letIn(socket, secure));
  }

  private void letIn(ServerSocket by, Guest guest) {
    Thread.ofVirtual().name("sip-door-" + by.getLocalPort()).start(() -> accept(by, guest));
  }

  /** Java opens 0.0.0.0 to IPv6 as well, where there is any. */
  private boolean spoken(InetAddress from) {
    OwnAddresses own = spoken;
    return own != null && own.speaks(from);
  }

  void accept(ServerSocket by, Guest guest) {
    boolean failing = false;
    while (!by.isClosed()) {
      try {
        Socket socket = by.accept();
        failing = false;
        InetAddress from = socket.getInetAddress();
        if (spoken(from) && admits.test(from) && limits.enter(from, knows.test(from))) {
          Thread.ofVirtual()
              .name("sip-reader")
              .start(() -> guest.come(socket, () -> limits.leave(from)));
        } else {
          socket.close();
        }
      } catch (IOException e) {
        if (!by.isClosed() && !failing) {
          LOG.log(System.Logger.Level.WARNING, "a connection could not be let in", e);
        }
        failing = true;
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }

  /** Closes what was opened, whether the stack has taken it over or not. */
  @Override
  public void close() {
    if (udp != null) {
      udp.close();
      udp = null;
    }
    close(tcp);
    close(tls);
  }

  private static void close(List<ServerSocket> sockets) {
    for (ServerSocket each : sockets) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "a port is still open", e);
      }
    }
    sockets.clear();
  }

  /**
   * Waits until the stack reads from UDP: one that is stopped before fails halfway.
   *
   * @return false if it does not in that time
   */
  boolean awaitReading(long seconds) throws InterruptedException {
    return reading.await(seconds, TimeUnit.SECONDS);
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
