package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.address.OwnAddresses;

/** Makes flows of connections: of those that come in, and of those that are asked for. */
final class Connections implements Flows.Dialler {
  private static final System.Logger LOG = System.getLogger(Connections.class.getName());

  private final Secrecy secrecy;
  private final OwnAddresses own;
  private final Duration strangers;
  private final Duration silence;

  /**
   * @param own the addresses to connect from
   * @param strangers how long who connects has to prove who they are
   * @param silence after which a phone's is dead that was to give signs of life
   */
  Connections(Secrecy secrecy, OwnAddresses own, Duration strangers, Duration silence) {
    this.secrecy = secrecy;
    this.own = own;
    this.strangers = strangers;
    this.silence = silence;
  }

  /** Reads from who came in over TCP, until that is over. */
  void plain(Flows to, Socket guest, Runnable left) {
    serve(to, to.transport("tcp"), guest, left);
  }

  /** The same with TLS. */
  void secure(Flows to, Socket guest, Runnable left) {
    serve(to, to.transport("tls"), guest, left);
  }

  private void serve(Flows to, FlowProcessor transport, Socket guest, Runnable left) {
    Connection connection;
    try {
      connection =
          new Connection(
              guest, transport.isSecure() ? secrecy.with(guest) : guest, strangers, silence);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection came to nothing", e);
      Connection.closed(guest);
      left.run();
      return;
    }
    InetSocketAddress peer = connection.peer();
    String name = HostPort.of(peer).toString();
    connection.read(to.add(transport, name, null, peer, connection, left));
  }

  @Override
  public FlowChannel dial(Flows to, FlowProcessor transport, String host, int port)
      throws IOException {
    IOException failed = null;
    InetAddress known = HopRouter.address(host);
    InetAddress[] all = known == null ? InetAddress.getAllByName(host) : new InetAddress[] {known};
    for (InetAddress address : all) {
      InetAddress from = own.towards(address);
      try {
        if (from == null) {
          throw new IOException(OwnAddresses.unspoken(address));
        }
        return dial(to, transport, host, new InetSocketAddress(address, port), from);
      } catch (IOException e) {
        failed = e;
      }
    }
    throw failed == null ? new IOException("no address of " + host) : failed;
  }

  private FlowChannel dial(
      Flows to, FlowProcessor transport, String host, InetSocketAddress at, InetAddress from)
      throws IOException {
    var socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(at, (int) TimeUnit.SECONDS.toMillis(Flows.PATIENCE));
      var connection =
          new Connection(
              socket,
              transport.isSecure()
                  ? secrecy.to(socket, HopRouter.name(host), at.getPort())
                  : socket,
              strangers,
              silence);
      String name = new HostPort(host, at.getPort()).toString();
      FlowChannel channel = to.add(transport, name, null, connection.peer(), connection, () -> {});
      channel.recognized();
      Thread.ofVirtual().name("sip-reader").start(() -> connection.read(channel));
      return channel;
    } catch (IOException | RuntimeException e) {
      Connection.closed(socket);
      throw e;
    }
  }
}
