package org.meterline.launcher.phone;

/** G.711: 8-bit samples to linear and back (ITU-T G.711, by its segments). */
final class G711 {
  private G711() {}

  static byte encode(int payloadType, int sample) {
    return payloadType == 8 ? encodeA(sample) : encodeMu(sample);
  }

  static int decode(int payloadType, byte code) {
    return payloadType == 8 ? decodeA(code) : decodeMu(code);
  }

  private static byte encodeMu(int sample) {
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = Math.min(Math.abs(sample), 32_635) + 132;
    int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    return (byte) ~(sign | (exponent << 4) | mantissa);
  }

  private static int decodeMu(byte code) {
    int bits = ~code & 0xff;
    int magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
    return (bits & 0x80) != 0 ? -magnitude : magnitude;
  }

  private static byte encodeA(int sample) {
    int sign = sample >= 0 ? 0x80 : 0;
    int magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767);
    int code;
    if (magnitude < 256) {
      code = magnitude >> 4;
    } else {
      int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
      code = (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f);
    }
    return (byte) ((sign | code) ^ 0x55);
  }

  private static int decodeA(byte code) {
    int bits = (code & 0xff) ^ 0x55;
    int exponent = (bits >> 4) & 7;
    int magnitude = ((bits & 0x0f) << 4) + 8;
    if (exponent > 0) {
      magnitude = (magnitude + 0x100) << (exponent - 1);
    }
    return (bits & 0x80) != 0 ? magnitude : -magnitude;
  }
}
