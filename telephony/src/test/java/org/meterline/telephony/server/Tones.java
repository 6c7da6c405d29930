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

  /**
   * How alike what was heard is to a sound at the place where it is most so: 1 is the sound itself,
   * in whatever loudness.
   */
  static double likeness(short[] heard, short[] sound) {
    double most = 0;
    double own = Math.sqrt(power(sound, 0, sound.length));
    for (int at = 0; at + sound.length <= heard.length; at++) {
      double sum = 0;
      for (int i = 0; i < sound.length; i++) {
        sum += (double) heard[at + i] * sound[i];
      }
      double there = Math.sqrt(power(heard, at, sound.length));
      most = Math.max(most, there == 0 ? 0 : sum / there / own);
    }
    return most;
  }

  private static double power(short[] samples, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum;
  }

  static short[] last(short[] samples, int count) {
    return Arrays.copyOfRange(samples, Math.max(0, samples.length - count), samples.length);
  }
}
