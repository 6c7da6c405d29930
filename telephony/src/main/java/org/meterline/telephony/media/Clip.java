package org.meterline.telephony.media;

import java.util.List;

/**
 * Audio ready to be sent, encoded in both laws. Silence has no octets, only a length. Never changed
 * once made.
 */
final class Clip {
  private static final byte[] NONE = new byte[0];

  private final byte[] pcma;
  private final byte[] pcmu;
  private final long samples;

  private Clip(byte[] pcma, byte[] pcmu, long samples) {
    this.pcma = pcma;
    this.pcmu = pcmu;
    this.samples = samples;
  }

  static Clip silence(long samples) {
    return new Clip(NONE, NONE, samples);
  }

  static Clip of(short[] linear) {
    byte[] pcma = new byte[linear.length];
    byte[] pcmu = new byte[linear.length];
    for (int i = 0; i < linear.length; i++) {
      pcma[i] = Law.PCMA.encode(linear[i]);
      pcmu[i] = Law.PCMU.encode(linear[i]);
    }
    return new Clip(pcma, pcmu, linear.length);
  }

  static Clip of(byte[] octets, Law law) {
    byte[] other = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      other[i] = law.transcode(octets[i]);
    }
    return law == Law.PCMA
        ? new Clip(octets, other, octets.length)
        : new Clip(other, octets, octets.length);
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

  byte[] octets(Law law) {
    return law == Law.PCMA ? pcma : pcmu;
  }

  /** Its length at 8 kHz. */
  long samples() {
    return samples;
  }

  /** What it takes in memory. */
  long size() {
    return 2L * pcma.length;
  }

  boolean isSilence() {
    return pcma.length == 0;
  }
}
