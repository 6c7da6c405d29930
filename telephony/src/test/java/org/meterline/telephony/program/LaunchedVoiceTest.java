package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** espeak-ng behind the launcher; what it says is measured by sox. */
class LaunchedVoiceTest {
  @TempDir private static Path folder;
  private static Stage stage;
  private static LaunchedVoice voice;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage(folder);
    voice =
        new LaunchedVoice(stage.link(), folder.resolve("voice"), Stage.PATIENCE, System::nanoTime);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  /** What sox says of a file. */
  private static Map<String, Double> measured(byte[] wav) throws Exception {
    Path file = Files.write(folder.resolve("said.wav"), wav);
    Process sox =
        new ProcessBuilder("sox", "--ignore-length", file.toString(), "-n", "stats")
            .redirectErrorStream(true)
            .start();
    String text = new String(sox.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(sox.waitFor(60, TimeUnit.SECONDS));
    return text.lines()
        .filter(line -> line.matches("(RMS lev dB|Length s|Pk lev dB) +-?[0-9.]+"))
        .collect(
            Collectors.toMap(
                line -> line.replaceAll(" +-?[0-9.]+$", ""),
                line -> Double.valueOf(line.replaceAll(".* ", ""))));
  }

  private static double length(String text, String language, @Nullable String name)
      throws Exception {
    Map<String, Double> said = measured(voice.speak(text, language, name));
    assertEquals(-21, said.getOrDefault("RMS lev dB", 0.0), 6, said.toString());
    return said.getOrDefault("Length s", 0.0);
  }

  @Test
  void englishAndGermanAreSpoken() throws Exception {
    double english = length("Your credit is ten euros.", "en-US", null);
    assertEquals(2.2, english, 1, "seconds");
    double german = length("Ihr Guthaben beträgt zehn Euro. Äpfel, Öl und Übermut.", "de", null);
    assertTrue(german > english);
    assertEquals(2.2, length("Your credit is ten euros.", "tlh", "en-us+f3"), 1.2);
  }

  @Test
  void aTextIsNoArgumentAndNoCommand() throws Exception {
    double hostile = length("--version\n-v de `touch /tmp/x` $(id); </speak>", "en", null);
    assertTrue(hostile > 1);
    for (String name : new String[] {"-f/etc/passwd", "../x", "de\nx", ""}) {
      IOException why = assertThrows(IOException.class, () -> voice.speak("x", "en", name));
      assertTrue(String.valueOf(why.getMessage()).startsWith("not a voice's name"));
    }
  }

  @Test
  void aVoiceThatIsNotThereIsTold() {
    IOException why = assertThrows(IOException.class, () -> voice.speak("x", "en", "nobody"));
    assertTrue(String.valueOf(why.getMessage()).startsWith("the voice failed ("), why.toString());
  }

  @Test
  void itIsNotWaitedForLong() throws Exception {
    LaunchedVoice hasty =
        new LaunchedVoice(
            stage.link(), folder.resolve("hasty"), Duration.ofNanos(1), System::nanoTime);
    assertThrows(IOException.class, () -> hasty.speak("x".repeat(2_000), "en", null));
  }
}
