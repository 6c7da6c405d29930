package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is room, before anything is written. */
final class Disk {
  private Disk() {}

  /**
   * Makes the folder when it is not there, and looks at its disk.
   *
   * @param what for people, for example {@code The data folder}
   * @param bytes how much has to be free
   */
  static void check(String what, Path folder, long bytes) {
    long free;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new Trouble("%s %s cannot be used: it is no folder.".formatted(what, folder));
    }
    try {
      Files.createDirectories(folder);
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new Trouble("%s %s cannot be used: %s.".formatted(what, folder, e.getMessage()), e);
    }
    if (!Files.isWritable(folder)) {
      throw new Trouble("%s %s cannot be used: it may not be written.".formatted(what, folder));
    }
    if (free < bytes) {
      throw new Trouble(
          "The disk of %s is full: %d MB are free, Meterline wants %d MB."
              .formatted(folder, free >> 20, bytes >> 20));
    }
  }
}
