package org.meterline.telephony.srtp;

/**
 * Which packets of one source were seen: their index, of 48 bits, is told from the sequence number
 * (RFC 3711, section 3.3.1); none is taken twice, nor one that is too old to say (section 3.3.2).
 */
final class PacketWindow {
  private static final int SIZE = 64;

  int ssrc;

  /** For choosing which source is forgotten when there are too many. */
  long usedAt;

  private boolean started;
  private long highest;
  private long seen;

  PacketWindow(int ssrc) {
    this.ssrc = ssrc;
  }

  void restart(int other) {
    ssrc = other;
    started = false;
    highest = 0;
    seen = 0;
  }

  /** The index that a sequence number most likely means; -1 if from before the first packet. */
  long index(int sequence) {
    if (!started) {
      return sequence;
    }
    long rollovers = highest >>> 16;
    int last = (int) (highest & 0xFFFF);
    if (last < 0x8000) {
      rollovers -= sequence - last > 0x8000 ? 1 : 0;
    } else {
      rollovers += last - 0x8000 > sequence ? 1 : 0;
    }
    return rollovers < 0 ? -1 : (rollovers << 16) | sequence;
  }

  boolean isFresh(long index) {
    if (index < 0) {
      return false;
    }
    long behind = highest - index;
    return !started || behind < 0 || (behind < SIZE && (seen & (1L << behind)) == 0);
  }

  /** A packet was found to be authentic. */
  void take(long index) {
    long ahead = index - highest;
    if (!started) {
      started = true;
      highest = index;
      seen = 1;
    } else if (ahead > 0) {
      seen = ahead >= SIZE ? 1 : (seen << ahead) | 1;
      highest = index;
    } else {
      seen |= 1L << -ahead;
    }
  }
}
