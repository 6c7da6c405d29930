package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.speech.Saying.Gender;
import org.meterline.telephony.speech.Voice;
import org.meterline.telephony.speech.Web;

/** Prompts in languages, what is spelled from them, and sounds of other rates. */
class SpokenTest {
  @TempDir private Path folder;

  private static Prompt.Spoken number(String value) {
    return new Prompt.Spoken(
        new Saying.Cardinal(new BigDecimal(value), Gender.COUNTED), null, null);
  }

  @Test
  void promptsAreOfTheLanguageAndElseEnglish() throws IOException {
    PromptShelf shelf = new PromptShelf(null, 1 << 20);
    Prompt welcome = new Prompt.Named("welcome");
    long english = shelf.read(welcome, "en").samples();
    long german = shelf.read(welcome, "de-CH").samples();
    assertNotEquals(english, german);
    assertEquals(english, shelf.read(welcome, "tlh").samples());
    assertEquals(english, shelf.read(welcome, "../de").samples());
    assertNotNull(shelf.atHand(welcome, "de-CH", ""));
  }

  @Test
  void aNumberIsTheRowOfItsWords() throws IOException {
    PromptShelf shelf = new PromptShelf(null, 1 << 20);
    assertNull(shelf.atHand(number("21"), "de", ""));
    long whole = shelf.read(number("21"), "de").samples();
    long parts =
        shelf.read(new Prompt.Named("words/einund"), "de").samples()
            + shelf.read(new Prompt.Named("words/zwanzig"), "de").samples();
    assertEquals(parts, whole);
    assertNotNull(shelf.atHand(number("21"), "de", ""));
    assertNull(shelf.atHand(number("21"), "en", ""));
    // What was said so is loud enough and not cut.
    Clip clip = shelf.read(number("-1234567.89"), "en");
    short[] samples = new short[(int) clip.samples()];
    clip.copy(0, samples, 0, samples.length);
    double sum = 0;
    for (short each : samples) {
      double sample = each / 32_768.0;
      sum += sample * sample;
    }
    assertEquals(-21, 10 * Math.log10(sum / clip.samples()), 3);
  }

  @Test
  void aTextIsSpokenOnceAndKept() throws Exception {
    byte[] wav = Files.readAllBytes(WavFile.write(folder.resolve("v.wav"), 1, 16, 1, 22_050, 2205));
    List<String> spoken = new ArrayList<>();
    Voice voice =
        (text, language, name) -> {
          spoken.add(language + " " + name + ": " + text);
          if (text.equals("never")) {
            throw new IOException("the voice is hoarse");
          }
          return wav;
        };
    PromptShelf shelf = new PromptShelf(null, 1 << 20, voice, Web.NONE, OwnSounds.NONE);
    Prompt hello = new Prompt.Spoken(new Saying.Text("hello"), null, "tom");
    assertEquals(800, shelf.read(hello, "en").samples());
    assertEquals(800, shelf.read(hello, "en").samples());
    assertEquals(800, shelf.read(hello, "de").samples());
    assertEquals(List.of("en tom: hello", "de tom: hello"), spoken);
    Prompt never = new Prompt.Spoken(new Saying.Text("never"), "fr", null);
    for (int i = 0; i < 2; i++) { // a failure is not kept
      IOException why = assertThrows(IOException.class, () -> shelf.read(never, "en"));
      assertEquals("the voice is hoarse", why.getMessage());
    }
    assertEquals("fr null: never", spoken.getLast());
    assertEquals(4, spoken.size());
  }

  @Test
  void howeverShortTheyAreOnlySoManyPromptsAreKept() throws Exception {
    byte[] wav = Files.readAllBytes(WavFile.write(folder.resolve("n.wav"), 1, 16, 1, 8_000, 0));
    List<String> spoken = new ArrayList<>();
    Voice voice =
        (text, language, name) -> {
          spoken.add(text);
          return wav;
        };
    PromptShelf shelf = new PromptShelf(null, 1 << 20, voice, Web.NONE, OwnSounds.NONE);
    for (int i = 0; i < 5_000; i++) {
      shelf.read(new Prompt.Spoken(new Saying.Text("text " + i), "en", null), "en");
    }
    shelf.read(new Prompt.Spoken(new Saying.Text("text 4999"), "en", null), "en");
    assertEquals(5_000, spoken.size());
    shelf.read(new Prompt.Spoken(new Saying.Text("text 0"), "en", null), "en");
    assertEquals(5_001, spoken.size());
  }

  @Test
  void theWebIsAskedEachTime() throws Exception {
    byte[] wav = Files.readAllBytes(WavFile.write(folder.resolve("w.wav"), 1, 16, 1, 8_000, 1600));
    List<URI> asked = new ArrayList<>();
    Web web =
        address -> {
          asked.add(address);
          return wav;
        };
    PromptShelf shelf = new PromptShelf(null, 1 << 20, Voice.NONE, web, OwnSounds.NONE);
    Prompt remote = new Prompt.Remote(URI.create("https://sounds.example/a.wav"));
    assertNull(shelf.atHand(remote, "en", ""));
    assertEquals(1600, shelf.read(remote, "en").samples());
    assertEquals(1600, shelf.read(remote, "en").samples());
    assertEquals(2, asked.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000})
  void otherRatesSoundTheSame(int rate) throws IOException {
    // 1000 Hz stays, and what lies above the telephone's band is gone rather than folded into it.
    short[] low = Resampling.to8k(sine(1_000, rate), rate);
    assertEquals(8_000, low.length, 1);
    assertEquals(0, Sound.decibels(Sound.amplitude(low, 1000) / 8_000), 0.5);
    if (rate > 12_000) {
      short[] high = Resampling.to8k(sine(5_500, rate), rate);
      assertTrue(Sound.decibels(Sound.amplitude(high, 2_500) / 8_000) < -40);
    }
  }

  private static short[] sine(int hertz, int rate) {
    short[] linear = new short[rate];
    for (int i = 0; i < rate; i++) {
      linear[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return linear;
  }
}
