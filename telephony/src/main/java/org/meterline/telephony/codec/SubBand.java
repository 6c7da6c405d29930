package org.meterline.telephony.codec;

/**
 * The adaptive predictor and quantizer of one sub-band of ITU-T G.722 (section 6.2): two poles, six
 * zeros, in the integers of the standard. The names in comments are those of its blocks.
 */
final class SubBand {
  private static final int[] LOG = {
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008
  };
  private static final int ZEROS = 6;

  private final int mostLog;
  private final int shift;

  private int scale;
  private int logScale;
  private int predicted;
  private int zeroPart;

  // Before the latest sample and the one before that: reconstructed, and partly so; and the poles.
  private int r1;
  private int r2;
  private int p1;
  private int p2;
  private int a1;
  private int a2;

  /** Differences of the latest six samples, the newest first, and their weights. */
  private final int[] d = new int[ZEROS];

  private final int[] b = new int[ZEROS];

  /**
   * @param scale at the begin
   * @param mostLog limit of the scale's logarithm
   * @param shift from the logarithm to the scale
   */
  SubBand(int scale, int mostLog, int shift) {
    this.scale = scale;
    this.mostLog = mostLog;
    this.shift = shift;
  }

  static int limit(int value) {
    return Math.clamp(value, -32_768, 32_767);
  }

  int predicted() {
    return predicted;
  }

  int scale() {
    return scale;
  }

  /**
   * Takes the quantized difference of a sample.
   *
   * @param step how the scale's logarithm changes
   */
  void adapt(int difference, int step) {
    // LOGSCL, SCALEL
    logScale = Math.clamp(((logScale * 127) >> 7) + step, 0, mostLog);
    int power = shift - (logScale >> 11);
    int mantissa = LOG[(logScale >> 6) & 31];
    scale = (power < 0 ? mantissa << -power : mantissa >> power) << 2;

    int r0 = limit(predicted + difference); // RECONS
    int p0 = limit(zeroPart + difference); // PARREC
    poles(p0);
    zeros(difference);
    r2 = r1;
    r1 = r0;
    p2 = p1;
    p1 = p0;
    // FILTEP, FILTEZ, PREDIC
    int poleNear = (a1 * limit(r1 + r1)) >> 15;
    int poleFar = (a2 * limit(r2 + r2)) >> 15;
    int sum = 0;
    for (int i = ZEROS - 1; i >= 0; i--) {
      sum += (b[i] * limit(d[i] + d[i])) >> 15;
    }
    zeroPart = limit(sum);
    predicted = limit(limit(poleNear + poleFar) + zeroPart);
  }

  private void poles(int p0) {
    // UPPOL2
    boolean likeLast = (p0 < 0) == (p1 < 0);
    int quadruple = limit(a1 << 2);
    int change = Math.min(likeLast ? -quadruple : quadruple, 32_767) >> 7;
    change += (p0 < 0) == (p2 < 0) ? 128 : -128;
    int next2 = Math.clamp(change + ((a2 * 32_512) >> 15), -12_288, 12_288);
    // UPPOL1
    int next1 = limit((likeLast ? 192 : -192) + ((a1 * 32_640) >> 15));
    int most = limit(15_360 - next2);
    a1 = Math.clamp(next1, -most, most);
    a2 = next2;
  }

  private void zeros(int difference) {
    // UPZERO, DELAYA
    int change = difference == 0 ? 0 : 128;
    for (int i = 0; i < ZEROS; i++) {
      boolean like = (d[i] < 0) == (difference < 0);
      b[i] = limit((like ? change : -change) + ((b[i] * 32_640) >> 15));
    }
    System.arraycopy(d, 0, d, 1, ZEROS - 1);
    d[0] = difference;
  }
}
