package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/** The two sockets of a leg, of RTP and of RTCP. Of the leg's media thread alone. */
final class Sockets {
  private static final System.Logger LOG = System.getLogger(Sockets.class.getName());

  /** How many packets one leg may take before others get their turn. */
  private static final int BURST = 32;

  private final String name;
  private final MediaLoop loop;
  private final PortRange.Pair ports;
  private final Taker taker;
  private boolean closed;

  /** Hears of what comes in. */
  interface Taker {
    /**
     * @param rtp whether it came to the socket of RTP
     */
    void received(ByteBuffer b, InetSocketAddress from, boolean rtp);
  }

  Sockets(String name, MediaLoop loop, PortRange.Pair ports, Taker taker) {
    this.name = name;
    this.loop = loop;
    this.ports = ports;
    this.taker = taker;
  }

  /** Has them listened to. */
  void open() {
    try {
      listen(ports.rtp(), true);
      listen(ports.rtcp(), false);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "leg " + name + ": its sockets cannot be listened to", e);
    }
  }

  private void listen(MediaSocket to, boolean rtp) throws IOException {
    for (DatagramChannel each : to.channels()) {
      each.register(loop.selector(), SelectionKey.OP_READ, new Socket(each, rtp));
    }
  }

  /** One of them, as its selection key knows it. */
  final class Socket {
    private final DatagramChannel channel;
    private final boolean rtp;

    Socket(DatagramChannel channel, boolean rtp) {
      this.channel = channel;
      this.rtp = rtp;
    }

    void readable() {
      ByteBuffer b = loop.in;
      try {
        for (int i = 0; i < BURST; i++) {
          b.clear().limit(MediaLoop.LARGEST);
          InetSocketAddress from = (InetSocketAddress) channel.receive(b);
          if (from == null) {
            return;
          }
          b.flip();
          taker.received(b, from, rtp);
        }
      } catch (IOException | RuntimeException | Error e) {
        if (!closed) {
          loop.stumbled("leg " + name + ": a packet could not be taken", e);
        }
      }
    }
  }

  /**
   * Sends a report.
   *
   * @param muxed over the socket of RTP
   */
  void report(ByteBuffer report, InetSocketAddress to, boolean muxed) {
    try {
      (muxed ? ports.rtp() : ports.rtcp()).send(report, to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "leg " + name + ": a report could not be sent: " + e.getMessage());
    }
  }

  /** The system has the ports back when the loop's selector has let go of them. */
  void close() {
    closed = true;
    try {
      ports.rtp().close();
      ports.rtcp().close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "leg " + name + ": its sockets could not be closed", e);
    }
  }
}
