package org.meterline.telephony.codec;

/**
 * The two companding laws of ITU-T G.711, as RTP carries them (RFC 3551, section 4.5.14). One octet
 * is one sample at 8 kHz.
 */
@SuppressWarnings("ImmutableEnumChecker") // tables, filled once below and never handed out
public enum Law {
  PCMU(0, (byte) 0xFF),
  PCMA(8, (byte) 0xD5);

  /** Samples a second, and ticks of the RTP clock. */
  public static final int RATE = 8000;

  /** Its static payload type. */
  public final int payloadType;

  /** The octet for the smallest level. */
  public final byte silence;

  private final short[] linear = new short[256];
  private final byte[] toOther = new byte[256];

  Law(int payloadType, byte silence) {
    this.payloadType = payloadType;
    this.silence = silence;
  }

  static {
    for (int i = 0; i < 256; i++) {
      PCMU.linear[i] = expandMu(i);
      PCMA.linear[i] = expandA(i);
    }
    for (int i = 0; i < 256; i++) {
      PCMU.toOther[i] = PCMA.encode(PCMU.linear[i]);
      PCMA.toOther[i] = PCMU.encode(PCMA.linear[i]);
    }
  }

  /** 16-bit linear value of an octet. */
  public short decode(byte octet) {
    return linear[octet & 0xFF];
  }

  /** The same sound in the other law. */
  public byte transcode(byte octet) {
    return toOther[octet & 0xFF];
  }

  /** The octet whose value is nearest to a 16-bit linear sample. */
  public byte encode(short sample) {
    return this == PCMU ? compressMu(sample) : compressA(sample);
  }

  private static short expandMu(int octet) {
    int u = ~octet & 0xFF;
    int magnitude = ((((u & 0x0F) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
    return (short) ((u & 0x80) != 0 ? -magnitude : magnitude);
  }

  private static byte compressMu(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), 32_635) + 0x84;
    int segment = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = (magnitude >> (segment + 3)) & 0x0F;
    return (byte) ~(sign | (segment << 4) | mantissa);
  }

  private static short expandA(int octet) {
    int a = (octet & 0xFF) ^ 0x55;
    int segment = (a & 0x70) >> 4;
    int magnitude = ((a & 0x0F) << 4) + 8;
    if (segment > 0) {
      magnitude = (magnitude + 0x100) << (segment - 1);
    }
    return (short) ((a & 0x80) != 0 ? magnitude : -magnitude);
  }

  private static byte compressA(int sample) {
    // Negative values mirror at -1, so that -0 has a code of its own (G.711, table 1a).
    int sign = sample >= 0 ? 0x80 : 0;
    int magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767);
    int segment = magnitude < 256 ? 0 : 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F;
    return (byte) ((sign | (segment << 4) | mantissa) ^ 0x55);
  }
}
