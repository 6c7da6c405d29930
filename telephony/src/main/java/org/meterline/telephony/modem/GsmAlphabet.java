package org.meterline.telephony.modem;

import java.io.ByteArrayOutputStream;

/**
 * The default alphabet of text messages, seven bits a character, with its extension table (3GPP TS
 * 23.038, sections 6.1.2.1 and 6.2.1).
 */
final class GsmAlphabet {
  private static final char ESCAPE = 0x1B;

  /** Each character at its place; what stands at 0x1B is never looked up. */
  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  private static final String EXTENDED = "\f^{}\\[~]|€";
  private static final byte[] EXTENDED_AT = {
    0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65
  };

  private GsmAlphabet() {}

  /** Whether every character is in it. */
  static boolean has(String text) {
    return text.chars()
        .allMatch(c -> c != ESCAPE && (BASIC.indexOf(c) >= 0 || EXTENDED.indexOf(c) >= 0));
  }

  /** One septet to a byte; what is not in the alphabet becomes a question mark. */
  static byte[] septets(String text) {
    var out = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int basic = c == ESCAPE ? -1 : BASIC.indexOf(c);
      int extended = EXTENDED.indexOf(c);
      if (basic >= 0) {
        out.write(basic);
      } else if (extended >= 0) {
        out.write(ESCAPE);
        out.write(EXTENDED_AT[extended]);
      } else {
        out.write('?');
      }
    }
    return out.toByteArray();
  }

  /** The text of septets, one to a byte. */
  static String text(byte[] septets) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < septets.length; i++) {
      if (septets[i] != ESCAPE) {
        text.append(BASIC.charAt(septets[i] & 0x7F));
      } else if (i + 1 < septets.length) {
        text.append(extended(septets[++i]));
      }
    }
    return text.toString();
  }

  private static char extended(byte code) {
    for (int i = 0; i < EXTENDED_AT.length; i++) {
      if (EXTENDED_AT[i] == code) {
        return EXTENDED.charAt(i);
      }
    }
    return BASIC.charAt(code & 0x7F); // as the standard says of what is not known
  }

  /**
   * Packs septets, the first one at the low end.
   *
   * @param fill bits left free before the first one
   */
  static byte[] pack(byte[] septets, int fill) {
    byte[] packed = new byte[(septets.length * 7 + fill + 7) / 8];
    for (int i = 0; i < septets.length; i++) {
      int bit = i * 7 + fill;
      int value = (septets[i] & 0x7F) << (bit % 8);
      packed[bit / 8] |= (byte) value;
      if (bit % 8 > 1) {
        packed[bit / 8 + 1] |= (byte) (value >> 8);
      }
    }
    return packed;
  }

  /** Unpacks as many septets. */
  static byte[] unpack(byte[] packed, int count, int fill) {
    byte[] septets = new byte[count];
    for (int i = 0; i < count; i++) {
      int bit = i * 7 + fill;
      int value = packed[bit / 8] & 0xFF;
      if (bit / 8 + 1 < packed.length) {
        value |= (packed[bit / 8 + 1] & 0xFF) << 8;
      }
      septets[i] = (byte) ((value >> (bit % 8)) & 0x7F);
    }
    return septets;
  }
}
