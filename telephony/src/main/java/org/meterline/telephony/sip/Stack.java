package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.PeerUnavailableException;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;

/**
 * One JAIN-SIP stack, used for parsing, transport and transactions alone; dialogs are our own. A
 * pool of more than one thread would break the order of ACK and BYE; the packet queue of one thread
 * suffices because the listener leaves at once.
 */
final class Stack implements AutoCloseable {
  /** In bytes, headers and body. */
  static final int LARGEST_MESSAGE = 16_384;

  private static final int ATTEMPTS = 20;

  /** TCP and TLS connections that come in, and those from one address. */
  private static final int CONNECTIONS = 5_000;

  static final int CONNECTIONS_OF_ONE = 200;

  private final String name = "meterline-" + UUID.randomUUID();
  private final SipStackImpl stack;
  private final SipProvider provider;
  private final int port;
  private final int tlsPort;

  Stack(SipSettings settings, Malformed malformed, SipListener listener) throws SipException {
    GuardedParsers.count(name, malformed);
    boolean made = false;
    try {
      SipSettings.Tls tls = settings.tls();
      if (tls != null) {
        KeyStores.ensure(tls.keyStore(), tls.password(), settings.advertisedAddress());
      }
      stack = new Guarded(properties(settings));
      stack.setEnabledCipherSuites(
          SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
      String address = settings.bindAddress();
      int plain = listen(address, settings.port());
      ListeningPoint udp = stack.createListeningPoint(address, plain, ListeningPoint.UDP);
      provider = stack.createSipProvider(udp);
      provider.addListeningPoint(stack.createListeningPoint(address, plain, ListeningPoint.TCP));
      port = plain;
      if (tls == null) {
        tlsPort = 0;
      } else {
        int secure = free(address, tls.port());
        provider.addListeningPoint(stack.createListeningPoint(address, secure, ListeningPoint.TLS));
        tlsPort = secure;
      }
      provider.setAutomaticDialogSupportEnabled(false);
      provider.addSipListener(listener);
      stack.start();
      made = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidArgumentException
        | java.util.TooManyListenersException
        | java.security.NoSuchAlgorithmException e) {
      throw new SipException(e.getMessage(), e);
    } finally {
      if (!made) {
        GuardedParsers.forget(name);
      }
    }
  }

  /** The stack, with our limits of connections. */
  private static final class Guarded extends SipStackImpl {
    Guarded(Properties properties) throws PeerUnavailableException {
      super(properties);
      networkLayer = new Doors(getNetworkLayer(), CONNECTIONS, CONNECTIONS_OF_ONE);
    }
  }

  private Properties properties(SipSettings settings) {
    var p = new Properties();
    p.setProperty("javax.sip.STACK_NAME", name);
    p.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
    p.setProperty("javax.sip.ROUTER_PATH", HopRouter.class.getName());
    p.setProperty("javax.sip.USE_ROUTER_FOR_ALL_URIS", "true");
    String nist = "gov.nist.javax.sip.";
    p.setProperty(nist + "STACK_LOGGER", StackLog.class.getName());
    p.setProperty(nist + "SERVER_LOGGER", TrafficLog.class.getName());
    p.setProperty(nist + "MESSAGE_PARSER_FACTORY", GuardedParsers.class.getName());
    p.setProperty(nist + "AUTOMATIC_DIALOG_ERROR_HANDLING", "false");
    p.setProperty(nist + "SERVER_LOOP_DETECTION", "off");
    p.setProperty(nist + "REENTRANT_LISTENER", "true");
    p.setProperty(nist + "THREAD_POOL_SIZE", "1");
    p.setProperty(nist + "MAX_MESSAGE_SIZE", Integer.toString(LARGEST_MESSAGE));
    p.setProperty(nist + "RECEIVE_UDP_BUFFER_SIZE", "8388608");
    p.setProperty(nist + "SEND_UDP_BUFFER_SIZE", "8388608");
    p.setProperty(nist + "AGGRESSIVE_CLEANUP", "true");
    p.setProperty(nist + "DELIVER_UNSOLICITED_NOTIFY", "true");
    p.setProperty(nist + "CACHE_CLIENT_CONNECTIONS", "true");
    p.setProperty(nist + "CACHE_SERVER_CONNECTIONS", "true");
    p.setProperty(nist + "TCP_NODELAY", "true");
    p.setProperty(nist + "CONNECTION_TIMEOUT", "5000");
    p.setProperty(nist + "SSL_HANDSHAKE_TIMEOUT", "5000");
    // What has waited so long is dropped: its sender has sent it again or given up.
    p.setProperty(nist + "CONGESTION_CONTROL_TIMEOUT", "2000");
    p.setProperty(nist + "THREAD_PRIORITY", Integer.toString(Thread.NORM_PRIORITY));
    p.setProperty(nist + "TLS_CLIENT_PROTOCOLS", "TLSv1.3,TLSv1.2");
    // Phones have no certificates; what they prove, they prove by digest.
    p.setProperty(nist + "TLS_CLIENT_AUTH_TYPE", "Disabled");
    SipSettings.Tls tls = settings.tls();
    if (tls != null) {
      p.setProperty("javax.net.ssl.keyStore", tls.keyStore().toString());
      p.setProperty("javax.net.ssl.keyStorePassword", tls.password());
      p.setProperty("javax.net.ssl.keyStoreType", "pkcs12");
    }
    return p;
  }

  SipProvider provider() {
    return provider;
  }

  int port() {
    return port;
  }

  /** 0 without TLS. */
  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    stack.stop();
    GuardedParsers.forget(name);
  }

  /** A port that is free for UDP and TCP alike. The stack itself cannot choose one. */
  private static int listen(String address, int wanted) throws IOException {
    InetAddress bind = InetAddress.getByName(address);
    for (int i = 1; ; i++) {
      int candidate = free(address, wanted);
      try (var udp = new DatagramSocket(new InetSocketAddress(bind, candidate))) {
        return udp.getLocalPort();
      } catch (IOException e) {
        if (wanted != 0 || i == ATTEMPTS) {
          throw new IOException("UDP port " + candidate + " is taken", e);
        }
      }
    }
  }

  private static int free(String address, int wanted) throws IOException {
    try (var tcp = new ServerSocket()) {
      tcp.setReuseAddress(true);
      tcp.bind(new InetSocketAddress(InetAddress.getByName(address), wanted));
      return tcp.getLocalPort();
    } catch (IOException e) {
      throw new IOException("TCP port " + wanted + " is taken", e);
    }
  }
}
