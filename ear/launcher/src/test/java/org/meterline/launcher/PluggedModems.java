package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.meterline.telephony.modem.SimulatedModule;

/**
 * What is plugged into the Meterline under test: two simulated modules on pseudo-terminals, from
 * before it starts, so that no test waits until they are found.
 */
final class PluggedModems implements AutoCloseable {
  static final String FIRST = "gsm-1";
  static final String FIRST_NUMBER = "+4915110000001";
  static final String SECOND = "gsm-2";
  static final String SECOND_NUMBER = "+4915110000002";

  /** What the far ends of the calls of each say, in hertz. */
  static final int FIRST_TONE = 440;

  static final int SECOND_TONE = 1000;

  private final SimulatedModule first;
  private final SimulatedModule second;
  private final Path file;

  /**
   * @param folder where the ports are, and the file that names them
   */
  PluggedModems(Path folder) throws IOException {
    Files.createDirectories(folder);
    this.first = new SimulatedModule(folder, FIRST, FIRST_TONE, SimulatedModule.Manners.GOOD);
    this.second = new SimulatedModule(folder, SECOND, SECOND_TONE, SimulatedModule.Manners.GOOD);
    this.file =
        Files.writeString(
            folder.resolve("modems.properties"),
            settings(folder, FIRST, FIRST_NUMBER) + settings(folder, SECOND, SECOND_NUMBER));
  }

  private static String settings(Path folder, String name, String number) {
    return """
    %1$s.port = %2$s/%1$s-at
    %1$s.audio-port = %2$s/%1$s-pcm
    %1$s.number = %3$s
    """
        .formatted(name, folder, number);
  }

  SimulatedModule first() {
    return first;
  }

  SimulatedModule second() {
    return second;
  }

  /** What the setting {@code modems.file} names. */
  Path file() {
    return file;
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
