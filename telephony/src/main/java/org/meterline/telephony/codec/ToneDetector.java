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
  private final ToneGroup low = new ToneGroup(LOW, RATE);
  private final ToneGroup high = new ToneGroup(HIGH, RATE);
  private final short[] block = new short[BLOCK];
  private int count;
  private char last = NONE;
  private char told = NONE;

  public ToneDetector(Listener listener) {
    this.listener = listener;
  }

  private static double square(double value) {
    return value * value;
  }

  /** Takes the next sample. */
  public void take(short sample) {
    block[count++] = sample;
    whole();
  }

  /** Takes the first so many of these samples, the next that were said. */
  public void take(short[] samples, int length) {
    for (int from = 0; from < length; ) {
      int some = Math.min(length - from, BLOCK - count);
      System.arraycopy(samples, from, block, count, some);
      from += some;
      count += some;
      whole();
    }
  }

  private void whole() {
    if (count < BLOCK) {
      return;
    }
    count = 0;
    char heard = heard();
    if (heard == last && heard != told) {
      told = heard;
      if (heard != NONE) {
        listener.digit(heard);
      }
    }
    last = heard;
  }

  /** The groups are measured one after the other: most sound has no tone in the first. */
  private char heard() {
    low.measure(block);
    int row = low.loudest();
    double lowPower = low.power(row);
    if (lowPower < FAINTEST || !low.alone(row, APART)) {
      return NONE;
    }
    high.measure(block);
    int column = high.loudest();
    double highPower = high.power(column);
    boolean even = highPower <= lowPower * MOST_ABOVE && lowPower <= highPower * MOST_BELOW;
    return highPower >= FAINTEST
            && even
            && isPure(lowPower + highPower)
            && high.alone(column, APART)
        ? DIGITS.charAt(row * HIGH.length + column)
        : NONE;
  }

  /** Two tones of amplitudes a and b: (a² + b²) · BLOCK² / 4 here, (a² + b²) · BLOCK / 2 there. */
  private boolean isPure(double tones) {
    long energy = 0;
    for (short sample : block) {
      energy += sample * sample;
    }
    return tones >= PURE * energy * BLOCK / 2;
  }
}
