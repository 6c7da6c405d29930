package org.meterline.telephony.media;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * Where an RTP stream that is sent stands: its sequence numbers and its clock, which go on over
 * every change of source (RFC 3550, section 5.1), and who fills it. Of its {@link Outlet}, under
 * its lock.
 */
final class RtpStream {
  // Both extended: only the low bits are sent.
  private long sequence;
  private long timestamp;

  /** How long what was sent last lasts, in ticks. */
  private long duration;

  /** Who fills it: a leg that is relayed, or the outlet with frames of our own; null: nobody. */
  private @Nullable Object source;

  private Codec codec = Codec.PCMA;

  /** A point of the stream's clock: at this nanosecond, this timestamp. */
  private long anchorNanos;

  private long anchorTimestamp;

  RtpStream(Random random) {
    // Far enough from zero that arithmetic on the extended values never goes below it; far from
    // its wrap, so that a receiver of SRTP that misses the first packets knows the rollovers.
    this.sequence = (1L << 20) + random.nextInt(1 << 15);
    this.timestamp = (1L << 33) + (random.nextInt() & 0xFFFF_FFFFL);
    this.anchorTimestamp = timestamp;
  }

  Codec codec() {
    return codec;
  }

  /** The number of the packet that was sent last, extended. */
  long sequence() {
    return sequence;
  }

  /** So many packets more are sent, or were lost on the way here; answers the last one's number. */
  long advance(long packets) {
    sequence += packets;
    return sequence;
  }

  /** The packet with this number is sent, perhaps after later ones. */
  void reach(long number) {
    sequence = Math.max(sequence, number);
  }

  /** The timestamp of what was sent last, extended. */
  long timestamp() {
    return timestamp;
  }

  /** Sound was sent, or an event of ours; it lasts for so many ticks. */
  void sent(long at, long ticks) {
    timestamp = at;
    duration = ticks;
  }

  /** A relayed event was sent, which says by itself how long it lasts. */
  void sent(long at) {
    timestamp = at;
  }

  /** Whether what this one has said is what was sent last: nobody else fills it since. */
  @SuppressWarnings("ReferenceEquality") // who it is, not what it looks like
  boolean isFilledBy(Object who) {
    return source == who;
  }

  /** This one fills it from now on; null: nobody, so that what comes is a new talkspurt. */
  void fill(@Nullable Object by) {
    source = by;
  }

  /** Its clock runs from now on. */
  void begin(long now) {
    anchorNanos = now;
  }

  /** Its clock is set: at this nanosecond it shows this timestamp. */
  void anchor(long now, long at) {
    anchorNanos = now;
    anchorTimestamp = at;
  }

  /** It goes on in this codec; with another clock at another pace, as a new talkspurt. */
  void speak(Codec next, long now) {
    if (next.clock != codec.clock) {
      timestamp = clock(now);
      duration = 0;
      anchor(now, timestamp);
      source = null;
    }
    codec = next;
  }

  /** The timestamp of what follows what was sent last. */
  long next() {
    return timestamp + duration;
  }

  /** When that is due, in nanoseconds. */
  long due() {
    return anchorNanos + (timestamp + duration - anchorTimestamp) * 500_000 / (codec.clock / 2000);
  }

  /** The timestamp that its clock shows at that nanosecond. */
  long clock(long now) {
    return anchorTimestamp + (now - anchorNanos) / 1000 * codec.clock / 1_000_000;
  }
}
