package org.meterline.telephony.recording;

import java.nio.file.Path;

/**
 * Where recordings are kept.
 *
 * @param folder below which their files lie, each tenant's in a folder of its own
 * @param leastFree octets that stay free on its disk: with less none is begun, and those that run
 *     end
 */
public record RecordingSettings(Path folder, long leastFree) {
  public RecordingSettings {
    folder = folder.toAbsolutePath().normalize();
    if (leastFree < 0) {
      throw new IllegalArgumentException("the space that stays free must not be negative");
    }
  }
}
