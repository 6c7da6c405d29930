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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The stack's sockets. Those it listens on are opened here, ahead of it, for it cannot choose a
 * port; it is handed the very sockets, so that nobody takes the port in between. Only so many
 * connections come in, in all and from one address. What goes beyond is closed at once: the stack's
 * own limit would let everybody wait.
 */
final class Doors implements NetworkLayer, AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final NetworkLayer all;
  private final int most;
  private final int mostOfOne;
  private final Map<InetAddress, List<Socket>> open = new HashMap<>();
  private final CountDownLatch reading = new CountDownLatch(1);
  private @Nullable DatagramSocket udp;
  private @Nullable ServerSocket tcp;
  private @Nullable SSLServerSocket tls;

  /**
   * @param most connections at once
   * @param mostOfOne connections at once from one address
   */
  Doors(NetworkLayer all, int most, int mostOfOne) {
    this.all = all;
    this.most = most;
    this.mostOfOne = mostOfOne;
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
      ServerSocket first = new Plain(wanted, 0, address);
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
      SSLServerSocket socket = new Secure(all.createSSLServerSocket(wanted, 0, address));
      tls = socket;
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException("TCP port " + wanted + " is taken", e);
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

  private synchronized boolean admits(Socket socket) {
    List<Socket> same = open.computeIfAbsent(socket.getInetAddress(), from -> new ArrayList<>());
    same.removeIf(Socket::isClosed);
    if (same.size() >= mostOfOne || (count() >= most && tidied() >= most)) {
      return false;
    }
    open.computeIfAbsent(socket.getInetAddress(), from -> new ArrayList<>()).add(socket);
    return true;
  }

  private int count() {
    return open.values().stream().mapToInt(List::size).sum();
  }

  private int tidied() {
    open.values().forEach(sockets -> sockets.removeIf(Socket::isClosed));
    open.values().removeIf(List::isEmpty);
    return count();
  }

  /** The next connection there is room for. */
  private Socket next(Accepting from) throws IOException {
    while (true) {
      Socket socket = from.accept();
      if (admits(socket)) {
        return socket;
      }
      socket.close();
    }
  }

  private interface Accepting {
    Socket accept() throws IOException;
  }

  /** Tells that it is read from. */
  private final class Read extends DatagramSocket {
    Read(int port, InetAddress address) throws SocketException {
      super(new InetSocketAddress(address, port));
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
      reading.countDown();
      super.receive(packet);
    }
  }

  private final class Plain extends ServerSocket {
    Plain(int port, int backlog, InetAddress address) throws IOException {
      super(port, backlog, address);
    }

    @Override
    public Socket accept() throws IOException {
      return next(super::accept);
    }
  }

  /** All but {@link #accept} is left to the one it stands before. */
  private final class Secure extends SSLServerSocket {
    private final SSLServerSocket to;

    Secure(SSLServerSocket to) throws IOException {
      this.to = to;
    }

    @Override
    public Socket accept() throws IOException {
      return next(to::accept);
    }

    @Override
    public void close() throws IOException {
      to.close();
    }

    @Override
    public boolean isClosed() {
      return to.isClosed();
    }

    @Override
    public int getLocalPort() {
      return to.getLocalPort();
    }

    @Override
    public InetAddress getInetAddress() {
      return to.getInetAddress();
    }

    @Override
    public String[] getEnabledCipherSuites() {
      return to.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
      to.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return to.getSupportedCipherSuites();
    }

    @Override
    public String[] getSupportedProtocols() {
      return to.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
      return to.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
      to.setEnabledProtocols(protocols);
    }

    @Override
    public void setNeedClientAuth(boolean need) {
      to.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
      return to.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
      to.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
      return to.getWantClientAuth();
    }

    @Override
    public void setUseClientMode(boolean mode) {
      to.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
      return to.getUseClientMode();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
      to.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
      return to.getEnableSessionCreation();
    }
  }

  private static <S extends ServerSocket> S opened(@Nullable S socket, int port)
      throws IOException {
    if (socket == null || socket.getLocalPort() != port) {
      throw new SocketException("TCP port " + port + " has not been opened");
    }
    return socket;
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return opened(tcp, port);
  }

  @Override
  public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return opened(tls, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return all.createSocket(address, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from) throws IOException {
    return all.createSocket(address, port, from);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress from, int fromPort)
      throws IOException {
    return all.createSocket(address, port, from, fromPort);
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
    return all.createSSLSocket(address, port);
  }

  @Override
  public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress from)
      throws IOException {
    return all.createSSLSocket(address, port, from);
  }

  @Override
  public DatagramSocket createDatagramSocket() throws SocketException {
    return all.createDatagramSocket();
  }

  @Override
  public DatagramSocket createDatagramSocket(int port, InetAddress address) throws SocketException {
    if (udp == null || udp.getLocalPort() != port) {
      throw new SocketException("UDP port " + port + " has not been opened");
    }
    return udp;
  }

  @Override
  public void setSipStack(SipStackImpl stack) {
    all.setSipStack(stack);
  }
}
