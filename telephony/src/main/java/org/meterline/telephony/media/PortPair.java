package org.meterline.telephony.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * Two open sockets, for RTP and for RTCP, of one leg after the other: to open, register and close
 * them anew is some fifty calls of the system for each call. What comes in while no leg has them is
 * dropped.
 */
final class PortPair implements AutoCloseable {
  /** How many packets one leg may take before others get their turn. */
  private static final int BURST = 32;

  private final int index;
  private final MediaSocket rtp;
  private final MediaSocket rtcp;
  private volatile @Nullable Taker taker;

  /** When the last packet was dropped, or the last leg went; by the loop's clock. */
  private volatile long quietSince;

  /** Whose selector has them; null before the first leg has begun. */
  private volatile @Nullable MediaLoop loop;

  /** Hears of what comes in. */
  interface Taker {
    /**
     * @param rtp whether it came to the socket of RTP
     */
    void received(ByteBuffer b, InetSocketAddress from, boolean rtp);

    /** Something came that could not be taken. */
    void failed(Throwable why);
  }

  /**
   * @param index names it in its range, -1 outside of one
   */
  PortPair(int index, MediaSocket rtp, MediaSocket rtcp) {
    this.index = index;
    this.rtp = rtp;
    this.rtcp = rtcp;
  }

  int index() {
    return index;
  }

  MediaSocket rtp() {
    return rtp;
  }

  MediaSocket rtcp() {
    return rtcp;
  }

  int rtpPort() {
    return rtp.port();
  }

  int rtcpPort() {
    return rtcp.port();
  }

  /** From now on what comes in is the taker's, on the media thread. */
  void give(Taker to) {
    taker = to;
  }

  /** Has a media thread listen, for good; on that thread. */
  void listen(MediaLoop on) throws IOException {
    if (loop == null) {
      register(on, rtp, true);
      register(on, rtcp, false);
      loop = on;
    }
  }

  private void register(MediaLoop on, MediaSocket socket, boolean isRtp) throws IOException {
    for (DatagramChannel each : socket.channels()) {
      each.register(on.selector(), SelectionKey.OP_READ, new Socket(on, each, isRtp));
    }
  }

  /** No leg has it any more; on its media thread. */
  void leave(long now) {
    taker = null;
    quietSince = now;
  }

  @Nullable MediaLoop loop() {
    return loop;
  }

  /** Nobody has sent anything to it since. */
  long quietSince() {
    return quietSince;
  }

  /** On its media thread, or when there is none any more. */
  @Override
  public void close() throws IOException {
    try (rtp;
        rtcp) {
      taker = null;
    }
  }

  /** One of its sockets, as its selection key knows it. */
  final class Socket {
    private final MediaLoop on;
    private final DatagramChannel channel;
    private final boolean isRtp;

    Socket(MediaLoop on, DatagramChannel channel, boolean isRtp) {
      this.on = on;
      this.channel = channel;
      this.isRtp = isRtp;
    }

    void readable() {
      ByteBuffer b = on.in;
      try {
        for (int i = 0; i < BURST; i++) {
          b.clear().limit(MediaLoop.LARGEST);
          InetSocketAddress from = (InetSocketAddress) channel.receive(b);
          if (from == null) {
            return;
          }
          b.flip();
          Taker its = taker;
          if (its == null) {
            quietSince = on.now();
          } else {
            its.received(b, from, isRtp);
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        Taker its = taker;
        if (its != null) {
          its.failed(e);
        }
      }
    }
  }
}
