package org.meterline.telephony.sip;

import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.MessageProcessorFactory;
import gov.nist.javax.sip.stack.OIOMessageProcessorFactory;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.sip.address.Hop;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.guard.Guard;

/**
 * All flows, by where they lead. They take the place of the stack's own streams (decision 0018);
 * UDP is left to it. Safe for many threads.
 */
final class Flows implements MessageProcessorFactory, AutoCloseable {
  /** In seconds, until a connection stands, its name looked up and TLS agreed upon. */
  static final int PATIENCE = 3;

  /** Makes the connection that is asked for, and adds it. May block, on a thread of its own. */
  interface Dialler {
    FlowChannel dial(Flows to, FlowProcessor transport, String host, int port) throws IOException;
  }

  private final Malformed malformed;
  private final Dialler dialler;
  private final Guard guard;
  private volatile @Nullable Datagrams datagrams;
  private final Map<String, FlowProcessor> transports = new ConcurrentHashMap<>();
  private final Map<String, FlowChannel> open = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<FlowChannel>> dialling = new ConcurrentHashMap<>();
  private volatile Consumer<String> unbind = flow -> {};
  private volatile boolean closed;

  Flows(Malformed malformed, Dialler dialler, Guard guard) {
    this.guard = guard;
    this.malformed = malformed;
    this.dialler = dialler;
  }

  @Override
  public MessageProcessor createMessageProcessor(
      SIPTransactionStack stack, InetAddress address, int port, String transport)
      throws IOException {
    if (transport.equalsIgnoreCase("udp")) {
      // The stack's own factory notes that UDP is there: without, each response has a new socket.
      new OIOMessageProcessorFactory().createMessageProcessor(stack, address, port, transport);
      Datagrams made = new Datagrams(address, stack, port);
      datagrams = made;
      return made;
    }
    var processor =
        new FlowProcessor(
            stack, address, port, transport.toUpperCase(Locale.ROOT), this, malformed, guard);
    transports.put(transport.toLowerCase(Locale.ROOT), processor);
    return processor;
  }

  /** Says whom to tell of a flow that is closed, by its name, and that phones were bound to. */
  void whenUnbound(Consumer<String> told) {
    unbind = told;
  }

  /** Whether it is known who is there. */
  boolean knows(InetAddress from) {
    return guard.knows(from);
  }

  /** Whether a connection from there is taken. */
  boolean admits(InetAddress from) {
    return guard.admits(from);
  }

  /** When the oldest packet came that waits to be read, in milliseconds of the wall clock. */
  OptionalLong oldestPacket() {
    Datagrams known = datagrams;
    return known == null ? OptionalLong.empty() : known.oldest();
  }

  /** The transport of that name, in lower case. */
  FlowProcessor transport(String name) {
    FlowProcessor known = transports.get(name);
    if (known == null) {
      throw new IllegalStateException("there is no " + name);
    }
    return known;
  }

  /**
   * Knows a flow from now on until it is closed.
   *
   * @param name host and port, by which {@link #to} finds it
   * @param domain whose accounts alone may use it; null if all may
   * @param gone called once it is closed
   */
  FlowChannel add(
      FlowProcessor transport,
      String name,
      @Nullable Domain domain,
      InetSocketAddress peer,
      Flow.Carrier carrier,
      Runnable gone) {
    String key = key(transport, name);
    var channel = new CompletableFuture<FlowChannel>();
    var flow =
        new Flow(
            name,
            peer,
            carrier,
            () -> {
              FlowChannel over = channel.join();
              if (open.remove(key, over) && over.flow().bound()) {
                unbind.accept(name);
              }
              gone.run();
            });
    FlowChannel made = new FlowChannel(transport, flow, domain);
    channel.complete(made);
    open.put(key, made);
    if (closed) {
      flow.close("SIP is stopped");
    }
    return made;
  }

  private static String key(FlowProcessor transport, String name) {
    return transport.getTransport() + " " + name;
  }

  /**
   * The flow that leads there.
   *
   * @throws IOException if there is none and none can be made in time
   */
  FlowChannel to(FlowProcessor transport, String host, int port) throws IOException {
    String key = key(transport, new HostPort(host, port).toString());
    FlowChannel known = open.get(key);
    if (known != null && known.flow().open()) {
      return known;
    }
    if (transport.getTransport().equals("WS")) {
      throw new IOException("the browser has gone");
    }
    return await(
        dialling.computeIfAbsent(
            key,
            same -> {
              var made = new CompletableFuture<FlowChannel>();
              Thread.ofVirtual()
                  .name("sip-dialler")
                  .start(() -> dial(transport, host, port, same, made));
              return made;
            }));
  }

  /** The connection that leads there now, or null. */
  @Nullable Flow leading(Hop to) {
    FlowChannel known = open.get(key(to));
    return known == null ? null : known.flow();
  }

  /**
   * Something is asked there.
   *
   * @return closes the connection that leads there, if there is one and nothing has come over it
   *     since: the far end may have forgotten it, and the next request makes another one
   */
  Runnable asks(Hop to) {
    Flow now = leading(to);
    long before = now == null ? 0 : now.heard();
    return () -> {
      Flow then = leading(to);
      if (then != null && (now == null || then == now) && then.heard() == before) {
        then.close("nobody answers there");
      }
    };
  }

  /** As the stack writes a host. */
  private static String key(Hop to) {
    String host = to.getHost().toLowerCase(Locale.ROOT);
    return to.getTransport().toUpperCase(Locale.ROOT) + " " + new HostPort(host, to.getPort());
  }

  private void dial(
      FlowProcessor transport,
      String host,
      int port,
      String key,
      CompletableFuture<FlowChannel> made) {
    try {
      FlowChannel meanwhile = open.get(key); // made since it was looked for
      made.complete(
          meanwhile != null && meanwhile.flow().open()
              ? meanwhile
              : dialler.dial(this, transport, host, port));
    } catch (IOException | RuntimeException e) {
      made.completeExceptionally(e);
    } finally {
      dialling.remove(key, made);
    }
  }

  private static FlowChannel await(CompletableFuture<FlowChannel> made) throws IOException {
    try {
      return made.get(PATIENCE, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no connection within " + PATIENCE + " seconds", e);
    } catch (ExecutionException e) {
      throw new IOException("no connection: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Closes all; what is added afterwards is closed at once. */
  @Override
  public void close() {
    closed = true;
    open.values().forEach(channel -> channel.flow().close("SIP is stopped"));
  }
}
