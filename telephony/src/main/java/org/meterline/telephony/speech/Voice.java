package org.meterline.telephony.speech;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Speaks a text. May block for seconds: not for a call's or a media thread. */
@FunctionalInterface
public interface Voice {
  /** There is none. */
  Voice NONE =
      (text, language, voice) -> {
        throw new IOException("there is no voice here");
      };

  /**
   * The text, spoken.
   *
   * @param language a tag of BCP 47
   * @param voice one of its voices by name; null for the language's usual one
   * @return a WAV file, mono, 8 to 48 kHz
   * @throws IOException when it cannot; the message says why
   */
  byte[] speak(String text, String language, @Nullable String voice) throws IOException;
}
