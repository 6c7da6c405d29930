package org.meterline.telephony.codec;

/**
 * Fills gaps in a stream of 8,000 or 16,000 samples a second after ITU-T G.711, appendix I,
 * somewhat simplified: the last period of what was heard is repeated, full for 10 ms and then
 * fainter until nothing is left after 60 ms; what comes after a gap is blended in.
 */
final class Concealment {
  /** 48.75 ms at 8,000 samples a second, as in the appendix. */
  private static final int HISTORY = 390;

  // Periods of 200 to 66 Hz.
  private final int shortest;
  private final int longest;
  private final int compared;
  private final int full;
  private final int silent;
  private final int blend;

  /** The latest samples, the newest last. */
  private final short[] history;

  /** Samples made up since the last one that was heard. */
  private int made;

  private int period;

  Concealment() {
    this(Codec.RATE);
  }

  /**
   * @param rate samples a second, a multiple of 8,000
   */
  Concealment(int rate) {
    int times = rate / Codec.RATE;
    history = new short[HISTORY * times];
    shortest = 40 * times;
    longest = 120 * times;
    compared = 160 * times;
    full = 80 * times;
    silent = 480 * times;
    blend = 32 * times;
  }

  /** Takes what was heard, and blends its begin with what would have been made up. */
  void heard(short[] samples, int at, int count) {
    if (made > 0) {
      int blended = Math.min(blend, count);
      for (int i = 0; i < blended; i++) {
        int before = made(made + i);
        samples[at + i] = (short) (before + (samples[at + i] - before) * (i + 1) / (blended + 1));
      }
      made = 0;
    }
    int kept = Math.min(count, history.length);
    System.arraycopy(history, kept, history, 0, history.length - kept);
    System.arraycopy(samples, at + count - kept, history, history.length - kept, kept);
  }

  /** Makes up what did not come. */
  void fill(short[] out, int at, int count) {
    if (made == 0) {
      period = period();
    }
    for (int i = 0; i < count; i++) {
      out[at + i] = (short) made(made + i);
    }
    made = Math.min(made + count, silent);
  }

  private int made(int number) {
    if (number >= silent) {
      return 0;
    }
    int sample = history[history.length - period + number % period];
    return number < full ? sample : sample * (silent - number) / (silent - full);
  }

  /** The distance at which the newest samples are most like those before them. */
  private int period() {
    int best = shortest;
    double most = Double.NEGATIVE_INFINITY;
    for (int lag = shortest; lag <= longest; lag++) {
      double product = 0;
      double energy = 1;
      for (int i = history.length - compared; i < history.length; i++) {
        product += (double) history[i] * history[i - lag];
        energy += (double) history[i - lag] * history[i - lag];
      }
      double likeness = product / Math.sqrt(energy);
      if (likeness > most) {
        most = likeness;
        best = lag;
      }
    }
    return best;
  }
}
