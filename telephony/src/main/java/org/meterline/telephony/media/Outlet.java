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
      ByteBuffer.allocate(RtpPacket.HEADER + Repacketizer.LARGEST + SrtpContext.MOST_ADDED);
  private final byte[] payload = new byte[Codec.LARGEST];
  private final ByteBuffer encoded = ByteBuffer.wrap(payload);
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

  /** What is told in packets of another length than it came in. */
  private final Parcels parcels = new Parcels(this::sendWaiting);

  /** What is relayed goes into other packets, until another is relayed. */
  private boolean repacking;

  private int lastSequence;

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
    Session before = session;
    if (before == null) {
      anchorNanos = now;
    } else {
      parcels.flush();
    }
    session = agreed;
    target = to;
    if (agreed.codec() != codec || before == null || !agreed.wishes().equals(before.wishes())) {
      speak(agreed, now);
    }
    if (to == null || !agreed.sends()) {
      source = null; // what comes after a hold is a new talkspurt
    }
  }

  private void speak(Session agreed, long now) {
    Codec next = agreed.codec();
    if (next.clock != codec.clock) {
      timestamp = clock(now); // from here on it goes on at another pace
      duration = 0;
      anchorTimestamp = timestamp;
      anchorNanos = now;
      source = null;
    }
    codec = next;
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
      eventTimestamp = Math.max(timestamp + duration, clock(now));
    }
    source = null;
    timestamp = eventTimestamp;
    duration = (long) number * codec.clock / 50;
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
    int ticks = event ? 0 : ticks(b, packet);
    boolean others =
        !event && agreed.wishes().packets().isOther(ticks / (codec.clock / Codec.RATE));
    boolean fresh = source != from || sourceSsrc != packet.ssrc;
    long atSequence = 0;
    long atTimestamp = 0;
    if (!fresh) {
      atSequence = sequence + (short) (packet.sequence + sequenceOffset - (int) sequence);
      atTimestamp = timestamp + (packet.timestamp + timestampOffset - (int) timestamp);
      if (!repacking && atSequence < firstSequence && atSequence > firstSequence - 100) {
        return; // overtaken by the change of source
      }
      fresh =
          (!repacking && Math.abs(atSequence - sequence) > DROPOUT)
              // An event's timestamp is that of its begin and may be far behind.
              || (!event && Math.abs(atTimestamp - clock(now)) > ASTRAY * codec.clock);
    }
    if (event && !agreed.takes(b.get(packet.offset) & 0xFF)) {
      if (!fresh && !repacking && atSequence == sequence + 1) {
        sequenceOffset--; // left out on purpose, so it shall not look lost
      }
      return;
    }
    boolean mark = packet.marker;
    if (fresh) {
      parcels.flush();
      mark = true;
      atSequence = sequence + 1;
      atTimestamp = Math.max(timestamp + duration, clock(now));
      firstSequence = atSequence;
      source = from;
      sourceSsrc = packet.ssrc;
      sequenceOffset = (int) atSequence - packet.sequence;
      timestampOffset = (int) atTimestamp - packet.timestamp;
      repacking = false;
      lastSequence = packet.sequence - 1;
    }
    relayedOnce = true;
    relayedAt = now;
    if (!event && kind.codec != codec) {
      PacketWriter.transcode(b, packet, kind == Session.Kind.PCMU ? Law.PCMU : Law.PCMA);
    }
    if (!event) {
      taps.take(codec, b, packet.offset, packet.length, ssrc(), (int) atTimestamp, now);
    }
    repacking |= others;
    if (repacking && !event) {
      repack(b, packet, ticks, atTimestamp, mark, now);
      return;
    }
    if (repacking) {
      parcels.flush();
      atSequence = sequence + 1;
    }
    lastSequence = packet.sequence;
    sequence = Math.max(sequence, atSequence);
    if (atTimestamp >= timestamp) {
      timestamp = atTimestamp;
      if (!event) {
        duration = ticks;
        anchorNanos = now;
        anchorTimestamp = atTimestamp;
      }
    }
    if (event) {
      PacketWriter.lengthen(b, packet, spoken.eventClock(), agreed.eventClock());
    }
    // Header extensions and sources of a mix stay behind: ours begins right before the payload.
    int start = packet.offset - RtpPacket.HEADER;
    int type = event ? agreed.eventType() : agreed.audioType();
    writer.header(b, start, mark, type, (int) atSequence, (int) atTimestamp);
    b.limit(packet.offset + packet.length).position(start);
    writer.send(b, to, packet.length);
  }

  private int ticks(ByteBuffer b, RtpPacket packet) {
    return codec == Codec.OPUS
        ? OpusPacket.samples(b, packet.offset, packet.length) * (codec.clock / Codec.RATE)
        : packet.length;
  }

  /** Sound that is relayed in other packets than it came in. */
  private void repack(ByteBuffer b, RtpPacket packet, int ticks, long at, boolean mark, long now) {
    long end = timestamp + duration;
    int ahead = (short) (packet.sequence - lastSequence);
    if (at < end) {
      return; // late, or twice
    }
    if (at > end && ahead > 1) {
      // What was lost on the way here stays visible, in packets of the new length.
      parcels.flush();
      sequence += Math.max(1, (at - end) / parcels.ticks());
    } else if (at > end) {
      parcels.flush();
    }
    lastSequence = packet.sequence;
    timestamp = at;
    duration = ticks;
    anchorNanos = now;
    anchorTimestamp = at;
    parcels.put(codec, b, packet.offset, packet.length, ticks, at, mark, now);
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
    own.clear();
    int length = waiting.take(own, RtpPacket.HEADER, ticks, codec.clock);
    send(to, mark, agreed.audioType(), at, length);
  }

  /** Sends the payload that stands in {@link #own}. */
  private void send(InetSocketAddress to, boolean mark, int type, long at, int length) {
    sequence++;
    writer.header(own, 0, mark, type, (int) sequence, (int) at);
    own.limit(RtpPacket.HEADER + length);
    writer.send(own, to, length);
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
