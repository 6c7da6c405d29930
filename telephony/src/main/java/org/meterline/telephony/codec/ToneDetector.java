package org.meterline.telephony.codec;

/**
 * Hears the digits of push-button phones in sound at 8,000 samples a second (ITU-T Q.23), by
 * Goertzel's algorithm over blocks of 12.75 ms. A digit is told once, when it has lasted for two
 * blocks; the next one after a pause of two (Q.24: 40 ms of tone are a digit, 23 ms are none). For
 * one thread.
 */
public final class ToneDetector {
  /** Hears of a digit. */
  @FunctionalInterface
  public interface Listener {
    void digit(char digit);
  }

  private static final int BLOCK = 102;
  private static final int RATE = 8000;
  private static final int[] LOW = DigitTone.LOW;
  private static final int[] HIGH = DigitTone.HIGH;
  private static final String DIGITS = DigitTone.DIGITS;

  /**
   * Power ratios: by Q.24 the high tone may be 4 dB above the low one, or 8 dB below. In so short a
   * block each is measured with a little of the other in it, so there is room beyond the limits.
   */
  private static final double MOST_ABOVE = 3.16;

  private static final double MOST_BELOW = 10;

  /** How far below the other tones of a group are, 6 dB: a little of the louder tone is in them. */
  private static final double APART = 4;

  /** A tone of amplitude a has (a · BLOCK / 2)²; this is one of -35 dB below full scale. */
  private static final double FAINTEST = square(583 * BLOCK / 2.0);

  /** How much of all power must be in the two tones; speech has it elsewhere, too. */
  private static final double PURE = 0.80;

  private static final char NONE = 0;

  private final Listener listener;
  private final double[] turns = new double[LOW.length + HIGH.length];
  private final double[] one = new double[turns.length];
  private final double[] two = new double[turns.length];
  private final double[] power = new double[turns.length];
  private double energy;
  private int count;
  private char last = NONE;
  private char told = NONE;

  public ToneDetector(Listener listener) {
    this.listener = listener;
    for (int i = 0; i < turns.length; i++) {
      int hertz = i < LOW.length ? LOW[i] : HIGH[i - LOW.length];
      turns[i] = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    }
  }

  private static double square(double value) {
    return value * value;
  }

  /** Takes the next sample. */
  public void take(short sample) {
    energy += square(sample);
    for (int i = 0; i < turns.length; i++) {
      double next = sample + turns[i] * one[i] - two[i];
      two[i] = one[i];
      one[i] = next;
    }
    if (++count == BLOCK) {
      block();
    }
  }

  private void block() {
    for (int i = 0; i < turns.length; i++) {
      power[i] = square(one[i]) + square(two[i]) - turns[i] * one[i] * two[i];
      one[i] = 0;
      two[i] = 0;
    }
    char heard = heard();
    count = 0;
    energy = 0;
    if (heard == last && heard != told) {
      told = heard;
      if (heard != NONE) {
        listener.digit(heard);
      }
    }
    last = heard;
  }

  private char heard() {
    int low = loudest(0, LOW.length);
    int high = loudest(LOW.length, turns.length);
    double lowPower = power[low];
    double highPower = power[high];
    boolean loud = lowPower >= FAINTEST && highPower >= FAINTEST;
    boolean even = highPower <= lowPower * MOST_ABOVE && lowPower <= highPower * MOST_BELOW;
    // Two tones of amplitudes a and b: (a² + b²) · BLOCK² / 4 here, (a² + b²) · BLOCK / 2 there.
    boolean pure = lowPower + highPower >= PURE * energy * BLOCK / 2;
    return loud
            && even
            && pure
            && alone(low, 0, LOW.length)
            && alone(high, LOW.length, turns.length)
        ? DIGITS.charAt(low * HIGH.length + high - LOW.length)
        : NONE;
  }

  private int loudest(int from, int to) {
    int best = from;
    for (int i = from; i < to; i++) {
      best = power[i] > power[best] ? i : best;
    }
    return best;
  }

  /** Whether the other tones of its group are far below. */
  private boolean alone(int which, int from, int to) {
    for (int i = from; i < to; i++) {
      if (i != which && power[i] * APART > power[which]) {
        return false;
      }
    }
    return true;
  }
}
