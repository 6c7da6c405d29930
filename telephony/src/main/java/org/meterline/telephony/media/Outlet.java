package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.codec.OpusPacket;
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

  /** A relayed clock so many seconds from ours has been set anew. */
  private static final long ASTRAY = 2;

  private static final int DROPOUT = 3000;

  /** Octets of a telephone event, and its loudness in -dBm0. */
  private static final int EVENT = 4;

  private static final int EVENT_VOLUME = 10;

  private final PacketWriter writer;
  private final ByteBuffer own =
      ByteBuffer.allocate(RtpPacket.HEADER + Codec.LARGEST + SrtpContext.MOST_ADDED);
  private final byte[] payload = new byte[Codec.LARGEST];
  private @Nullable Session session;
  private @Nullable InetSocketAddress target;
  private Codec codec = Codec.PCMA;
  private Codec.Encoder encoder = codec.encoder();

  // Both extended: only the low bits are sent.
  private long sequence;
  private long timestamp;
  private long duration;

  /** A point of the stream's clock: at this nanosecond, this timestamp. */
  private long anchorNanos;

  private long anchorTimestamp;

  /** Who fills the stream: a leg that is relayed, or this for frames of our own. */
  private @Nullable Object source;

  private int sourceSsrc;
  private int sequenceOffset;
  private int timestampOffset;
  private long firstSequence;

  private boolean occupied;

  /** A digit of ours is on: audio waits, wherever it comes from. */
  private boolean signalling;

  private long eventTimestamp;
  private boolean relayedOnce;
  private long relayedAt;

  /** The recordings of what the far end hears. */
  final Taps taps = new Taps();

  Outlet(MediaSocket channel, Random random) {
    this.writer = new PacketWriter(channel, random.nextInt());
    // Far enough from zero that arithmetic on the extended values never goes below it; far from
    // its wrap, so that a receiver of SRTP that misses the first packets knows the rollovers.
    this.sequence = (1L << 20) + random.nextInt(1 << 15);
    this.timestamp = (1L << 33) + (random.nextInt() & 0xFFFF_FFFFL);
    this.anchorTimestamp = timestamp;
  }

  /** What was agreed, and where packets go. */
  synchronized void agree(Session agreed, @Nullable InetSocketAddress to, long now) {
    if (session == null) {
      anchorNanos = now;
    }
    session = agreed;
    target = to;
    if (agreed.codec() != codec) {
      speak(agreed.codec(), now);
    }
    if (to == null || !agreed.sends()) {
      source = null; // what comes after a hold is a new talkspurt
    }
  }

  private void speak(Codec next, long now) {
    if (next.clock != codec.clock) {
      timestamp = clock(now); // from here on it goes on at another pace
      duration = 0;
      anchorTimestamp = timestamp;
      anchorNanos = now;
      source = null;
    }
    codec = next;
    encoder = next.encoder();
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

  /** Whether the far end takes telephone events. */
  synchronized boolean takesEvents() {
    Session agreed = session;
    return agreed != null && agreed.eventType() >= 0;
  }

  /** When the frame that follows the last one is due. */
  synchronized long due() {
    return anchorNanos + (timestamp + duration - anchorTimestamp) * 500_000 / (codec.clock / 2000);
  }

  /** Whether something was relayed less than so long ago. */
  synchronized boolean relaysSince(long nanos, long now) {
    return relayedOnce && now - relayedAt < nanos;
  }

  synchronized long relayedAt() {
    return relayedAt;
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
  @SuppressWarnings("ReferenceEquality") // who it comes from, not what it looks like
  synchronized void say(Object from, short[] frame, int rate, long at) {
    if (!occupied && !signalling) {
      frame(from, frame, rate, source != from, at);
      relayedOnce = true;
      relayedAt = at;
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

  @SuppressWarnings("ReferenceEquality")
  private void frame(Object from, short[] frame, int rate, boolean talkspurt, long at) {
    Session agreed = session;
    InetSocketAddress to = target;
    if (agreed == null || to == null || !agreed.sends()) {
      source = null;
      return;
    }
    int ticks = codec.clock / 50;
    long next = timestamp + duration;
    // Where the clock has run on for more than a frame there was a pause, and it is to be seen.
    boolean gap = clock(at) - next >= ticks;
    if (gap) {
      next = clock(at);
    }
    boolean mark = gap || talkspurt || source != from;
    source = from;
    timestamp = next;
    duration = ticks;
    int length =
        rate == Codec.RATE ? encoder.encode(frame, payload) : encoder.encodeWide(frame, payload);
    if (length == 0) {
      return; // a pause
    }
    sequence++;
    own.clear();
    writer.header(own, 0, mark, agreed.audioType(), (int) sequence, (int) next);
    own.put(RtpPacket.HEADER, payload, 0, length);
    taps.take(codec, own, RtpPacket.HEADER, length, ssrc(), (int) next, at);
    own.limit(RtpPacket.HEADER + length);
    writer.send(own, to, length);
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
    if (number == 1) {
      eventTimestamp = Math.max(timestamp + duration, clock(now));
    }
    source = null;
    sequence++;
    timestamp = eventTimestamp;
    duration = (long) number * codec.clock / 50;
    own.clear();
    writer.header(own, 0, number == 1, agreed.eventType(), (int) sequence, (int) eventTimestamp);
    own.put(RtpPacket.HEADER, (byte) code);
    own.put(RtpPacket.HEADER + 1, (byte) ((end ? 0x80 : 0) | EVENT_VOLUME));
    own.putShort(RtpPacket.HEADER + 2, (short) (frames * agreed.eventClock() / 50));
    own.limit(RtpPacket.HEADER + EVENT);
    writer.send(own, to, EVENT);
  }

  /** No digit of ours is on any more. */
  synchronized void quiet() {
    signalling = false;
  }

  /**
   * Sends on what a bridged leg received: {@code b} is its receive buffer, which is changed. Its
   * codec is ours, or the other law of G.711.
   *
   * <p>Sequence numbers keep their distances, so that the far end sees what was lost on the way
   * here.
   */
  @SuppressWarnings("ReferenceEquality") // who it comes from, not what it looks like
  synchronized void relay(
      Object from, Session spoken, RtpPacket packet, Session.Kind kind, ByteBuffer b, long now) {
    Session agreed = session;
    InetSocketAddress to = target;
    if (agreed == null
        || to == null
        || !agreed.sends()
        || occupied
        || signalling
        || packet.length == 0) {
      return;
    }
    boolean event = kind == Session.Kind.EVENT;
    boolean fresh = source != from || sourceSsrc != packet.ssrc;
    long atSequence = 0;
    long atTimestamp = 0;
    if (!fresh) {
      atSequence = sequence + (short) (packet.sequence + sequenceOffset - (int) sequence);
      atTimestamp = timestamp + (packet.timestamp + timestampOffset - (int) timestamp);
      if (atSequence < firstSequence && atSequence > firstSequence - 100) {
        return; // overtaken by the change of source
      }
      fresh =
          Math.abs(atSequence - sequence) > DROPOUT
              // An event's timestamp is that of its begin and may be far behind.
              || (!event && Math.abs(atTimestamp - clock(now)) > ASTRAY * codec.clock);
    }
    if (event && agreed.eventType() < 0) {
      if (!fresh && atSequence == sequence + 1) {
        sequenceOffset--; // left out on purpose, so it shall not look lost
      }
      return;
    }
    boolean mark = packet.marker;
    if (fresh) {
      mark = true;
      atSequence = sequence + 1;
      atTimestamp = Math.max(timestamp + duration, clock(now));
      firstSequence = atSequence;
      source = from;
      sourceSsrc = packet.ssrc;
      sequenceOffset = (int) atSequence - packet.sequence;
      timestampOffset = (int) atTimestamp - packet.timestamp;
    }
    sequence = Math.max(sequence, atSequence);
    if (atTimestamp >= timestamp) {
      timestamp = atTimestamp;
      if (!event) {
        duration =
            codec == Codec.OPUS
                ? OpusPacket.samples(b, packet.offset, packet.length) * (codec.clock / Codec.RATE)
                : packet.length;
        anchorNanos = now;
        anchorTimestamp = atTimestamp;
      }
    }
    relayedOnce = true;
    relayedAt = now;
    if (event) {
      PacketWriter.lengthen(b, packet, spoken.eventClock(), agreed.eventClock());
    } else if (kind.codec != codec) {
      PacketWriter.transcode(b, packet, kind == Session.Kind.PCMU ? Law.PCMU : Law.PCMA);
    }
    if (!event) {
      taps.take(codec, b, packet.offset, packet.length, ssrc(), (int) atTimestamp, now);
    }
    // Header extensions and sources of a mix stay behind: ours begins right before the payload.
    int start = packet.offset - RtpPacket.HEADER;
    int type = event ? agreed.eventType() : agreed.audioType();
    writer.header(b, start, mark, type, (int) atSequence, (int) atTimestamp);
    b.limit(packet.offset + packet.length).position(start);
    writer.send(b, to, packet.length);
  }

  private long clock(long now) {
    return anchorTimestamp + (now - anchorNanos) / 1000 * codec.clock / 1_000_000;
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

  /** The timestamp that belongs to this moment, for a sender report. */
  synchronized int timestampAt(long now) {
    return (int) clock(now);
  }
}
