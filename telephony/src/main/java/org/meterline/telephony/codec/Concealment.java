package org.meterline.telephony.codec;

/**
 * Fills gaps in a stream of 8,000 samples a second after ITU-T G.711, appendix I, somewhat
 * simplified: the last period of what was heard is repeated, full for 10 ms and then fainter until
 * nothing is left after 60 ms; what comes after a gap is blended in.
 */
final class Concealment {
  /** 48.75 ms, as in the appendix. */
  private static final int HISTORY = 390;

  /** Periods of 200 to 66 Hz. */
  private static final int SHORTEST = 40;

  private static final int LONGEST = 120;
  private static final int COMPARED = 160;
  private static final int FULL = 80;
  private static final int SILENT = 480;
  private static final int BLEND = 32;

  /** The latest samples, the newest last. */
  private final short[] history = new short[HISTORY];

  /** Samples made up since the last one that was heard. */
  private int made;

  private int period;

  /** Takes what was heard, and blends its begin with what would have been made up. */
  void heard(short[] samples, int at, int count) {
    if (made > 0) {
      int blend = Math.min(BLEND, count);
      for (int i = 0; i < blend; i++) {
        int before = made(made + i);
        samples[at + i] = (short) (before + (samples[at + i] - before) * (i + 1) / (blend + 1));
      }
      made = 0;
    }
    int kept = Math.min(count, HISTORY);
    System.arraycopy(history, kept, history, 0, HISTORY - kept);
    System.arraycopy(samples, at + count - kept, history, HISTORY - kept, kept);
  }

  /** Makes up what did not come. */
  void fill(short[] out, int at, int count) {
    if (made == 0) {
      period = period();
    }
    for (int i = 0; i < count; i++) {
      out[at + i] = (short) made(made + i);
    }
    made = Math.min(made + count, SILENT);
  }

  private int made(int number) {
    if (number >= SILENT) {
      return 0;
    }
    int sample = history[HISTORY - period + number % period];
    return number < FULL ? sample : sample * (SILENT - number) / (SILENT - FULL);
  }

  /** The distance at which the newest samples are most like those before them. */
  private int period() {
    int best = SHORTEST;
    double most = Double.NEGATIVE_INFINITY;
    for (int lag = SHORTEST; lag <= LONGEST; lag++) {
      double product = 0;
      double energy = 1;
      for (int i = HISTORY - COMPARED; i < HISTORY; i++) {
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
