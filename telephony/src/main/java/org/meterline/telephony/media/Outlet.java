package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.srtp.SrtpContext;

/**
 * The one RTP stream that a leg's far end hears, whoever fills it: prompts, silence, or a bridged
 * leg. SSRC, sequence numbers and timestamps go on over every change (RFC 3550, section 5.1); a
 * change is marked as a new talkspurt.
 *
 * <p>Written by the leg's own media thread and by that of the leg it is bridged to, hence
 * synchronized; nothing is allocated for a packet.
 */
final class Outlet {
  static final long FRAME_NANOS = 20_000_000;

  /** Octets of a telephone event, and its loudness in -dBm0. */
  private static final int EVENT = 4;

  private static final int EVENT_VOLUME = 10;

  private final PacketWriter writer;

  /** With more room once packets are of another length than sound comes in. */
  private ByteBuffer own = ByteBuffer.allocate(packet(Codec.LARGEST));

  private final byte[] payload = new byte[Codec.LARGEST];
  private final ByteBuffer encoded = ByteBuffer.wrap(payload);
  private @Nullable Session session;
  private @Nullable InetSocketAddress target;
  private Codec.Encoder encoder = Codec.PCMA.encoder();
  private boolean occupied;
  private boolean closed;

  /** A digit of ours is on: audio waits, wherever it comes from. */
  private boolean signalling;

  private long eventTimestamp;

  /** What is told in packets of another length than it came in. */
  private final Parcels parcels = new Parcels(this::sendWaiting);

  /** The recordings of what the far end hears. */
  final Taps taps = new Taps();

  private final RtpStream stream;
  private final Relaying relaying;

  Outlet(MediaSocket channel, Random random) {
    this.writer = new PacketWriter(channel, random.nextInt());
    this.stream = new RtpStream(random);
    this.relaying = new Relaying(stream, writer, parcels, taps);
  }

  /** The room that a packet needs. */
  private static int packet(int payload) {
    return RtpPacket.HEADER + payload + SrtpContext.MOST_ADDED;
  }

  /** Nothing more is sent, whoever still speaks: its socket is somebody else's soon. */
  synchronized void close() {
    closed = true;
    session = null;
    target = null;
  }

  /** What was agreed, and where packets go. */
  synchronized void agree(Session agreed, @Nullable InetSocketAddress to, long now) {
    if (closed) {
      return;
    }
    Session before = session;
    if (before == null) {
      stream.begin(now);
    } else {
      parcels.flush();
    }
    session = agreed;
    target = to;
    if (agreed.codec() != stream.codec()
        || before == null
        || !agreed.wishes().equals(before.wishes())) {
      speak(agreed, now);
    }
    if (to == null || !agreed.sends()) {
      stream.fill(null); // what comes after a hold is a new talkspurt
    }
  }

  private void speak(Session agreed, long now) {
    Codec next = agreed.codec();
    stream.speak(next, now);
    int millis = agreed.wishes().packets().millis();
    encoder = next.encoder(agreed.wishes().opus(), millis % PacketTime.USUAL != 0);
    parcels.length(millis, next.clock);
  }

  /** Run, on any thread, when {@link #drain} is to be called. */
  synchronized void whenWaiting(Runnable run) {
    parcels.whenWaiting(run);
  }

  /** The far end was found elsewhere than it said (RFC 4961). */
  synchronized void target(InetSocketAddress to) {
    target = to;
  }

  /** The way with ICE; whether it is another than before. */
  synchronized boolean moves(InetSocketAddress to) {
    if (session == null || !session.checked() || to.equals(target)) {
      return false;
    }
    target = to;
    return true;
  }

  /** What packets are protected with from now on. */
  synchronized void protection(Protection next) {
    writer.protection(next);
  }

  /** Whether the far end would take packets, but cannot be sent any yet: no way, or no keys. */
  synchronized boolean waits() {
    Session agreed = session;
    return agreed != null
        && agreed.sends()
        && (writer.waitsForKeys() || (agreed.checked() && target == null));
  }

  /** While a prompt is on, what a bridged leg says is not heard. */
  synchronized void occupy(boolean on) {
    occupied = on;
  }

  /** Whether a prompt is on. */
  synchronized boolean isOccupied() {
    return occupied;
  }

  synchronized boolean sends() {
    Session agreed = session;
    return agreed != null && agreed.sends() && target != null && !writer.waitsForKeys();
  }

  /** Whether the far end takes a telephone event. */
  synchronized boolean takes(int event) {
    Session agreed = session;
    return agreed != null && agreed.takes(event);
  }

  /** When the frame that follows the last one is due. */
  synchronized long due() {
    return stream.due();
  }

  /** Whether something was relayed less than so long ago. */
  synchronized boolean relaysSince(long nanos, long now) {
    return relaying.since(nanos, now);
  }

  synchronized long relayedAt() {
    return relaying.at();
  }

  /**
   * Sends one frame of our own.
   *
   * @param talkspurt it is the first of something new, and is marked so
   * @param at when it was due, which may be a little ago
   */
  synchronized void frame(short[] frame, boolean talkspurt, long at) {
    frame(this, frame, Codec.RATE, talkspurt, at);
  }

  /** The same of sound of another rate. */
  synchronized void frame(short[] frame, int rate, boolean talkspurt, long at) {
    frame(this, frame, rate, talkspurt, at);
  }

  /** Sends a frame of what a bridged leg or a mix says, at the moment that was meant for it. */
  synchronized void say(Object from, short[] frame, int rate, long at) {
    if (!occupied && !signalling) {
      frame(from, frame, rate, !stream.isFilledBy(from), at);
      relaying.relayed(at);
    }
  }

  /**
   * Sends a frame of a digit's tone, in place of all else.
   *
   * @param last after this frame, audio goes on
   */
  synchronized void tone(short[] frame, boolean first, boolean last, long at) {
    frame(this, frame, Codec.RATE, first, at);
    signalling = !last;
  }

  private void frame(Object from, short[] frame, int rate, boolean talkspurt, long at) {
    Session agreed = session;
    InetSocketAddress to = target;
    if (agreed == null || to == null || !agreed.sends()) {
      stream.fill(null);
      return;
    }
    Codec codec = stream.codec();
    int ticks = codec.clock / 50;
    long next = stream.next();
    // Where the clock has run on for more than a frame there was a pause, and it is to be seen.
    boolean gap = stream.clock(at) - next >= ticks;
    if (gap) {
      next = stream.clock(at);
    }
    boolean mark = gap || talkspurt || !stream.isFilledBy(from);
    stream.fill(from);
    stream.sent(next, ticks);
    int length =
        rate == Codec.RATE ? encoder.encode(frame, payload) : encoder.encodeWide(frame, payload);
    if (length == 0) {
      return; // a pause
    }
    taps.take(codec, encoded, 0, length, ssrc(), (int) next, at);
    if (agreed.wishes().packets().millis() != PacketTime.USUAL) {
      parcels.put(codec, encoded, 0, length, ticks, next, mark, at);
      return;
    }
    own.clear().put(RtpPacket.HEADER, payload, 0, length);
    send(to, mark, agreed.audioType(), next, length);
  }

  /**
   * Sends a packet of a telephone event of our own (RFC 4733, section 2.3), if the far end takes
   * them. All packets of an event have the timestamp of its begin, the first one is marked; what
   * follows the last is a new talkspurt.
   *
   * @param number which of the event's packets this is, from 1
   * @param frames how long it has lasted
   * @param last after this packet, audio goes on
   */
  synchronized void event(int code, int number, int frames, boolean end, boolean last, long now) {
    Session agreed = session;
    InetSocketAddress to = target;
    signalling = !last;
    if (agreed == null || to == null || !agreed.sends() || agreed.eventType() < 0) {
      return;
    }
    parcels.flush();
    if (number == 1) {
      eventTimestamp = Math.max(stream.next(), stream.clock(now));
    }
    stream.fill(null);
    stream.sent(eventTimestamp, (long) number * stream.codec().clock / 50);
    own.clear().put(RtpPacket.HEADER, (byte) code);
    own.put(RtpPacket.HEADER + 1, (byte) ((end ? 0x80 : 0) | EVENT_VOLUME));
    own.putShort(RtpPacket.HEADER + 2, (short) (frames * agreed.eventClock() / 50));
    send(to, number == 1, agreed.eventType(), eventTimestamp, EVENT);
  }

  /** No digit of ours is on any more. */
  synchronized void quiet() {
    signalling = false;
  }

  /**
   * Sends on what a bridged leg received: {@code b} is its receive buffer, which is changed. Its
   * codec is ours, or the other law of G.711.
   */
  synchronized void relay(
      Object from, Session spoken, RtpPacket packet, Session.Kind kind, ByteBuffer b, long now) {
    Session agreed = session;
    InetSocketAddress to = target;
    if (agreed != null
        && to != null
        && agreed.sends()
        && !occupied
        && !signalling
        && packet.length != 0) {
      relaying.take(from, agreed, to, spoken, packet, kind, b, now);
    }
  }

  /** Sends what has waited long enough to fill a packet; answers when it is to be called again. */
  synchronized long drain(long now) {
    return parcels.drain(now);
  }

  private void sendWaiting(Repacketizer waiting, int ticks) {
    Session agreed = session;
    InetSocketAddress to = target;
    if (agreed == null || to == null || !agreed.sends()) {
      waiting.clear();
      return;
    }
    long at = waiting.timestamp();
    boolean mark = waiting.isMarked();
    if (own.capacity() < packet(Repacketizer.LARGEST)) {
      own = ByteBuffer.allocate(packet(Repacketizer.LARGEST));
    }
    own.clear();
    int length = waiting.take(own, RtpPacket.HEADER, ticks, stream.codec().clock);
    send(to, mark, agreed.audioType(), at, length);
  }

  /** Sends the payload that stands in {@link #own}. */
  private void send(InetSocketAddress to, boolean mark, int type, long at, int length) {
    writer.header(own, 0, mark, type, (int) stream.advance(1), (int) at);
    own.limit(RtpPacket.HEADER + length);
    writer.send(own, to, length);
  }

  int ssrc() {
    return writer.ssrc();
  }

  synchronized long packets() {
    return writer.packets();
  }

  synchronized long octets() {
    return writer.octets();
  }

  /** Ticks a second of its timestamps. */
  synchronized int clock() {
    return stream.codec().clock;
  }

  /** The timestamp that belongs to this moment, for a sender report. */
  synchronized int timestampAt(long now) {
    return (int) stream.clock(now);
  }
}
