package org.meterline.telephony.codec;

import java.util.Locale;

/**
 * What a receiver of Opus wants of who sends it (RFC 7587, section 6.1), as far as what we encode
 * can be more or less: it is mono anyway.
 *
 * @param bits a second at most, {@code maxaveragebitrate}
 * @param narrow whether it plays no more than 4 kHz of sound, by {@code maxplaybackrate}
 * @param constant whether all packets are to be of one size, {@code cbr}
 */
public record OpusWishes(int bits, boolean narrow, boolean constant) {
  private static final int LEAST = 6000;
  private static final int USUAL = 32_000;

  /** Who says nothing. */
  public static final OpusWishes NONE = new OpusWishes(USUAL, false, false);

  /** Reads the value of an fmtp line; what is unknown or no number is passed over. */
  public static OpusWishes of(String parameters) {
    int bits = USUAL;
    boolean narrow = false;
    boolean constant = false;
    for (String each : parameters.split(";", -1)) {
      int equals = each.indexOf('=');
      if (equals < 0) {
        continue;
      }
      String value = each.substring(equals + 1).strip();
      switch (each.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
        case "maxaveragebitrate" -> bits = Math.clamp(number(value, USUAL), LEAST, USUAL);
        case "maxplaybackrate" -> narrow = number(value, Codec.WIDE) < Codec.WIDE - Codec.RATE / 2;
        case "cbr" -> constant = value.equals("1");
        default -> {}
      }
    }
    return new OpusWishes(bits, narrow, constant);
  }

  private static int number(String text, int otherwise) {
    boolean digits =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(text) : otherwise;
  }
}
