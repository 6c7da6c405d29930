package org.meterline.telephony.codec;

import java.nio.ByteBuffer;

/** What the first octets of an Opus packet tell (RFC 6716, section 3). */
public final class OpusPacket {
  /** 120 ms. */
  static final int LONGEST = 960;

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

  private static int frame(int configuration) {
    int size = configuration & 3;
    if (configuration < 12) {
      return size == 3 ? 480 : 80 << size; // 10, 20, 40, 60 ms
    }
    return configuration < 16 ? 80 << (configuration & 1) : 20 << size; // 10, 20; 2.5 to 20 ms
  }
}
