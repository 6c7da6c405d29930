package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** What our prompts sound like, as sox reads them. */
final class BuiltInPrompts {
  private static final String FOLDER = "src/main/resources/org/meterline/telephony/media/prompts/";

  private BuiltInPrompts() {}

  /**
   * @param name with its language, for example {@code en/digits/1}
   */
  static short[] read(String name) throws IOException {
    Process sox =
        new ProcessBuilder(
                "sox", FOLDER + name + ".wav", "-t", "raw", "-e", "signed", "-b", "16", "-")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    ShortBuffer samples =
        ByteBuffer.wrap(sox.getInputStream().readAllBytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer();
    short[] all = new short[samples.remaining()];
    samples.get(all);
    return all;
  }
}
