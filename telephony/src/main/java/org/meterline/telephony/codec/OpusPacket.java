package org.meterline.telephony.codec;

import java.nio.ByteBuffer;

/** What the first octets of an Opus packet tell, and what it is made of (RFC 6716, section 3). */
public final class OpusPacket {
  /** 120 ms. */
  static final int LONGEST = 960;

  /** Frames of a packet, at most: 120 ms of 2.5. */
  public static final int MOST_FRAMES = 48;

  /** The code of two frames whose sizes differ, and that of any number. */
  static final int TWO_OF_SIZES = 2;

  private static final int ANY_NUMBER = 3;

  /** From so many octets on a length takes two. */
  private static final int LONG = 252;

  private static final int LARGEST_FRAME = 1275;

  private OpusPacket() {}

  /** How long the packet lasts in samples at 8,000 a second; 0 if it is none. */
  public static int samples(ByteBuffer b, int offset, int length) {
    if (length < 1) {
      return 0;
    }
    int first = b.get(offset) & 0xFF;
    int frames =
        switch (first & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> length < 2 ? 0 : b.get(offset + 1) & 0x3F;
        };
    int samples = frames * frame(first >> 3);
    return samples > LONGEST ? 0 : samples;
  }

  /** How long each frame of a packet lasts that begins with this octet, likewise. */
  public static int frameSamples(byte first) {
    return frame((first & 0xFF) >> 3);
  }

  private static int frame(int configuration) {
    int size = configuration & 3;
    if (configuration < 12) {
      return size == 3 ? 480 : 80 << size; // 10, 20, 40, 60 ms
    }
    return configuration < 16 ? 80 << (configuration & 1) : 20 << size; // 10, 20; 2.5 to 20 ms
  }

  /**
   * Finds the frames.
   *
   * @param offsets where each begins is written here, and to {@code lengths} how long it is; both
   *     have room for {@link #MOST_FRAMES}
   * @return how many there are; 0 if it is no packet
   */
  public static int frames(ByteBuffer b, int offset, int length, int[] offsets, int[] lengths) {
    if (samples(b, offset, length) == 0) {
      return 0;
    }
    int end = offset + length;
    int at = offset + 1;
    int code = b.get(offset) & 3;
    int count = code == 0 ? 1 : 2;
    boolean told = code == TWO_OF_SIZES;
    if (code == ANY_NUMBER) {
      int octet = b.get(at++) & 0xFF;
      count = octet & 0x3F;
      told = (octet & 0x80) != 0;
      if ((octet & 0x40) != 0) {
        int padding;
        do {
          if (at >= end) {
            return 0;
          }
          padding = b.get(at++) & 0xFF;
          end -= padding == 255 ? 254 : padding;
        } while (padding == 255);
      }
    }
    for (int i = 0; told && i < count - 1; i++) {
      int size = at < end ? b.get(at++) & 0xFF : LONG;
      if (size >= LONG) {
        if (at >= end) {
          return 0;
        }
        size += 4 * (b.get(at++) & 0xFF);
      }
      lengths[i] = size;
    }
    int rest = end - at;
    if (!told && rest % count != 0) {
      return 0;
    }
    for (int i = 0; i < count; i++) {
      lengths[i] = told ? i == count - 1 ? end - at : lengths[i] : rest / count;
      offsets[i] = at;
      at += lengths[i];
      if (lengths[i] > LARGEST_FRAME || lengths[i] < 0 || at > end) {
        return 0;
      }
    }
    return count;
  }

  /** How many octets {@link #begin} writes at most. */
  public static int room(int frames) {
    return 2 + 2 * frames;
  }

  /**
   * Writes what comes before the frames of a packet.
   *
   * @param first of a packet that they were in
   * @param lengths of the frames, from {@code from} on
   * @return how many octets it took
   */
  public static int begin(
      ByteBuffer out, int offset, byte first, int[] lengths, int from, int frames) {
    if (frames == 1) {
      out.put(offset, (byte) (first & 0xFC));
      return 1;
    }
    out.put(offset, (byte) ((first & 0xFC) | ANY_NUMBER)).put(offset + 1, (byte) (0x80 | frames));
    int at = offset + 2;
    for (int i = from; i < from + frames - 1; i++) {
      int length = lengths[i];
      int low = length < LONG ? length : LONG + (length & 3);
      out.put(at++, (byte) low);
      if (length >= LONG) {
        out.put(at++, (byte) ((length - low) / 4));
      }
    }
    return at - offset;
  }
}
