package org.meterline.telephony.sip;

import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.UUID;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.PeerUnavailableException;
import javax.sip.SipException;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.guard.Guard;

/**
 * One JAIN-SIP stack, used for parsing, transport and transactions alone; dialogs are our own. A
 * pool of more than one thread would break the order of ACK and BYE; the packet queue of one thread
 * suffices because the listener leaves at once.
 */
final class Stack implements AutoCloseable {
  /** In bytes, headers and body. */
  static final int LARGEST_MESSAGE = 16_384;

  /** In seconds, until its threads run. */
  private static final long PATIENCE = 60;

  /** TCP and TLS connections that come in, and those from one address. */
  private static final int CONNECTIONS = 5_000;

  static final int CONNECTIONS_OF_ONE = 200;

  private final String name = "meterline-" + UUID.randomUUID();
  private final Guarded stack;
  private final SipProvider provider;
  private final Flows flows;
  private final int port;
  private final int tlsPort;

  Stack(SipSettings settings, Malformed malformed, Guard guard, SipListener listener)
      throws SipException {
    GuardedParsers.count(name, malformed);
    Guarded made = null;
    boolean listening = false;
    try {
      SipSettings.Tls tls = settings.tls();
      if (tls != null) {
        KeyStores.ensure(
            tls.keyStore(), tls.password(), OwnHosts.parse(settings.advertisedAddress()).all());
      }
      OwnAddresses own = OwnAddresses.parse(settings.bindAddress());
      var lines = new Connections(new Secrecy(tls), own, settings.strangers(), settings.silence());
      flows = new Flows(malformed, lines, guard);
      made = new Guarded(properties(), flows, guard);
      port = made.doors.open(own, settings.port());
      tlsPort = tls == null ? 0 : made.doors.openSecure(own, tls.port());
      // One for both families: which socket sends is the doors' affair.
      provider = listen(made, IpLiteral.text(own.usual()), port, tlsPort);
      provider.setAutomaticDialogSupportEnabled(false);
      provider.addSipListener(listener);
      made.start();
      made.doors.letIn(
          (guest, left) -> lines.plain(flows, guest, left),
          (guest, left) -> lines.secure(flows, guest, left));
      stack = made;
      listening = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (IllegalArgumentException
        | InvalidArgumentException
        | java.util.TooManyListenersException e) {
      throw new SipException(e.getMessage(), e);
    } finally {
      if (!listening) {
        stop(made);
      }
    }
  }

  private static SipProvider listen(Guarded made, String address, int port, int tlsPort)
      throws SipException, InvalidArgumentException {
    ListeningPoint udp = made.createListeningPoint(address, port, ListeningPoint.UDP);
    try {
      if (!made.doors.awaitReading(PATIENCE)) {
        throw new SipException("nothing reads from UDP port " + port);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SipException("interrupted", e);
    }
    SipProvider all = made.createSipProvider(udp);
    all.addListeningPoint(made.createListeningPoint(address, port, ListeningPoint.TCP));
    // WebSockets come in through the web server; the port is but a name.
    all.addListeningPoint(made.createListeningPoint(address, port, "WS"));
    if (tlsPort != 0) {
      all.addListeningPoint(made.createListeningPoint(address, tlsPort, ListeningPoint.TLS));
    }
    return all;
  }

  /** The stack, with our sockets and our flows. */
  private static final class Guarded extends SipStackImpl {
    private final Doors doors;
    private final Flows flows;

    Guarded(Properties properties, Flows flows, Guard guard) throws PeerUnavailableException {
      super(properties);
      var limits = new ConnectionLimits(CONNECTIONS, CONNECTIONS_OF_ONE);
      this.doors = new Doors(limits, guard::admits, guard::knows);
      this.flows = flows;
      networkLayer = doors;
      setMessageProcessorFactory(flows);
    }

    /**
     * The last that the stack does before it sleeps a second, for what is under way to complete.
     * What is under way now fails as any sending does: the sleep is interrupted.
     */
    @Override
    public void closeAllSockets() {
      super.closeAllSockets();
      Thread.currentThread().interrupt();
    }
  }

  private Properties properties() {
    var p = new Properties();
    p.setProperty("javax.sip.STACK_NAME", name);
    p.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
    p.setProperty("javax.sip.ROUTER_PATH", HopRouter.class.getName());
    p.setProperty("javax.sip.USE_ROUTER_FOR_ALL_URIS", "true");
    String nist = "gov.nist.javax.sip.";
    p.setProperty(nist + "STACK_LOGGER", StackLog.class.getName());
    p.setProperty(nist + "SERVER_LOGGER", TrafficLog.class.getName());
    p.setProperty(nist + "MESSAGE_PARSER_FACTORY", GuardedParsers.class.getName());
    p.setProperty(nist + "TIMER_CLASS_NAME", TimerWheel.class.getName());
    p.setProperty(nist + "AUTOMATIC_DIALOG_ERROR_HANDLING", "false");
    p.setProperty(nist + "SERVER_LOOP_DETECTION", "off");
    p.setProperty(nist + "REENTRANT_LISTENER", "true");
    p.setProperty(nist + "THREAD_POOL_SIZE", "1");
    p.setProperty(nist + "MAX_MESSAGE_SIZE", Integer.toString(LARGEST_MESSAGE));
    p.setProperty(nist + "RECEIVE_UDP_BUFFER_SIZE", "8388608");
    p.setProperty(nist + "SEND_UDP_BUFFER_SIZE", "8388608");
    p.setProperty(nist + "AGGRESSIVE_CLEANUP", "true");
    // What comes again of an INVITE is known to Dialogs; the stack would keep it for 8 s.
    p.setProperty(nist + "LINGER_TIMER", "0");
    p.setProperty(nist + "DELIVER_UNSOLICITED_NOTIFY", "true");
    p.setProperty(nist + "CACHE_CLIENT_CONNECTIONS", "true");
    p.setProperty(nist + "CACHE_SERVER_CONNECTIONS", "true");
    // What has waited so long is dropped: its sender has sent it again or given up.
    p.setProperty(nist + "CONGESTION_CONTROL_TIMEOUT", "2000");
    p.setProperty(nist + "THREAD_PRIORITY", Integer.toString(Thread.NORM_PRIORITY));
    return p;
  }

  Flows flows() {
    return flows;
  }

  /** How many transactions are kept. */
  int transactions() {
    return stack.getClientTransactionTableSize() + stack.getServerTransactionTableSize();
  }

  SipProvider provider() {
    return provider;
  }

  /** What its transactions are timed by. */
  Timers timers() {
    return (TimerWheel) stack.getTimer();
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
    stop(stack);
  }

  private void stop(@Nullable Guarded it) {
    GuardedParsers.forget(name);
    if (it != null) {
      try {
        it.stop();
      } finally {
        it.doors.close();
        it.flows.close();
      }
    }
  }
}
