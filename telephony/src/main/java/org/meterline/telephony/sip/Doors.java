package org.meterline.telephony.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The stack's sockets, but that only so many connections come in, in all and from one address. What
 * goes beyond is closed at once: the stack's own limit would let everybody wait.
 */
final class Doors implements NetworkLayer {
  private final NetworkLayer all;
  private final int most;
  private final int mostOfOne;
  private final Map<InetAddress, List<Socket>> open = new HashMap<>();

  /**
   * @param most connections at once
   * @param mostOfOne connections at once from one address
   */
  Doors(NetworkLayer all, int most, int mostOfOne) {
    this.all = all;
    this.most = most;
    this.mostOfOne = mostOfOne;
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

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new Plain(port, backlog, address);
  }

  @Override
  public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new Secure(all.createSSLServerSocket(port, backlog, address));
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
    return all.createDatagramSocket(port, address);
  }

  @Override
  public void setSipStack(SipStackImpl stack) {
    all.setSipStack(stack);
  }
}
