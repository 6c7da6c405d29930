package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.codec.Law;

/** Prompts: read, kept, heard. */
class PromptTest {
  @TempDir Path folder;

  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(MediaSettings.loopback(), InstantSource.system(), new SteadyTicker());
  private final ConcurrentLinkedQueue<MediaEvent> told = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void warm() {
    until("ready", plane::ready);
  }

  private static Prompt.Tone tone(int hertz, int millis) {
    return new Prompt.Tone(hertz, -10, Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void aRowOfPromptsIsOneSeamlessStream(Law law) throws Exception {
    until("ready", plane::ready);
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(law, 101).calls(leg)) {
      leg.play(
          7,
          List.of(tone(500, 210), new Prompt.Silence(Duration.ofMillis(95)), tone(900, 310)),
          Duration.ZERO);
      until("over", () -> !told.isEmpty());
      leg.stop(7);
      assertEquals(new MediaEvent.Played(7, true, Duration.ofMillis(310)), told.poll());
      assertTrue(told.isEmpty());
      Sound.awaitAll(leg, peer);
      List<Peer.Packet> all = peer.heard();
      for (int i = 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
        assertEquals(160, all.get(i).payload().length);
        assertTrue(all.get(i).timestamp() - all.get(i - 1).timestamp() >= 160);
      }
      // Sample for sample what the three are in a row.
      List<Peer.Packet> sound =
          all.stream().dropWhile(p -> Sound.isSilent(p, law)).limit(31).toList();
      assertTrue(sound.getFirst().marker());
      for (int i = 1; i < sound.size(); i++) {
        assertEquals(160, sound.get(i).timestamp() - sound.get(i - 1).timestamp());
        assertTrue(!sound.get(i).marker());
      }
      short[] heard = peer.audio(sound);
      assertEquals(31 * 160, heard.length);
      short[] first = java.util.Arrays.copyOf(heard, 210 * 8);
      short[] between = java.util.Arrays.copyOfRange(heard, 210 * 8, 305 * 8);
      short[] last = java.util.Arrays.copyOfRange(heard, 305 * 8, 615 * 8);
      double amplitude = 32_767 * Math.pow(10, -13.14 / 20);
      assertEquals(0, Sound.decibels(Sound.amplitude(first, 500) / amplitude), 0.5);
      assertEquals(0, Sound.decibels(Sound.amplitude(last, 900) / amplitude), 0.5);
      for (short s : between) {
        assertTrue(Math.abs(s) <= 8);
      }
    }
  }

  @Test
  void aPlayIsStoppedByItsNumberAlone() throws Exception {
    until("ready", plane::ready);
    var leg = plane.open("leg", told::add);
    try (Peer _ = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(tone(500, 60_000)), Duration.ZERO);
      leg.play(2, List.of(tone(900, 300)), Duration.ZERO);
      leg.stop(1); // the other one plays in its place
      until("both over", () -> told.size() == 2);
      assertEquals(List.of(false, true), told.stream().map(PromptTest::whole).toList());
      told.clear();
      leg.play(3, List.of(tone(500, 60_000)), Duration.ZERO);
      leg.stop(2); // it is over
      leg.stop(3);
      until("stopped", () -> !told.isEmpty());
      assertEquals(List.of(false), told.stream().map(PromptTest::whole).toList());
    }
  }

  private static boolean whole(MediaEvent event) {
    return event instanceof MediaEvent.Played played && played.whole();
  }

  @Test
  void promptsKeepTime() throws Exception {
    until("ready", plane::ready);
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      long begin = System.nanoTime();
      leg.play(1, List.of(tone(500, 3000)), Duration.ZERO);
      until("over", () -> !told.isEmpty());
      double took = (System.nanoTime() - begin) / 1e6;
      assertTrue(took >= 2999, "not too early: " + took);
      Sound.assertFrames(150, leg, peer);
    }
  }

  @Test
  void whatCannotBeReadIsToldAndSkipped() throws Exception {
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[] {1, 2, 3});
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(
          4,
          List.of(
              new Prompt.File(folder.resolve("missing.wav")),
              new Prompt.File(broken),
              new Prompt.Named("no/such"),
              new Prompt.Named("../../etc/passwd"),
              tone(500, 100)),
          Duration.ZERO);
      until("over", () -> told.size() == 5);
      assertEquals(new MediaEvent.Failed(4, "no such prompt file: missing.wav"), told.poll());
      assertEquals(new MediaEvent.Failed(4, "not a WAV file"), told.poll());
      assertEquals(new MediaEvent.Failed(4, "no such prompt: no/such"), told.poll());
      assertEquals(new MediaEvent.Failed(4, "not a prompt's name: ../../etc/passwd"), told.poll());
      assertEquals(new MediaEvent.Played(4, true, Duration.ofMillis(100)), told.poll());
      Sound.assertFrames(5, leg, peer);
      leg.play(5, List.of(new Prompt.Named("none")), Duration.ZERO);
      until("over", () -> told.size() == 2);
      assertInstanceOf(MediaEvent.Failed.class, told.poll());
      assertEquals(new MediaEvent.Played(5, true, Duration.ZERO), told.poll());
    }
  }

  @Test
  void aLegThatIsClosedTellsTheEndOfItsPrompt() throws Exception {
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(tone(500, 5000)), Duration.ZERO);
      until("begun", () -> peer.heard().stream().anyMatch(p -> !Sound.isSilent(p, Law.PCMA)));
      leg.close();
      leg.close();
      until("told", () -> told.size() == 1);
      leg.play(2, List.of(tone(500, 50)), Duration.ZERO);
      until("told", () -> told.size() == 2);
      assertTrue(told.stream().noneMatch(e -> e instanceof MediaEvent.Played p && p.whole()));
      until("goodbye", () -> peer.saysGoodbye());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "welcome",
        "enter-digit",
        "thank-you",
        "goodbye",
        "invalid",
        "no-answer",
        "credit-ends",
        "credit-ended",
        "not-possible",
        "beep",
        "please-wait",
        "connecting",
        "digits/0",
        "digits/1",
        "digits/2",
        "digits/3",
        "digits/4",
        "digits/5",
        "digits/6",
        "digits/7",
        "digits/8",
        "digits/9",
        "digits/star",
        "digits/pound"
      })
  void builtInPromptsAreLoudAndUnclippedAndBeginAtOnce(String name) throws Exception {
    Clip clip = new PromptShelf(null, 1 << 20).read(new Prompt.Named(name));
    short[] samples = samples(clip);
    double energy = 0;
    int peak = 0;
    int begin = -1;
    for (int i = 0; i < samples.length; i++) {
      int s = Math.abs(samples[i]);
      energy += (double) s * s;
      peak = Math.max(peak, s);
      begin = begin < 0 && s > 300 ? i : begin;
    }
    double level = Sound.decibels(Math.sqrt(energy / samples.length) / 32_767);
    assertTrue(peak < 30_000, "peak " + peak);
    assertTrue(level > -24 && level < -16, "level " + level);
    assertTrue(begin >= 0 && begin < 50 * 8, "begins after samples: " + begin);
  }

  @Test
  void filesOfAllThreeEncodingsSoundTheSame() throws Exception {
    Path linear = write("linear.wav", 1, 16, 1, 8000);
    Path alaw = write("alaw.wav", 6, 8, 1, 8000);
    Path mulaw = write("mulaw.wav", 7, 8, 1, 8000);
    PromptShelf shelf = new PromptShelf(null, 1 << 20);
    for (Path file : List.of(linear, alaw, mulaw)) {
      Clip clip = shelf.read(new Prompt.File(file));
      assertEquals(1600, clip.samples());
      double amplitude = Sound.amplitude(samples(clip), 1000);
      assertEquals(0, Sound.decibels(amplitude / 8000), 0.5, file.toString());
    }
  }

  /** Two equal sides sound as one does. */
  @Test
  void theSidesOfAStereoFileAreAddedUp() throws Exception {
    PromptShelf shelf = new PromptShelf(null, 1 << 20);
    for (int encoding : List.of(1, 6, 7)) {
      Path file = folder.resolve("sides-" + encoding + ".wav");
      WavFile.write(file, encoding, encoding == 1 ? 16 : 8, 2, 8000, 1600);
      Clip clip = shelf.read(new Prompt.File(file));
      // Its samples are read in twos: half as long, and of twice the frequency.
      assertEquals(800, clip.samples());
      double amplitude = Sound.amplitude(samples(clip), 2000);
      double half = Math.cos(Math.PI * 1000 / 8000); // two neighbours are added up
      assertEquals(0, Sound.decibels(amplitude / 8000 / half), 0.5, file.toString());
    }
  }

  private static short[] samples(Clip clip) {
    short[] samples = new short[(int) clip.samples()];
    clip.copy(0, samples, 0, samples.length);
    return samples;
  }

  /** The digital milliwatt's level: a tone at 0 dBm0 is 3.14 dB below full scale. */
  @Test
  void theLevelOfATone() {
    double amplitude = Sound.amplitude(samples(Clip.tone(1000, 0, 8000)), 1000);
    assertEquals(-3.14, Sound.decibels(amplitude / 32_767), 0.2);
  }

  @Test
  void otherFilesAreRefusedWithAReason() throws Exception {
    PromptShelf shelf = new PromptShelf(null, 1 << 20);
    refused(
        shelf,
        "not 8 to 48 kHz in one channel or two: 96000 Hz, 1 channels",
        write("fast.wav", 1, 16, 1, 96_000));
    refused(
        shelf,
        "not 8 kHz in one channel or two: 16000 Hz, 1 channels",
        write("wide.wav", 6, 8, 1, 16_000));
    refused(
        shelf,
        "not 8 to 48 kHz in one channel or two: 8000 Hz, 3 channels",
        write("three.wav", 1, 16, 3, 8000));
    refused(shelf, "WAV encoding 3 with 32 bits is not played", write("float.wav", 3, 32, 1, 8000));
    byte[] whole = Files.readAllBytes(write("whole.wav", 1, 16, 1, 8000));
    for (int length = 0; length < 46; length++) {
      Path cut = Files.write(folder.resolve("cut.wav"), java.util.Arrays.copyOf(whole, length));
      try {
        Clip clip = new PromptShelf(null, 1 << 20).read(new Prompt.File(cut));
        assertTrue(clip.samples() <= 1, "cut after " + length);
      } catch (IOException e) {
        assertTrue(Objects.requireNonNull(e.getMessage()).contains("WAV"));
      }
    }
  }

  private Path write(String name, int encoding, int bits, int channels, int rate)
      throws IOException {
    return WavFile.write(folder.resolve(name), encoding, bits, channels, rate, 1600);
  }

  private static void refused(PromptShelf shelf, String reason, Path file) {
    IOException why = assertThrows(IOException.class, () -> shelf.read(new Prompt.File(file)));
    assertEquals(reason, why.getMessage());
  }

  @Test
  void ownPromptsComeBeforeTheBuiltInOnesAndReplacedFilesAreReadAnew() throws Exception {
    Path own = Files.createDirectories(folder.resolve("en"));
    Path file = write("en/beep.wav", 6, 8, 1, 8000);
    assertTrue(file.startsWith(own));
    PromptShelf shelf = new PromptShelf(folder, 1 << 20);
    assertEquals(1600, shelf.read(new Prompt.Named("beep")).samples());
    assertEquals(2400, new PromptShelf(null, 1 << 20).read(new Prompt.Named("beep")).samples());
    Prompt.File named = new Prompt.File(file);
    assertArrayEquals(samples(shelf.read(named)), samples(shelf.read(named)));
    try (InputStream welcome =
        Objects.requireNonNull(PromptShelf.class.getResourceAsStream("prompts/en/welcome.wav"))) {
      Files.write(file, welcome.readAllBytes());
    }
    assertTrue(shelf.read(named).samples() > 8000);
  }

  @Test
  void theShelfIsBounded() throws Exception {
    PromptShelf shelf = new PromptShelf(null, 100_000);
    for (int i = 0; i < 50; i++) {
      shelf.read(new Prompt.Tone(300 + i, -10, Duration.ofSeconds(1)));
      assertTrue(shelf.size() <= 100_000);
    }
    assertEquals(96_000, shelf.size(), "six seconds");
    assertThrows(
        IOException.class, () -> shelf.read(new Prompt.Tone(440, -10, Duration.ofHours(1))));
    assertThrows(IOException.class, () -> shelf.read(new Prompt.Silence(Duration.ofMillis(-1))));
  }
}
