package org.meterline.telephony.media;

/**
 * Brings a sum of voices into 16 bits: all of it becomes fainter while it is too loud, and what is
 * still too loud until that has taken effect is bent, not cut off. For one stream.
 */
final class Limiter {
  /** 1 dB below full scale: up to there nothing is touched. */
  private static final int LOUD = 29_000;

  private static final int FULL = 32_767;

  /** Down within 2 ms of 16 kHz sound; up again within a second. */
  private static final int ATTACK = 32;

  private static final float RELEASE = 0.02f;

  private float gain = 1;

  /** Takes the first {@code count} of the sum. */
  void limit(int[] sum, short[] out, int count) {
    int peak = 0;
    for (int i = 0; i < count; i++) {
      peak = Math.max(peak, Math.abs(sum[i]));
    }
    float wanted = peak > LOUD ? (float) LOUD / peak : 1;
    float next = Math.min(wanted, gain + RELEASE);
    if (gain >= 1 && next >= 1) {
      for (int i = 0; i < count; i++) {
        out[i] = (short) sum[i];
      }
      return;
    }
    int ramp = next < gain ? Math.min(ATTACK, count) : count;
    float step = (next - gain) / ramp;
    for (int i = 0; i < count; i++) {
      gain = i < ramp ? gain + step : next;
      out[i] = bent(sum[i] * gain);
    }
    gain = next;
  }

  /** What is beyond LOUD comes nearer and nearer to full scale. */
  private static short bent(float value) {
    float beyond = Math.abs(value) - LOUD;
    if (beyond <= 0) {
      return (short) value;
    }
    float room = FULL - LOUD;
    float bent = LOUD + beyond * room / (beyond + room);
    return (short) (value < 0 ? -bent : bent);
  }
}
