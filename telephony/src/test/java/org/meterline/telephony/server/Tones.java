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
  private static final int FRAME = 160;
  private static final double LOUDNESS = 8000;

  /** Of a WAV file, in bytes. */
  static final int HEADER = 44;

  /** The ringing tone, which is fainter than the phones, in hertz. */
  static final int RINGING = 425;

  private Tones() {}

  /** The greatest amplitude that the frequency has in any 200 ms. */
  static double loudest(short[] samples, int hertz) {
    return Arrays.stream(course(samples, hertz)).max().orElse(0);
  }

  /** The amplitude that the frequency has in each 200 ms (Goertzel's sum, done plainly). */
  static double[] course(short[] samples, int hertz) {
    return course(samples, hertz, WINDOW);
  }

  /** The same in each stretch of so many samples. */
  static double[] course(short[] samples, int hertz, int stretch) {
    double[] course = new double[samples.length / stretch];
    for (int window = 0; window < course.length; window++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < stretch; i++) {
        double angle = 2 * Math.PI * hertz * i / 8000;
        real += samples[window * stretch + i] * Math.cos(angle);
        imaginary += samples[window * stretch + i] * Math.sin(angle);
      }
      course[window] = 2 * Math.hypot(real, imaginary) / stretch;
    }
    return course;
  }

  /** Where the frequency is loud first, to 20 ms; the end if it never is. */
  static int begins(short[] samples, int hertz) {
    double[] course = course(samples, hertz, FRAME);
    int at = 0;
    while (at < course.length && course[at] < LOUDNESS / 2) {
      at++;
    }
    return at * FRAME;
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
    return hears(phone, 8000, hertz, not, hertz == RINGING ? 4500 : 6500);
  }

  /** The same of so many samples, and as loud as that. */
  static boolean hears(Baresip phone, int samples, int hertz, int not, double loud) {
    try {
      if (phone.recorded() == 0) {
        return false; // nothing at all yet
      }
      short[] last = last(phone.heard(), samples);
      return loudest(last, hertz) > loud && loudest(last, not) < 400;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static short[] last(short[] samples, int count) {
    return Arrays.copyOfRange(samples, Math.max(0, samples.length - count), samples.length);
  }

  /** The samples of a WAV file that may be written still, 8,000 a second of one channel. */
  static short[] read(Path file) throws IOException {
    ByteBuffer wav = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    return wav.capacity() < HEADER
        ? new short[0] // it has only just been opened
        : read(wav, step(wav));
  }

  /** The same of one whose header is written last. */
  static short[] readUnended(Path file) throws IOException {
    return read(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN), 1);
  }

  private static short[] read(ByteBuffer wav, int step) {
    short[] samples = new short[Math.max(0, wav.capacity() - HEADER) / 2 / step];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = wav.getShort(HEADER + 2 * step * i);
    }
    return samples;
  }

  /** How many samples there are to one of ours, as the header of a WAV file says. */
  static int step(ByteBuffer header) {
    return header.getShort(22) * (header.getInt(24) / 8000);
  }

  /** What is on one channel of a recording of two, 0 on the left. */
  static short[] side(Path recording, int channel) throws IOException {
    ByteBuffer both = ByteBuffer.wrap(Files.readAllBytes(recording)).order(ByteOrder.LITTLE_ENDIAN);
    short[] side = new short[(both.capacity() - HEADER) / 4];
    for (int i = 0; i < side.length; i++) {
      side[i] = both.getShort(HEADER + 4 * i + 2 * channel);
    }
    return side;
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
