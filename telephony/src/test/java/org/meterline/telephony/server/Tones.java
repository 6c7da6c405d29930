package org.meterline.telephony.server;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Makes what a far end hears, and measures what it heard. */
final class Tones {
  private static final int WINDOW = 1600;
  private static final double LOUDNESS = 8000;

  /** The ringing tone, which is fainter than the phones, in hertz. */
  static final int RINGING = 425;

  private Tones() {}

  /** The greatest amplitude that the frequency has in any 200 ms (Goertzel's sum, done plainly). */
  static double loudest(short[] samples, int hertz) {
    double most = 0;
    for (int at = 0; at + WINDOW <= samples.length; at += WINDOW) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < WINDOW; i++) {
        double angle = 2 * Math.PI * hertz * i / 8000;
        real += samples[at + i] * Math.cos(angle);
        imaginary += samples[at + i] * Math.sin(angle);
      }
      most = Math.max(most, 2 * Math.hypot(real, imaginary) / WINDOW);
    }
    return most;
  }

  /** The root of the mean square, of all. */
  static double level(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    return samples.length == 0 ? 0 : Math.sqrt(sum / samples.length);
  }

  /**
   * How alike what was heard is to a sound at the place where it is most so: 1 is the sound itself,
   * in whatever loudness.
   */
  static double likeness(short[] heard, short[] sound) {
    double most = 0;
    double own = Math.sqrt(power(sound, 0, sound.length));
    for (int at = 0; at + sound.length <= heard.length; at++) {
      double sum = 0;
      for (int i = 0; i < sound.length; i++) {
        sum += (double) heard[at + i] * sound[i];
      }
      double there = Math.sqrt(power(heard, at, sound.length));
      most = Math.max(most, there == 0 ? 0 : sum / there / own);
    }
    return most;
  }

  /** The same of the half that is more alike: where the machine stood still, one has a gap. */
  static double likenessOfAHalf(short[] heard, short[] sound) {
    int half = sound.length / 2;
    return Math.max(
        likeness(heard, Arrays.copyOf(sound, half)),
        likeness(heard, Arrays.copyOfRange(sound, half, sound.length)));
  }

  private static double power(short[] samples, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum;
  }

  /** Whether the phone heard this tone, and not that one, in the last second. */
  static boolean hears(Baresip phone, int hertz, int not) {
    try {
      if (phone.recorded() == 0) {
        return false; // nothing at all yet
      }
      short[] last = last(phone.heard(), 8000);
      return loudest(last, hertz) > (hertz == RINGING ? 4500 : 6500) && loudest(last, not) < 400;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static short[] last(short[] samples, int count) {
    return Arrays.copyOfRange(samples, Math.max(0, samples.length - count), samples.length);
  }

  /** Writes a WAV file of so many samples, as loud as phones of the tests speak. */
  static void write(Path file, int hertz, int count) throws IOException {
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * count).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * count);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16_000);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * count);
    for (int i = 0; i < count; i++) {
      wav.putShort((short) (LOUDNESS * Math.sin(2 * Math.PI * hertz * i / 8000)));
    }
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.write(wav.array());
    }
  }
}
