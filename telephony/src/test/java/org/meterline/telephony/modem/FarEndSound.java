package org.meterline.telephony.modem;

import java.io.ByteArrayOutputStream;

/** What the far ends of a simulated module's calls say, one tone, and what they hear: 8 kHz. */
final class FarEndSound {
  static final long FRAME_NANOS = 20_000_000;

  private static final int FRAME = 160;
  private static final double LOUDNESS = 8000;

  private final int hertz;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private double phase;
  private int key;

  FarEndSound(int hertz) {
    this.hertz = hertz;
  }

  /** 20 ms, little endian. */
  byte[] frame() {
    byte[] frame = new byte[FRAME * 2];
    for (int i = 0; i < FRAME; i++) {
      int sample = (int) Math.round(LOUDNESS * Math.sin(phase));
      phase += 2 * Math.PI * hertz / 8000;
      if (key > 0) { // the digit 9, 100 ms of it
        double at = 2 * Math.PI * key-- / 8000;
        sample = (int) Math.round(LOUDNESS / 2 * (Math.sin(852 * at) + Math.sin(1477 * at)));
      }
      frame[2 * i] = (byte) sample;
      frame[2 * i + 1] = (byte) (sample >> 8);
    }
    return frame;
  }

  void pressesNine() {
    key = 800;
  }

  void hears(byte[] sound) {
    heard.writeBytes(sound);
  }

  short[] heard() {
    byte[] bytes = heard.toByteArray();
    short[] samples = new short[bytes.length / 2];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) ((bytes[2 * i] & 0xFF) | bytes[2 * i + 1] << 8);
    }
    return samples;
  }
}
