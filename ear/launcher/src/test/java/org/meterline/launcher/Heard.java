package org.meterline.launcher;

import java.util.Arrays;
import org.meterline.launcher.phone.Dialog;

/** What is in the sound that a phone heard. */
final class Heard {
  private static final int RATE = 8000;

  private Heard() {}

  static double amplitude(Dialog phone, int hertz) {
    return amplitude(phone.audio().heard(), hertz);
  }

  /** Of a tone in the last 0.4 s, by Goertzel's algorithm; full scale is 32,767. */
  static double amplitude(short[] heard, int hertz) {
    short[] last = Arrays.copyOfRange(heard, Math.max(0, heard.length - 3200), heard.length);
    double factor = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    double before = 0;
    double now = 0;
    for (short sample : last) {
      double next = sample + factor * now - before;
      before = now;
      now = next;
    }
    double power = now * now + before * before - factor * now * before;
    return last.length == 0 ? 0 : 2 * Math.sqrt(power) / last.length;
  }
}
