package org.meterline.telephony.codec;

/**
 * The quadrature mirror filters of ITU-T G.722 (section 3.1 and 4.4, coefficients of table 11):
 * part sound of 16,000 samples a second into two sub-bands of 8,000, and join them. One object does
 * one of both, for one stream.
 */
final class QuadratureMirror {
  /** Every second coefficient; the others are the same the other way round. */
  private static final int[] WEIGHTS = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

  private static final int TAPS = WEIGHTS.length;

  /** What came first of each pair, and second, twice over so that a window never wraps. */
  private final int[] first = new int[2 * TAPS];

  private final int[] second = new int[2 * TAPS];
  private int at;
  private int low;
  private int high;

  /** Takes the next two samples. */
  void part(int one, int other) {
    push(one, other);
    // To 15 bits: the filter's gain is 4,096, and two are added.
    low = (int) ((forward() + backward()) >> 14);
    high = (int) ((backward() - forward()) >> 14);
  }

  /** The sample of the lower sub-band, of 15 bits. */
  int low() {
    return low;
  }

  /** The sample of the higher sub-band, of 15 bits. */
  int high() {
    return high;
  }

  /** Gives the two samples that a pair of samples of the sub-bands is. */
  void join(int lower, int higher, short[] out, int to) {
    push(lower + higher, lower - higher);
    out[to] = (short) Math.clamp(backward() >> 11, -32_768, 32_767);
    out[to + 1] = (short) Math.clamp(forward() >> 11, -32_768, 32_767);
  }

  private void push(int one, int other) {
    first[at] = one;
    first[at + TAPS] = one;
    second[at] = other;
    second[at + TAPS] = other;
    at = (at + 1) % TAPS;
  }

  /** The window begins with the oldest. */
  private long forward() {
    long sum = 0;
    for (int i = 0; i < TAPS; i++) {
      sum += (long) first[at + i] * WEIGHTS[i];
    }
    return sum;
  }

  private long backward() {
    long sum = 0;
    for (int i = 0; i < TAPS; i++) {
      sum += (long) second[at + i] * WEIGHTS[TAPS - 1 - i];
    }
    return sum;
  }
}
