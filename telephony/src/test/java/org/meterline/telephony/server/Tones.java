package org.meterline.telephony.server;

import java.util.Arrays;

/** Measures what a far end heard. */
final class Tones {
  private static final int WINDOW = 1600;

  private Tones() {}

  /** The greatest amplitude that the frequency has in any 200 ms (Goertzel's sum, done plainly). */
  static double loudest(short[] samples, int hertz) {
    double most = 0;
    for (int at = 0; at + WINDOW <= samples.length; at += WINDOW) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < WINDOW; i++) {
        double angle = 2 * Math.PI * hertz * i / 8000;
        real += samples[at + i] * Math.cos(angle);
        imaginary += samples[at + i] * Math.sin(angle);
      }
      most = Math.max(most, 2 * Math.hypot(real, imaginary) / WINDOW);
    }
    return most;
  }

  /** The root of the mean square, of all. */
  static double level(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    return samples.length == 0 ? 0 : Math.sqrt(sum / samples.length);
  }

  static short[] last(short[] samples, int count) {
    return Arrays.copyOfRange(samples, Math.max(0, samples.length - count), samples.length);
  }
}
