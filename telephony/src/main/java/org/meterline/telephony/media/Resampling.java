package org.meterline.telephony.media;

import org.meterline.telephony.codec.Codec;

/**
 * Brings sound to 8 kHz: a low-pass of 3.6 kHz (a sinc under a Hann window), read at new places.
 */
final class Resampling {
  private static final double PASS = 3_600;

  /** Of the window to each side, in samples of 8 kHz. */
  private static final int REACH = 12;

  private Resampling() {}

  /**
   * @param rate of the samples given, 8,000 or more
   */
  static short[] to8k(short[] linear, int rate) {
    if (rate == Codec.RATE) {
      return linear;
    }
    double step = (double) rate / Codec.RATE;
    double reach = REACH * step;
    double cut = 2 * PASS / rate;
    short[] made = new short[(int) (linear.length / step)];
    for (int i = 0; i < made.length; i++) {
      double centre = i * step;
      int first = Math.max(0, (int) Math.ceil(centre - reach));
      int last = Math.min(linear.length - 1, (int) Math.floor(centre + reach));
      double sum = 0;
      for (int at = first; at <= last; at++) {
        double off = at - centre;
        double window = 0.5 + 0.5 * Math.cos(Math.PI * off / reach);
        sum += linear[at] * window * cut * sinc(cut * off);
      }
      made[i] = (short) Math.clamp(Math.round(sum), -32_768, 32_767);
    }
    return made;
  }

  private static double sinc(double x) {
    double angle = Math.PI * x;
    return Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
  }
}
