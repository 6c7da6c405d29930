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
    int side = (int) Math.ceil(reach);
    short[] made = new short[(int) (linear.length / step)];
    // New places lie in few ways between the old ones: each way's weights are worked out once.
    double[][] ways = new double[Codec.RATE][];
    for (int i = 0; i < made.length; i++) {
      int centre = (int) ((long) i * rate / Codec.RATE);
      int way = (int) ((long) i * rate % Codec.RATE);
      double[] weights = ways[way];
      if (weights == null) {
        weights = weights((double) way / Codec.RATE, side, reach, cut);
        ways[way] = weights;
      }
      int first = Math.max(0, centre - side);
      int last = Math.min(linear.length - 1, centre + side);
      double sum = 0;
      for (int at = first; at <= last; at++) {
        sum += linear[at] * weights[at - centre + side];
      }
      made[i] = (short) Math.clamp(Math.round(sum), -32_768, 32_767);
    }
    return made;
  }

  /**
   * How much each old sample counts, from {@code side} before to as many after.
   *
   * @param off how far the new place is behind the old one
   */
  private static double[] weights(double off, int side, double reach, double cut) {
    double[] weights = new double[2 * side + 1];
    for (int i = 0; i < weights.length; i++) {
      double far = i - side - off;
      if (Math.abs(far) < reach) {
        double window = 0.5 + 0.5 * Math.cos(Math.PI * far / reach);
        weights[i] = window * cut * sinc(cut * far);
      }
    }
    return weights;
  }

  private static double sinc(double x) {
    double angle = Math.PI * x;
    return Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
  }
}
