package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts packets of a stream back into their order and gives them out in time with a clock of ours
 * (RFC 3550, section 6.4.1, for the jitter it goes by). It waits as long as the jitter wants,
 * within limits; a far end whose clock is faster than ours is caught up with. Nothing is allocated
 * for a packet. For one thread.
 */
final class JitterBuffer {
  /** There is nothing to be heard. */
  static final int NOTHING = -1;

  /** The next packet was lost: later ones are here. */
  static final int LOST = -2;

  /** The next packet is late. */
  static final int LATE = -3;

  /** Octets of a packet; longer ones are not taken. */
  static final int MOST = 1275;

  private static final int SLOTS = 32;
  private static final int FRAME_NANOS = 20_000_000;
  private static final long SHORTEST_NANOS = 2L * FRAME_NANOS;
  private static final long LONGEST_NANOS = 10L * FRAME_NANOS;

  /** Missing for so many turns, a stream has paused. */
  private static final int STARVED = 4;

  /** For so many turns more than enough has to be here before something is left out. */
  private static final int PATIENCE = 50;

  private static final int MISORDER = 100;

  private final byte[][] octets = new byte[SLOTS][MOST];
  private final int[] lengths = new int[SLOTS];

  /** Sequence numbers of what is in the slots; -1 where nothing is. */
  private final int[] numbers = new int[SLOTS];

  private int count;
  private int next;
  private boolean known;
  private boolean playing;
  private int ssrc;
  private long waitsSince;
  private int starved;

  /** Turns in a row at which too much was here. */
  private int plenty;

  private boolean timed;
  private long transit;
  private long jitter16;

  /** Length of the packets, as told. */
  private long packetNanos = FRAME_NANOS;

  JitterBuffer() {
    clear();
  }

  /** Forgets all packets; the next one begins a stream. */
  void clear() {
    Arrays.fill(numbers, -1);
    count = 0;
    known = false;
    playing = false;
    timed = false;
  }

  /**
   * Takes a packet.
   *
   * @param clock ticks a second of its timestamp; 0 if that says nothing of when it was sent
   * @param length of its payload; 0 for one that has a number but no sound
   */
  void put(
      int from,
      int sequence,
      int timestamp,
      int clock,
      ByteBuffer b,
      int offset,
      int length,
      long now) {
    if (length > MOST) {
      return;
    }
    if (known && from != ssrc) {
      clear();
    }
    if (clock > 0) {
      measure(timestamp, clock, now);
    }
    int ahead = (short) (sequence - next);
    if (!known
        || ahead < -MISORDER
        || ahead >= MISORDER
        || (count == 0 && ahead >= 0 && !playing)) {
      clearSlots();
      known = true;
      ssrc = from;
      next = sequence;
      ahead = 0;
      waitsSince = now;
      playing = false;
    } else if (ahead < 0) {
      if (playing || count == 0) {
        return; // what was to follow it is being heard
      }
      if (count > 0 && latest() - ahead >= SLOTS) {
        return;
      }
      next = sequence & 0xFFFF;
    }
    while ((short) (sequence - next) >= SLOTS) {
      drop(); // too much is here: the oldest are left out
    }
    int slot = sequence & (SLOTS - 1);
    if (numbers[slot] == sequence) {
      return;
    }
    b.get(offset, octets[slot], 0, length);
    lengths[slot] = length;
    numbers[slot] = sequence;
    count++;
  }

  private int latest() {
    int most = 0;
    for (int each : numbers) {
      most = each < 0 ? most : Math.max(most, (short) (each - next));
    }
    return most;
  }

  private void clearSlots() {
    Arrays.fill(numbers, -1);
    count = 0;
  }

  private void measure(int timestamp, int clock, long now) {
    long at = now - (timestamp & 0xFFFF_FFFFL) * 500_000 / (clock / 2000);
    if (timed) {
      long difference = Math.abs(at - transit);
      if (difference < 1_000_000_000L) { // else a new talkspurt, or the clock's wrap
        jitter16 += difference - ((jitter16 + 8) >> 4);
      }
    }
    transit = at;
    timed = true;
  }

  /** How long the packets are. */
  void lasting(long nanos) {
    packetNanos = Math.max(nanos, 1_000_000);
  }

  /** How long it waits. */
  long targetNanos() {
    return Math.clamp(FRAME_NANOS + 3 * (jitter16 >> 4), SHORTEST_NANOS, LONGEST_NANOS);
  }

  /**
   * The slot of the packet that is to be heard next, which is good until the next call; or {@link
   * #NOTHING}, {@link #LOST}, {@link #LATE}.
   */
  int next(long now) {
    if (!playing) {
      if (count == 0 || now - waitsSince < targetNanos()) {
        return NOTHING;
      }
      playing = true;
      starved = 0;
      plenty = 0;
    }
    int slot = next & (SLOTS - 1);
    if (numbers[slot] == next) {
      starved = 0;
      drop();
      return slot;
    }
    if (count > 0) {
      drop();
      return LOST;
    }
    if (++starved >= STARVED) {
      playing = false;
      return NOTHING;
    }
    return LATE;
  }

  /** The slot of the packet right after the one that was lost last; -1 if it was lost, too. */
  int following() {
    int slot = next & (SLOTS - 1);
    return numbers[slot] == next ? slot : -1;
  }

  /** Once a turn, with all of it taken that is heard: whether a frame more should be left out. */
  boolean hasPlenty() {
    boolean much = playing && count * packetNanos > targetNanos() + 3L * FRAME_NANOS;
    plenty = much ? plenty + 1 : 0;
    if (plenty < PATIENCE) {
      return false;
    }
    plenty = 0;
    return true;
  }

  private void drop() {
    int slot = next & (SLOTS - 1);
    if (numbers[slot] == next) {
      numbers[slot] = -1;
      count--;
    }
    next = (next + 1) & 0xFFFF;
  }

  byte[] octets(int slot) {
    return octets[slot];
  }

  int length(int slot) {
    return lengths[slot];
  }
}
