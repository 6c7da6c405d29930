package org.meterline.telephony.media;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What RFC 3550 wants known of a received stream: sequence numbers and loss (appendices A.1, A.3)
 * and interarrival jitter (A.8). Written by the leg's media thread, read by others.
 */
final class ReceiveStatistics {
  private static final int DROPOUT = 3000;
  private static final int MISORDER = 100;
  private static final long WRAP = 1L << 16;

  private boolean started;
  private int ssrc;
  private long base;
  private long highest;
  private long badNext = -1;
  private long received;
  private long expectedPrior;
  private long receivedPrior;
  private boolean timed;
  private int transit;
  private int clock = Codec.RATE;
  private int jitter16;

  private long receivedBefore;
  private long lostBefore;
  private long dropped;

  /** The numbers of a report block (RFC 3550, section 6.4.1). */
  record Report(int ssrc, int fraction, int lost, int highest, int jitter) {}

  /** Timestamps have so many ticks a second from now on. */
  synchronized void clock(int ticks) {
    if (ticks != clock) {
      jitter16 = (int) ((long) jitter16 * ticks / clock);
      clock = ticks;
      timed = false;
    }
  }

  /**
   * Counts a packet.
   *
   * @param audio whether its timestamp says when it was sampled; an event's says when it began
   * @param arrival nanoseconds of the ticker
   * @return false if its sequence number makes no sense; such a packet is dropped
   */
  synchronized boolean packet(int from, int sequence, int timestamp, boolean audio, long arrival) {
    if (!started || from != ssrc) {
      begin(from, sequence);
    } else {
      int ahead = (sequence - (int) highest) & 0xFFFF;
      if (ahead < DROPOUT) {
        highest += ahead;
      } else if (ahead <= WRAP - MISORDER) {
        if (sequence != badNext) {
          badNext = (sequence + 1L) & 0xFFFF;
          dropped++;
          return false;
        }
        begin(from, sequence); // two in a row: the far end began anew without saying so
      }
    }
    received++;
    if (audio) {
      int now = ticks(arrival) - timestamp;
      if (timed) {
        int difference = Math.abs(now - transit);
        // A gap in the far end's clock (hold, new talkspurt) is no jitter of the network; half of
        // all
        // that a timestamp can be has no absolute value, and stays negative.
        if (difference >= 0 && difference < clock) {
          jitter16 += difference - ((jitter16 + 8) >> 4);
        }
      }
      transit = now;
      timed = true;
    }
    return true;
  }

  private int ticks(long nanos) {
    return (int) (clock == Codec.RATE ? nanos / 125_000 : nanos / 62_500 * (clock / 16_000));
  }

  private void begin(int from, int sequence) {
    if (started) {
      receivedBefore += received;
      lostBefore += Math.max(0, highest - base + 1 - received);
    }
    started = true;
    ssrc = from;
    base = sequence;
    highest = sequence;
    badNext = -1;
    received = 0;
    expectedPrior = 0;
    receivedPrior = 0;
    timed = false;
  }

  /** Counts a packet from the wrong source, or one that cannot be read. */
  synchronized void drop() {
    dropped++;
  }

  /** Whether it is the source that is received, or none is yet. */
  synchronized boolean mayBe(int source) {
    return !started || source == ssrc;
  }

  synchronized long received() {
    return receivedBefore + received;
  }

  synchronized long lost() {
    return lostBefore + (started ? Math.max(0, highest - base + 1 - received) : 0);
  }

  synchronized long dropped() {
    return dropped;
  }

  synchronized long jitterMicros() {
    return (jitter16 >> 4) * 1_000_000L / clock;
  }

  /** The next report block; null while nothing was received. */
  synchronized @Nullable Report report() {
    if (!started) {
      return null;
    }
    long expected = highest - base + 1;
    long expectedNow = expected - expectedPrior;
    long lostNow = expectedNow - (received - receivedPrior);
    expectedPrior = expected;
    receivedPrior = received;
    int fraction =
        expectedNow == 0 || lostNow <= 0 ? 0 : (int) Math.min(255, (lostNow << 8) / expectedNow);
    long lost = Math.clamp(expected - received, -0x800000, 0x7FFFFF);
    return new Report(ssrc, fraction, (int) lost & 0xFFFFFF, (int) highest, jitter16 >> 4);
  }
}
