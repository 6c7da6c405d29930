package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.OpusPacket;

/**
 * Sound on its way into packets of another length than it came in. Of G.711 and G.722 a packet may
 * end anywhere, of Opus between two frames: nothing is decoded. Nothing is allocated for a packet
 * but the first.
 */
final class Repacketizer {
  /** Octets of a packet that is written, at most. */
  static final int LARGEST = 1400;

  private static final int ROOM = 4096;
  private static final int FRAMES = 2 * OpusPacket.MOST_FRAMES;

  /** Made when the first is put in: most legs hear packets as they come. */
  private byte[] octets = {};

  private int length;

  /** Of Opus: how packets begin that these frames may be in, and how long the frames are. */
  private byte first;

  private int[] lengths = {};
  private int[] came = {};
  private int[] places = {};
  private int frames;
  private boolean opus;

  private long timestamp;
  private boolean marked;
  private int ticks;

  boolean isEmpty() {
    return ticks == 0;
  }

  /** How many ticks of sound wait. */
  int ticks() {
    return ticks;
  }

  /** When the next packet begins. */
  long timestamp() {
    return timestamp;
  }

  /** Whether the next packet begins a talkspurt. */
  boolean isMarked() {
    return marked;
  }

  void clear() {
    length = 0;
    frames = 0;
    ticks = 0;
    marked = false;
  }

  /** Whether sound of a packet may follow what waits in the same one, and has room. */
  boolean suits(Codec codec, ByteBuffer b, int offset, int count) {
    boolean same =
        isEmpty()
            || ((codec == Codec.OPUS) == opus && (!opus || ((b.get(offset) ^ first) & 0xFC) == 0));
    return same && length + count <= ROOM && frames <= FRAMES - OpusPacket.MOST_FRAMES;
  }

  /**
   * Takes the sound of a packet, which {@link #suits}.
   *
   * @param at its timestamp, which counts where nothing waits
   * @param lasting its ticks
   * @return false if it cannot be taken apart
   */
  boolean add(
      Codec codec, ByteBuffer b, int offset, int count, long at, int lasting, boolean mark) {
    if (octets.length == 0) {
      octets = new byte[ROOM];
    }
    if (codec == Codec.OPUS && lengths.length == 0) {
      lengths = new int[FRAMES];
      came = new int[OpusPacket.MOST_FRAMES];
      places = new int[OpusPacket.MOST_FRAMES];
    }
    int found = 0;
    if (codec == Codec.OPUS) {
      found = OpusPacket.frames(b, offset, count, places, came);
      if (found == 0) {
        return false;
      }
    }
    if (isEmpty()) {
      timestamp = at;
      marked = mark;
      opus = codec == Codec.OPUS;
      first = b.get(offset);
    }
    ticks += lasting;
    if (!opus) {
      b.get(offset, octets, length, count);
      length += count;
      return true;
    }
    for (int i = 0; i < found; i++) {
      b.get(places[i], octets, length, came[i]);
      length += came[i];
      lengths[frames++] = came[i];
    }
    return true;
  }

  /**
   * Writes the next packet's payload; what is longer than wanted and cannot be parted is written
   * whole.
   *
   * @param wanted ticks; where fewer wait all of them
   * @param clock ticks a second
   * @return how many octets
   */
  int take(ByteBuffer out, int at, int wanted, int clock) {
    int taken;
    int written;
    int lasting;
    if (opus) {
      int each = OpusPacket.frameSamples(first) * (clock / Codec.RATE);
      int count = Math.clamp(wanted / each, 1, Math.min(frames, OpusPacket.MOST_FRAMES));
      taken = octetsOf(count);
      while (count > 1 && taken + OpusPacket.room(count) > LARGEST) {
        count--;
        taken = octetsOf(count);
      }
      int head = OpusPacket.begin(out, at, first, lengths, 0, count);
      out.put(at + head, octets, 0, taken);
      written = head + taken;
      frames -= count;
      System.arraycopy(lengths, count, lengths, 0, frames);
      lasting = count * each;
    } else {
      taken = Math.min(Math.min(wanted, ticks), LARGEST);
      out.put(at, octets, 0, taken);
      written = taken;
      lasting = taken;
    }
    length -= taken;
    System.arraycopy(octets, taken, octets, 0, length);
    ticks -= lasting;
    timestamp += lasting;
    marked = false;
    if (length == 0 && frames == 0) {
      ticks = 0;
    }
    return written;
  }

  private int octetsOf(int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += lengths[i];
    }
    return sum;
  }
}
