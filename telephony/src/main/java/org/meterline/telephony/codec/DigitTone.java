package org.meterline.telephony.codec;

/**
 * The tones of push-button phones (ITU-T Q.23): the lower one at -9, the higher one at -7 dBm0,
 * where the higher one loses more on its way.
 */
public final class DigitTone {
  static final String DIGITS = "123A456B789C*0#D";
  static final int[] LOW = {697, 770, 852, 941};
  static final int[] HIGH = {1209, 1336, 1477, 1633};

  /** Full scale is +3.14 dBm0 (ITU-T G.711). */
  private static final double LOW_PEAK = 32_767 * Math.pow(10, (-9 - 3.14) / 20);

  private static final double HIGH_PEAK = 32_767 * Math.pow(10, (-7 - 3.14) / 20);

  private DigitTone() {}

  /**
   * Fills a frame of a digit's sound.
   *
   * @param from samples of it that went before
   */
  public static void fill(short[] frame, char digit, int from) {
    int key = DIGITS.indexOf(digit);
    double low = 2 * Math.PI * LOW[key / HIGH.length] / Codec.RATE;
    double high = 2 * Math.PI * HIGH[key % HIGH.length] / Codec.RATE;
    for (int i = 0; i < Codec.FRAME; i++) {
      int at = from + i;
      frame[i] = (short) (LOW_PEAK * Math.sin(low * at) + HIGH_PEAK * Math.sin(high * at));
    }
  }
}
