package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What a leg's far end sends: judges whose and what it is, counts it, tells digits, and notices
 * silence. Used by the leg's media thread alone.
 */
final class Inlet {
  /**
   * Who has put the talk on hold mostly sends nothing, whatever was agreed: it has so many times as
   * long.
   */
  private static final int HELD_TIMES = 30;

  /** Nanoseconds of a packet: the shortest that there are (2.5 ms, RFC 6716), and some beside. */
  private static final long SHORTEST = 2_000_000;

  /** So many nanoseconds of them may come at once, after something held them up. */
  private static final long AT_ONCE = 1_000_000_000;

  private final ReceiveStatistics received;
  private final Reports reports;
  private final Outlet outlet;
  private final SourceLock lock;
  private final DigitReceiver digits;
  private final DigitReceiver.Listener tones;
  private final long timeOutNanos;

  /** Only where there are no telephone events. */
  private @Nullable ToneReceiver toneReceiver;

  private @Nullable InetSocketAddress rtcpSource;
  private boolean bothSend;
  private long heardAt;

  /** Until when audio has come since the session was agreed, by the shortest packets. */
  private long comeUntil;

  private boolean timedOut;

  /**
   * @param lock knows whose packets are taken
   * @param outlet told where the far end is
   * @param digits hears of digits; {@code tones} of those that are heard, where there are no
   *     telephone events
   * @param timeOut how long the far end may say nothing; zero for ever
   */
  Inlet(
      ReceiveStatistics received,
      Reports reports,
      Outlet outlet,
      SourceLock lock,
      DigitReceiver.Listener digits,
      DigitReceiver.Listener tones,
      Duration timeOut) {
    this.lock = lock;
    this.received = received;
    this.reports = reports;
    this.outlet = outlet;
    this.digits = new DigitReceiver(digits);
    this.tones = tones;
    this.timeOutNanos = timeOut.toNanos();
  }

  /** A session was agreed, the first or another. */
  void agree(Session agreed, long now) {
    lock.agree(agreed.rtp(), agreed.author(), agreed.checked(), now);
    boolean before = bothSend;
    bothSend = agreed.sends() && agreed.receives();
    if (bothSend && !before) {
      lock.resumed(now);
    }
    rtcpSource = null;
    comeUntil = now;
    boolean held = !agreed.checked() && agreed.rtp() == null;
    outlet.agree(agreed, held ? null : lock.target(), now);
    heard(now);
  }

  /** The leg was answered: its far end may have sent nothing before. */
  void answered(long now) {
    lock.answered(now);
    heard(now);
  }

  /** Silence counts from now on. */
  private void heard(long now) {
    heardAt = now;
    timedOut = false;
  }

  /**
   * Takes a packet of the audio stream.
   *
   * @param packet what it is parsed into
   * @param b as received, from 0 to its limit
   * @return what it carries; {@code NOTHING} if it is not taken
   */
  Session.Kind audio(
      Session agreed, RtpPacket packet, ByteBuffer b, InetSocketAddress from, long now) {
    if (b.limit() >= MediaLoop.LARGEST || !packet.parse(b)) {
      received.drop();
      return Session.Kind.NOTHING;
    }
    Session.Kind kind = agreed.kinds().get(packet.payloadType);
    if (kind == Session.Kind.NOTHING) {
      received.drop();
      return kind;
    }
    InetSocketAddress before = lock.target();
    if (!lock.takes(from, now) || isTooMuch(now)) {
      received.drop();
      return Session.Kind.NOTHING;
    }
    if (!agreed.checked() && !from.equals(before) && from.equals(lock.target())) {
      outlet.target(from);
    }
    boolean event = kind == Session.Kind.EVENT;
    Codec codec = kind.codec;
    if (codec != null) {
      received.clock(codec.clock);
    }
    if (!received.packet(packet.ssrc, packet.sequence, packet.timestamp, !event, now)) {
      return Session.Kind.NOTHING;
    }
    heard(now);
    if (event && packet.length >= 4) {
      int code = b.get(packet.offset) & 0xFF;
      boolean end = (b.get(packet.offset + 1) & 0x80) != 0;
      digits.packet(packet.ssrc, packet.timestamp, code, end, packet.marker, now);
    } else if (codec != null && agreed.eventType() < 0) {
      toneReceiver().packet(codec, packet, b);
    }
    return kind;
  }

  /**
   * Far ends that are told each other's port, or ours, have packets go round between them for ever,
   * and each that is added goes round with the others.
   */
  private boolean isTooMuch(long now) {
    if (comeUntil - now > AT_ONCE) {
      return true;
    }
    comeUntil = (comeUntil - now > 0 ? comeUntil : now) + SHORTEST;
    return false;
  }

  private ToneReceiver toneReceiver() {
    ToneReceiver current = toneReceiver;
    if (current == null) {
      current = new ToneReceiver(tones);
      toneReceiver = current;
    }
    return current;
  }

  /** Takes a packet of RTCP. */
  void control(Session agreed, ByteBuffer b, InetSocketAddress from, long now) {
    InetSocketAddress rtp = lock.target();
    InetSocketAddress described = agreed.rtcp();
    boolean known =
        (rtp != null && from.getAddress().equals(rtp.getAddress()))
            || (described != null && from.getAddress().equals(described.getAddress()));
    if (!known || !reports.read(b, now)) {
      received.drop();
      return;
    }
    rtcpSource = from;
    heard(now);
  }

  /** Counts a packet that is not taken. */
  void drop() {
    received.drop();
  }

  /** Where the far end wants reports, if that is known. */
  @Nullable InetSocketAddress reportsTo(Session agreed) {
    InetSocketAddress to = agreed.rtcpMux() ? lock.target() : rtcpSource;
    return to == null ? agreed.rtcp() : to;
  }

  /**
   * Looks after what has no packet to trigger it.
   *
   * @return whether the far end has said nothing for too long; told once
   */
  boolean sweep(Session agreed, long now) {
    digits.tick(now);
    boolean held = !agreed.receives() || !agreed.sends();
    long limit = held ? HELD_TIMES * timeOutNanos : timeOutNanos;
    if (limit > 0 && !timedOut && now - heardAt >= limit) {
      timedOut = true;
      return true;
    }
    return false;
  }
}
