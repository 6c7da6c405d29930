package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What comes in at a leg's sockets: connectivity checks and handshakes, reports, which are
 * answered, and media, which the leg gets. Of the leg's media thread, but for the quality.
 */
final class Reception implements PortPair.Taker {
  private static final System.Logger LOG = System.getLogger(Reception.class.getName());

  /** In nanoseconds: browsers find a way in a second or two, or give up after some fifteen. */
  private static final long FINDING = Duration.ofSeconds(20).toNanos();

  private final EmbeddedLeg leg;
  private final String name;
  private final MediaLoop loop;
  private final PortPair ports;
  private final Demultiplexer demultiplexer;
  private final Reports reports;
  private final Inlet inlet;
  private final Duration timeOut;

  Reception(
      EmbeddedLeg leg,
      String name,
      MediaLoop loop,
      PortPair ports,
      Outlet outlet,
      EmbeddedMediaPlane.Parts parts) {
    this.leg = leg;
    this.name = name;
    this.timeOut = parts.timeOut();
    this.loop = loop;
    this.ports = ports;
    SourceLock lock = new SourceLock(parts.strangers());
    this.demultiplexer =
        new Demultiplexer(
            name,
            loop,
            ports.rtp(),
            parts.identity(),
            lock,
            outlet,
            leg::repace,
            leg::lost,
            timeOut.isZero() ? 0 : FINDING);
    ReceiveStatistics received = new ReceiveStatistics();
    this.reports =
        new Reports(outlet, received, parts.clock(), parts.random(), parts.canonicalName());
    this.inlet = new Inlet(received, reports, outlet, lock, leg::pressed, leg::sounded, timeOut);
  }

  /** Has the sockets listened to. */
  void open() {
    try {
      ports.listen(loop);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "leg " + name + ": its sockets cannot be listened to", e);
    }
  }

  /** A session was agreed, the first or another. */
  void agree(Session agreed, long now) {
    inlet.agree(agreed, now);
    demultiplexer.agree(agreed);
  }

  /** The leg was answered. */
  void answered(long now) {
    inlet.answered(now);
    demultiplexer.answered(now);
  }

  @Override
  public void failed(Throwable why) {
    loop.stumbled("leg " + name + ": a packet could not be taken", why);
  }

  @Override
  public void received(ByteBuffer b, InetSocketAddress from, boolean rtp) {
    long now = loop.now();
    Session agreed = leg.apply();
    if (rtp && b.hasRemaining() && Demultiplexer.isForUs(b.get(0) & 0xFF)) {
      demultiplexer.expect(leg.ice());
      if (!demultiplexer.take(b, from, now)) {
        inlet.drop();
      }
      return;
    }
    if (agreed == null) {
      return; // media before the answer: nobody to hear it yet
    }
    boolean control = !rtp || RtpPacket.isRtcp(b);
    if (!demultiplexer.admits(b, control)) {
      inlet.drop();
    } else if (control) {
      inlet.control(agreed, b, from, now);
    } else {
      leg.heard(agreed, inlet.audio(agreed, loop.packet, b, from, now), b, now);
    }
  }

  /**
   * Looks after what has no packet to trigger it.
   *
   * @return whether the far end has said nothing for too long; told once
   */
  boolean sweep(Session agreed, long now) {
    boolean silent = inlet.sweep(agreed, now);
    demultiplexer.sweep(now);
    if (silent) {
      LOG.log(Level.INFO, () -> "leg " + name + ": no media for " + timeOut.toMillis() + " ms");
    }
    if (reports.due(now)) {
      report(agreed, false, now);
    }
    return silent;
  }

  private void report(Session agreed, boolean goodbye, long now) {
    InetSocketAddress to = inlet.reportsTo(agreed);
    if (to == null) {
      return;
    }
    reports.write(loop.out, goodbye, now);
    if (demultiplexer.protection().protectControl(loop.out)) {
      send(agreed.rtcpMux() ? ports.rtp() : ports.rtcp(), to);
    }
  }

  private void send(MediaSocket by, InetSocketAddress to) {
    try {
      by.send(loop.out, to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "leg " + name + ": a report could not be sent: " + e.getMessage());
    }
  }

  /** How the leg's audio is; any thread may ask. */
  Quality quality(String codec) {
    return reports.quality(codec);
  }

  /**
   * Says goodbye to a far end that knows of us, and leaves the sockets.
   *
   * @param agreed null: nothing ever was
   */
  void close(@Nullable Session agreed) {
    if (agreed != null && reports.isKnown()) {
      report(agreed, true, loop.now());
    }
    demultiplexer.close();
    ports.leave(loop.now());
  }
}
