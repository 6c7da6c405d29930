package org.meterline.telephony.recording;

import java.util.Arrays;

/**
 * One side of a recording on its way from a media thread to the writer: samples at their place in
 * the recording's time, 8 kHz. What never comes is silence; so is what comes after its time was
 * written, or further ahead than there is room for, which is counted. Nobody waits, and nothing is
 * allocated.
 *
 * <p>One thread at a time puts samples in, another takes them out.
 */
public final class Track {
  /** Samples a second. */
  public static final int RATE = 8000;

  static final long SAMPLE_NANOS = 1_000_000_000L / RATE;

  /** Room for four seconds. */
  static final int ROOM = 1 << 15;

  /** A stream's clock this far from ours, 300 ms, was set anew or has run off. */
  private static final long ASTRAY = 2400;

  private final short[] ring = new short[ROOM];
  private final long began;

  /** What lies before was taken out. */
  private volatile long taken;

  /** Written after samples were put in, read before they are taken out: they are visible then. */
  private volatile long put;

  private volatile long lost;
  private volatile boolean deaf;

  // Only those who put know these.
  private boolean skips;
  private long puts;
  private long losses;
  private boolean known;
  private int stream;
  private int lastTimestamp;
  private long lastAt;

  /**
   * @param began the nanosecond at which the recording begins
   */
  Track(long began) {
    this.began = began;
  }

  /** The place of a nanosecond. */
  long at(long nanos) {
    return (nanos - began) / SAMPLE_NANOS;
  }

  /**
   * Whether what comes from now on is left out, whatever its place is: that is up to {@link
   * #ASTRAY} from the moment at which it comes.
   */
  void deaf(boolean on) {
    deaf = on;
  }

  /**
   * The place of a packet's first sample: where its stream's clock says, so that what is lost
   * leaves a gap, while that clock keeps step with ours.
   *
   * @param from what tells streams apart
   * @param timestamp of the stream, in samples
   */
  public long place(int from, int timestamp, long now) {
    long clock = at(now);
    long at = lastAt + (timestamp - lastTimestamp);
    if (!known || from != stream || Math.abs(at - clock) > ASTRAY) {
      at = clock;
    }
    skips = deaf;
    known = true;
    stream = from;
    lastTimestamp = timestamp;
    lastAt = at;
    return at;
  }

  /** Puts a sample at its place; {@link #flush} follows the last of a packet. */
  public void put(long at, short sample) {
    if (skips) {
      return;
    }
    long first = taken;
    if (at >= first && at < first + ROOM) {
      ring[(int) (at & (ROOM - 1))] = sample;
    } else if (at >= first) {
      lost = ++losses;
    }
  }

  public void flush() {
    put = ++puts;
  }

  /** Takes samples out, in order; at most as many as there is room for at once. */
  void take(short[] into, int count) {
    var _ = put;
    long from = taken;
    int index = (int) (from & (ROOM - 1));
    int first = Math.min(count, ROOM - index);
    System.arraycopy(ring, index, into, 0, first);
    System.arraycopy(ring, 0, into, first, count - first);
    Arrays.fill(ring, index, index + first, (short) 0);
    Arrays.fill(ring, 0, count - first, (short) 0);
    taken = from + count;
  }

  /** Up to which place it was taken out. */
  long taken() {
    return taken;
  }

  /** Samples there was no room for. */
  long lost() {
    return lost;
  }
}
