package org.meterline.telephony.media;

import java.util.List;
import org.meterline.telephony.codec.Law;

/** Sound ready to be encoded. Silence has no samples, only a length. Never changed once made. */
final class Clip {
  private static final short[] NONE = new short[0];

  private final short[] linear;
  private final long samples;

  private Clip(short[] linear, long samples) {
    this.linear = linear;
    this.samples = samples;
  }

  static Clip silence(long samples) {
    return new Clip(NONE, samples);
  }

  static Clip of(short[] linear) {
    return new Clip(linear, linear.length);
  }

  /** A sine at a level in dBm0 (full scale is +3.14, ITU-T G.711), with soft edges. */
  static Clip tone(int hertz, int level, int samples) {
    return tones(List.of(hertz), level, samples);
  }

  /** Sines together, each at that level; what is too loud together is cut. */
  static Clip tones(List<Integer> hertz, int level, int samples) {
    double peak = Math.min(32_767, 32_767 * Math.pow(10, (level - 3.14) / 20));
    int edge = Math.min(40, samples / 2);
    short[] linear = new short[samples];
    for (int i = 0; i < samples; i++) {
      int rim = Math.min(i, samples - 1 - i);
      double gain = rim < edge ? (rim + 1.0) / (edge + 1) : 1;
      double sum = 0;
      for (int each : hertz) {
        sum += Math.sin(2 * Math.PI * each * i / Law.RATE);
      }
      linear[i] = (short) Math.clamp(Math.round(peak * gain * sum), -32_767, 32_767);
    }
    return of(linear);
  }

  /** Copies so many of its samples. */
  void copy(long from, short[] to, int at, int count) {
    System.arraycopy(linear, (int) from, to, at, count);
  }

  /** One after another. */
  static Clip of(List<Clip> row) {
    short[] all = new short[Math.toIntExact(row.stream().mapToLong(Clip::samples).sum())];
    int at = 0;
    for (Clip clip : row) {
      System.arraycopy(clip.linear, 0, all, at, clip.linear.length);
      at += (int) clip.samples;
    }
    return of(all);
  }

  /** Its length at 8 kHz. */
  long samples() {
    return samples;
  }

  /** What it takes in memory. */
  long size() {
    return 2L * linear.length;
  }

  boolean isSilence() {
    return linear.length == 0;
  }
}
