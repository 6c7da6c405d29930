package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.codec.OpusPacket;

/**
 * Sends on what a bridged leg received, in the numbers of the stream that a far end hears. These
 * keep the distances that they came with, so that the far end sees what was lost on the way here.
 * Of its {@link Outlet}, under its lock; nothing is allocated for a packet.
 */
final class Relaying {
  /** A relayed clock so many seconds from ours has been set anew. */
  private static final long ASTRAY = 2;

  private static final int DROPOUT = 3000;

  private final RtpStream stream;
  private final PacketWriter writer;
  private final Parcels parcels;
  private final Taps taps;

  private int sourceSsrc;
  private int sequenceOffset;
  private int timestampOffset;
  private long firstSequence;

  /** What is relayed goes into other packets, until another is relayed. */
  private boolean repacking;

  private int lastSequence;

  private boolean relayedOnce;
  private long relayedAt;

  /**
   * @param taps the recordings of what the far end hears
   */
  Relaying(RtpStream stream, PacketWriter writer, Parcels parcels, Taps taps) {
    this.stream = stream;
    this.writer = writer;
    this.parcels = parcels;
    this.taps = taps;
  }

  /** Something that came from elsewhere was sent. */
  void relayed(long now) {
    relayedOnce = true;
    relayedAt = now;
  }

  /** Whether something was relayed less than so long ago. */
  boolean since(long nanos, long now) {
    return relayedOnce && now - relayedAt < nanos;
  }

  long at() {
    return relayedAt;
  }

  /**
   * Takes a packet: {@code b} is the receive buffer of the leg that it comes from, which is
   * changed. Its codec is the stream's, or the other law of G.711.
   *
   * @param agreed with the far end that is sent to
   * @param spoken with the one that it came from
   */
  void take(
      Object from,
      Session agreed,
      InetSocketAddress to,
      Session spoken,
      RtpPacket packet,
      Session.Kind kind,
      ByteBuffer b,
      long now) {
    Codec codec = stream.codec();
    boolean event = kind == Session.Kind.EVENT;
    int ticks = event ? 0 : ticks(codec, b, packet);
    boolean others =
        !event && agreed.wishes().packets().isOther(ticks / (codec.clock / Codec.RATE));
    boolean fresh = !stream.isFilledBy(from) || sourceSsrc != packet.ssrc;
    long sequence = stream.sequence();
    long atSequence = 0;
    long atTimestamp = 0;
    if (!fresh) {
      atSequence = sequence + (short) (packet.sequence + sequenceOffset - (int) sequence);
      atTimestamp =
          stream.timestamp() + (packet.timestamp + timestampOffset - (int) stream.timestamp());
      if (!repacking && atSequence < firstSequence && atSequence > firstSequence - 100) {
        return; // overtaken by the change of source
      }
      fresh =
          (!repacking && Math.abs(atSequence - sequence) > DROPOUT)
              // An event's timestamp is that of its begin and may be far behind.
              || (!event && Math.abs(atTimestamp - stream.clock(now)) > ASTRAY * codec.clock);
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
      atSequence = stream.sequence() + 1;
      atTimestamp = Math.max(stream.next(), stream.clock(now));
      begins(from, packet, atSequence, atTimestamp);
    }
    relayed(now);
    if (!event && kind.codec != codec) {
      PacketWriter.transcode(b, packet, kind == Session.Kind.PCMU ? Law.PCMU : Law.PCMA);
    }
    if (!event) {
      taps.take(codec, b, packet.offset, packet.length, writer.ssrc(), (int) atTimestamp, now);
    }
    repacking |= others;
    if (repacking && !event) {
      repack(b, packet, ticks, atTimestamp, mark, now);
      return;
    }
    if (repacking) {
      parcels.flush();
      atSequence = stream.sequence() + 1;
    }
    lastSequence = packet.sequence;
    stream.reach(atSequence);
    if (atTimestamp >= stream.timestamp()) {
      if (event) {
        stream.sent(atTimestamp);
      } else {
        stream.sent(atTimestamp, ticks);
        stream.anchor(now, atTimestamp);
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

  /** Another fills the stream, or the same one with other numbers: a new talkspurt. */
  private void begins(Object from, RtpPacket packet, long atSequence, long atTimestamp) {
    firstSequence = atSequence;
    stream.fill(from);
    sourceSsrc = packet.ssrc;
    sequenceOffset = (int) atSequence - packet.sequence;
    timestampOffset = (int) atTimestamp - packet.timestamp;
    repacking = false;
    lastSequence = packet.sequence - 1;
  }

  private static int ticks(Codec codec, ByteBuffer b, RtpPacket packet) {
    return codec == Codec.OPUS
        ? OpusPacket.samples(b, packet.offset, packet.length) * (codec.clock / Codec.RATE)
        : packet.length;
  }

  /** Sound that is relayed in other packets than it came in. */
  private void repack(ByteBuffer b, RtpPacket packet, int ticks, long at, boolean mark, long now) {
    long end = stream.next();
    int ahead = (short) (packet.sequence - lastSequence);
    if (at < end) {
      return; // late, or twice
    }
    if (at > end && ahead > 1) {
      // What was lost on the way here stays visible, in packets of the new length.
      parcels.flush();
      stream.advance(Math.max(1, (at - end) / parcels.ticks()));
    } else if (at > end) {
      parcels.flush();
    }
    lastSequence = packet.sequence;
    stream.sent(at, ticks);
    stream.anchor(now, at);
    parcels.put(stream.codec(), b, packet.offset, packet.length, ticks, at, mark, now);
  }
}
