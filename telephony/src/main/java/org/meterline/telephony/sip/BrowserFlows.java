package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.registrar.Bindings;

/**
 * SIP over WebSockets (RFC 7118). A web server owns the sockets; each carries a flow here. Requests
 * to a browser take its flow and no other way; when the socket closes what it registered goes, and
 * its calls end. Safe for many threads.
 */
public final class BrowserFlows {
  /** How often a browser is pinged: often enough for a NAT or a proxy to keep the way open. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(25);

  /** Of messages that a socket may bring: so many at once, then one in each interval. */
  static final int BURST = 60;

  private static final Duration THEN = Duration.ofMillis(50);
  private static final int SOCKETS = 5_000;
  static final int SOCKETS_OF_ONE = 200;

  private static final System.Logger LOG = System.getLogger(BrowserFlows.class.getName());
  private static final byte[] PING = {};

  /** A socket, as the web server has it. One thread at a time writes. */
  public interface Socket {
    /** Sends a text frame. May block. */
    void send(String text) throws IOException;

    /** Sends a ping frame. May block. */
    void ping() throws IOException;

    /** Closes it, with what RFC 6455, section 7.4.1 says of why. Does not block for long. */
    void close(int code, String reason);
  }

  private final Flows flows;
  private final Directory directory;
  private final Bindings bindings;
  private final Dialogs dialogs;
  private final Duration strangers;
  private final LongSupplier nanos;
  private final ConnectionLimits limits = new ConnectionLimits(SOCKETS, SOCKETS_OF_ONE);
  private final Set<Inbound> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger names = new AtomicInteger(ThreadLocalRandom.current().nextInt());

  /**
   * @param strangers how long who connects has to prove who they are
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  BrowserFlows(
      Flows flows,
      Directory directory,
      Bindings bindings,
      Dialogs dialogs,
      Duration strangers,
      LongSupplier nanos) {
    this.strangers = strangers;
    this.flows = flows;
    this.directory = directory;
    this.bindings = bindings;
    this.dialogs = dialogs;
    this.nanos = nanos;
  }

  /** Whether a page from there may connect as a phone of that domain. */
  public boolean allows(Domain domain, String origin) {
    return directory.serves(domain) && directory.allowsOrigin(domain, origin);
  }

  /**
   * Takes a socket that was let in.
   *
   * @param domain whose accounts alone may use it
   * @param peer the browser's address
   * @return what to do with its frames; empty if there are too many sockets already
   */
  public Optional<Inbound> open(Domain domain, InetSocketAddress peer, Socket socket) {
    InetAddress from = peer.getAddress();
    if (!flows.admits(from) || !limits.enter(from, flows.knows(from))) {
      return Optional.empty();
    }
    var inbound = new Inbound(socket);
    open.add(inbound);
    String name = name();
    inbound.channel =
        flows.add(
            flows.transport("ws"),
            name,
            domain,
            peer,
            new Frames(socket),
            () -> {
              open.remove(inbound);
              limits.leave(from);
              bindings.unbind(name);
              dialogs.cutOff(name);
            });
    return Optional.of(inbound);
  }

  /**
   * An address that leads nowhere (of 240.0.0.0/4, reserved), since many browsers may share one: so
   * no code looks anything up. The port makes it hard to guess.
   */
  private String name() {
    int next = names.incrementAndGet();
    int first = 240 | ((next >>> 24) & 0x0f);
    return "%d.%d.%d.%d:%d"
        .formatted(
            first,
            (next >>> 16) & 0xff,
            (next >>> 8) & 0xff,
            next & 0xff,
            ThreadLocalRandom.current().nextInt(1, 65_536));
  }

  /** Pings all, and closes those that have not been heard of since the last two times. */
  void keepAlive() {
    for (Inbound each : open) {
      each.keepAlive();
    }
  }

  /** Writes to a socket. */
  private record Frames(Socket socket) implements Flow.Carrier {
    @Override
    public void write(byte[] message) throws IOException {
      if (message.length == 0) {
        socket.ping();
      } else {
        socket.send(new String(message, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {
      socket.close(1001, "The connection has ended");
    }
  }

  /** Takes the frames of one socket, in order. */
  public final class Inbound {
    private final Socket socket;
    private final Allowance<String> allowance = new Allowance<>(BURST, THEN, 1, nanos);
    private volatile @Nullable FlowChannel channel;
    private final long opened = nanos.getAsLong();
    private volatile long heard = opened;

    private Inbound(Socket socket) {
      this.socket = socket;
    }

    /** A text frame, which is one message. */
    public void text(String message) {
      binary(message.getBytes(StandardCharsets.UTF_8));
    }

    /** A binary frame, which is one message too. */
    public synchronized void binary(byte[] message) {
      FlowChannel to = channel;
      heard = nanos.getAsLong();
      if (to == null || !to.flow().open()) {
        return;
      }
      if (message.length > Stack.LARGEST_MESSAGE) {
        end(1009, "A message has no more than " + Stack.LARGEST_MESSAGE + " bytes");
      } else if (!allowance.take("")) {
        end(1008, "Too many messages");
      } else if (new String(message, StandardCharsets.US_ASCII).isBlank()) {
        send(to, "\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        to.received(StreamFramer.alone(message));
      }
    }

    /** A pong frame. */
    public void pong() {
      heard = nanos.getAsLong();
    }

    /** The socket is closed. */
    public void closed() {
      if (channel != null) {
        channel.flow().close("the browser closed it");
      }
    }

    private void end(int code, String reason) {
      socket.close(code, reason);
      closed();
    }

    private void keepAlive() {
      FlowChannel to = channel;
      long now = nanos.getAsLong();
      if (now - heard > 2 * KEEP_ALIVE.toNanos()) {
        end(1001, "Nothing was heard of the browser");
      } else if (to != null && to.isBanned()) {
        end(1008, "Nothing is taken from there");
      } else if (to != null && now - opened > strangers.toNanos() && !to.isKnown()) {
        end(1008, "Nobody has proved who they are");
      } else if (to != null) {
        send(to, PING);
      }
    }

    private void send(FlowChannel to, byte[] message) {
      try {
        to.flow().send(message);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "nothing can be sent to a browser", e);
      }
    }
  }
}
