package org.meterline.telephony.media;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.speech.Saying;

/** Something to be heard. */
public sealed interface Prompt {
  /** A WAV file: mono or stereo, 16-bit linear of 8 to 48 kHz, or G.711. */
  record File(Path path) implements Prompt {}

  /** A sound that the tenant handed in, a file as above, by its name. */
  record Own(String name) implements Prompt {
    /**
     * How long such a sound is.
     *
     * @param content of the whole file
     * @throws IOException whose message says why it cannot be played
     */
    public static Duration length(byte[] content) throws IOException {
      return Duration.ofMillis(Wav.read(content).samples() * 1000 / Law.RATE);
    }
  }

  /** A built-in prompt by name, for example {@code digits/7} or {@code credit-ends}. */
  record Named(String name) implements Prompt {}

  /**
   * Something said.
   *
   * @param language a tag of BCP 47; null for the leg's
   * @param voice whose, of text; null for the language's usual one
   */
  record Spoken(Saying what, @Nullable String language, @Nullable String voice) implements Prompt {}

  /** A sound of another server: WAV, or G.711 without a header. */
  record Remote(URI address) implements Prompt {}

  /** Nothing, for a while. */
  record Silence(Duration length) implements Prompt {}

  /** Sines together, each at that level in dBm0; 1 to 4 of them. */
  record Chord(List<Integer> hertz, int level, Duration length) implements Prompt {
    public Chord {
      hertz = List.copyOf(hertz);
    }
  }

  /** A sine tone; level in dBm0, for example -10. */
  record Tone(int hertz, int level, Duration length) implements Prompt {}
}
