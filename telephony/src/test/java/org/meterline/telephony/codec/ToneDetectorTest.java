package org.meterline.telephony.codec;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digits made by sox, with the limits of ITU-T Q.24, and speech in which there are none. */
class ToneDetectorTest {
  private static final String DIGITS = "123A456B789C*0#D";
  private static final int[] LOW = {697, 770, 852, 941};
  private static final int[] HIGH = {1209, 1336, 1477, 1633};

  /** Four digits have a tone in common. */
  private final Map<List<String>, byte[]> tones = new HashMap<>();

  @TempDir Path folder;

  private static String heard(byte[] samples) {
    StringBuilder digits = new StringBuilder();
    ToneDetector detector = new ToneDetector(digits::append);
    ByteBuffer each = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    while (each.remaining() > 1) {
      detector.take(each.getShort());
    }
    return digits.toString();
  }

  private byte[] sox(List<String> input, List<String> effects) throws Exception {
    Path raw = folder.resolve("samples.raw");
    List<String> command = new ArrayList<>(List.of("sox", "-R"));
    command.addAll(input);
    command.addAll(List.of("-r", "8000", "-b", "16", "-e", "signed-integer", "-c", "1"));
    command.add(raw.toString());
    command.addAll(effects);
    Process made =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    assertEquals(0, made.waitFor(), Files.readString(folder.resolve("said")));
    return Files.readAllBytes(raw);
  }

  /** One digit: its tones with those gains in decibels, and the time of tone and of the pause. */
  private byte[] digit(int which, double shift, double[] gains, int millis, int pause)
      throws Exception {
    String low = Double.toString(LOW[which / 4] * (1 + shift / 100));
    String high = Double.toString(HIGH[which % 4] * (1 + shift / 100));
    String seconds = Double.toString(millis / 1000.0);
    byte[] first = tone(seconds, low, gains[0]);
    byte[] second = tone(seconds, high, gains[1]);
    ByteBuffer mixed =
        ByteBuffer.allocate(first.length + pause * 16).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer one = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer two = ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN);
    while (one.remaining() > 1) {
      mixed.putShort((short) (one.getShort() + two.getShort()));
    }
    return mixed.array();
  }

  private byte[] tone(String seconds, String frequency, double gain) throws Exception {
    List<String> effects =
        List.of("synth", seconds, "sine", frequency, "gain", Double.toString(gain));
    byte[] made = tones.get(effects);
    if (made == null) {
      made = sox(List.of("-n"), effects);
      tones.put(effects, made);
    }
    return made;
  }

  private static byte[] with(byte[] digits, byte[] noise) {
    ByteBuffer sum = ByteBuffer.allocate(digits.length).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer a = ByteBuffer.wrap(digits).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer b = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
    while (a.remaining() > 1 && b.remaining() > 1) {
      sum.putShort((short) Math.clamp(a.getShort() + b.getShort(), -32_768, 32_767));
    }
    return sum.array();
  }

  @Test
  void allDigitsAlsoInNoise() throws Exception {
    byte[] noise = sox(List.of("-n"), List.of("synth", "2", "whitenoise", "gain", "-33"));
    StringBuilder plain = new StringBuilder();
    StringBuilder noisy = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      byte[] sound = digit(i, 0, new double[] {-12, -12}, 60, 60);
      plain.append(heard(sound));
      noisy.append(heard(with(sound, noise)));
    }
    assertEquals(DIGITS, plain.toString());
    assertEquals(DIGITS, noisy.toString());
  }

  /** In dBm0, each tone of the two: full scale is +3.14 (ITU-T G.711). */
  @ParameterizedTest
  @CsvSource({
    "PCMA,-25,-25",
    "PCMA,-14,-14",
    "PCMA,-3,-3",
    "PCMU,-25,-25",
    "PCMU,-3,-3",
    // as uneven as may be
    "PCMA,-25,-21.5",
    "PCMU,-10,-17.5",
    "PCMA,-3,-10.5"
  })
  void allDigitsInTheCodecsOfTelephonesFromFaintToLoud(Law law, double low, double high)
      throws Exception {
    double[] gains = {low - 3.14, high - 3.14};
    byte[] noise =
        sox(
            List.of("-n"),
            List.of("synth", "2", "whitenoise", "gain", Double.toString(gains[0] - 20)));
    var plain = new ByteArrayOutputStream();
    var noisy = new ByteArrayOutputStream();
    for (int i = 0; i < 16; i++) {
      byte[] sound = digit(i, 0, gains, 50, 50);
      plain.writeBytes(sound);
      noisy.writeBytes(with(sound, noise));
    }
    assertEquals(DIGITS, heard(encoded(law, plain.toByteArray())));
    assertEquals(DIGITS, heard(encoded(law, noisy.toByteArray())), "in noise");
  }

  /** What is left of the samples when sox has encoded them and we have decoded them. */
  private byte[] encoded(Law law, byte[] samples) throws Exception {
    Path raw = Files.write(folder.resolve("plain.raw"), samples);
    Path octets = folder.resolve(law == Law.PCMA ? "said.al" : "said.ul");
    Process sox =
        new ProcessBuilder(
                "sox",
                "-r",
                "8000",
                "-b",
                "16",
                "-e",
                "signed-integer",
                "-c",
                "1",
                raw.toString(),
                octets.toString())
            .inheritIO()
            .start();
    assertEquals(0, sox.waitFor());
    byte[] said = Files.readAllBytes(octets);
    ByteBuffer decoded = ByteBuffer.allocate(2 * said.length).order(ByteOrder.LITTLE_ENDIAN);
    for (byte octet : said) {
      decoded.putShort(law.decode(octet));
    }
    return decoded.array();
  }

  @Test
  void theLimitsOfTheStandard() throws Exception {
    for (int i : List.of(0, 5, 10, 15)) {
      String own = DIGITS.substring(i, i + 1);
      assertEquals(own, heard(digit(i, 0, new double[] {-12, -12}, 45, 60)), "45 ms are one");
      assertEquals("", heard(digit(i, 0, new double[] {-12, -12}, 20, 60)), "20 ms are none");
      assertEquals(own, heard(digit(i, 1.5, new double[] {-12, -12}, 60, 60)), "1.5 % beside");
      assertEquals(own, heard(digit(i, -1.5, new double[] {-12, -12}, 60, 60)), "1.5 % beside");
      assertEquals(own, heard(digit(i, 0, new double[] {-10, -16}, 60, 60)), "6 dB of twist");
      assertEquals(own, heard(digit(i, 0, new double[] {-14, -11}, 60, 60)), "3 dB the other way");
      assertEquals("", heard(digit(i, 0, new double[] {-10, -22}, 60, 60)), "12 dB are too much");
      assertEquals("", heard(digit(i, 0, new double[] {-20, -12}, 60, 60)), "8 dB the other way");
      assertEquals("", heard(digit(i, 0, new double[] {-50, -50}, 60, 60)), "too faint");
    }
  }

  @Test
  void aDigitTwiceAndALongOneOnce() throws Exception {
    byte[] once = digit(4, 0, new double[] {-12, -12}, 60, 60);
    ByteBuffer twice = ByteBuffer.allocate(once.length * 2).put(once).put(once);
    assertEquals("44", heard(twice.array()));
    assertEquals("4", heard(digit(4, 0, new double[] {-12, -12}, 2000, 60)));
  }

  /** Talk-off: nobody's speech presses a key. */
  @Test
  void speechHasNoDigits() throws Exception {
    Map<Path, List<String>> folders;
    try (Stream<Path> prompts = Files.walk(Path.of("src/main/resources"))) {
      folders =
          prompts
              .filter(prompt -> prompt.toString().endsWith(".wav"))
              .collect(groupingBy(Path::getParent, mapping(Path::toString, toList())));
    }
    assertTrue(folders.size() > 3, "there are prompts: " + folders.keySet());
    for (List<String> prompts : folders.values()) {
      assertEquals("", heard(sox(prompts, List.of())), prompts::toString);
    }
  }

  /** Nor does what a voice made elsewhere reads, nor music. */
  @Test
  void neitherReadTextNorMusicHasDigits() throws Exception {
    for (String voice : List.of("en", "en+f3", "de", "de+f2", "fr")) {
      Path read = folder.resolve("read.wav");
      Process espeak =
          new ProcessBuilder(
                  "espeak-ng",
                  "-v",
                  voice,
                  "-w",
                  read.toString(),
                  "Seven hundred and seventy, twelve hundred and nine: she sells sea shells by the"
                      + " sea shore, whistles, and eleven benevolent elephants answer oh, ah, ee,"
                      + " oo. Wer nichts wird, wird Wirt. Zwei, drei, neun, null. Un, deux, trois.")
              .inheritIO()
              .start();
      assertEquals(0, espeak.waitFor());
      byte[] speech = sox(List.of(read.toString()), List.of("gain", "-n", "-3"));
      assertTrue(speech.length > 5 * 16_000, "it reads");
      assertEquals("", heard(encoded(Law.PCMA, speech)), voice);
    }
    byte[] strings =
        sox(
            List.of("-n"),
            List.of(
                ("synth 0.4 pluck C3 pluck E4 pluck G4 pluck C5 : synth 0.4 pluck F3 pluck A4"
                        + " pluck C5 pluck F5 : synth 0.4 sine F5 sine D6 sine A4 :"
                        + " synth 0.4 triangle G5 triangle D6 : synth 0.4 pluck G3 pluck B5 pluck"
                        + " D6 gain -n -3")
                    .split(" ")));
    assertTrue(strings.length > 16_000, "it plays: " + strings.length);
    assertEquals("", heard(encoded(Law.PCMU, strings)), "music");
  }
}
