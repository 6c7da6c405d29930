package org.meterline.telephony.codec;

import java.util.Arrays;

/**
 * Doubles or halves the rate of sound: a half-band low-pass of 47 taps, a sinc under Hamming's
 * window. Sound comes out 12 samples of the lower rate later. One object does one of both, for one
 * stream; once it has seen the longest piece, nothing is allocated.
 */
public final class HalfBand {
  private static final int SIDE = 12;

  /** Weights of the odd places to either side, times two; the even ones have none. */
  private static final float[] WEIGHTS = new float[SIDE];

  static {
    for (int i = 0; i < SIDE; i++) {
      double place = 2 * i + 1;
      double window = 0.54 + 0.46 * Math.cos(Math.PI * place / (2 * SIDE));
      WEIGHTS[i] = (float) (window * 2 * Math.sin(Math.PI * place / 2) / (Math.PI * place));
    }
  }

  /** What came before, and then what comes: many streams never need it. */
  private short[] line = new short[4 * SIDE];

  /** Gives twice as many samples as it takes. */
  public void doubled(short[] in, int from, int count, short[] out, int at) {
    reach(2 * SIDE + count);
    System.arraycopy(in, from, line, 2 * SIDE, count);
    for (int i = 0; i < count; i++) {
      int centre = i + SIDE;
      float between = 0;
      for (int j = 0; j < SIDE; j++) {
        between += WEIGHTS[j] * (line[centre - j] + line[centre + 1 + j]);
      }
      out[at + 2 * i] = line[centre];
      out[at + 2 * i + 1] = rounded(between);
    }
    System.arraycopy(line, count, line, 0, 2 * SIDE);
  }

  /** Gives half as many samples as it takes, an even number. */
  public void halve(short[] in, int from, int count, short[] out, int at) {
    reach(4 * SIDE + count);
    System.arraycopy(in, from, line, 4 * SIDE, count);
    for (int i = 0; 2 * i < count; i++) {
      int centre = 2 * (i + SIDE);
      float sum = line[centre];
      for (int j = 0; j < SIDE; j++) {
        int off = 2 * j + 1;
        sum += WEIGHTS[j] * (line[centre - off] + line[centre + off]);
      }
      out[at + i] = rounded(sum / 2);
    }
    System.arraycopy(line, count, line, 0, 4 * SIDE);
  }

  private void reach(int length) {
    if (line.length < length) {
      line = Arrays.copyOf(line, length);
    }
  }

  private static short rounded(float value) {
    return (short) Math.clamp(Math.round(value), -32_768, 32_767);
  }
}
