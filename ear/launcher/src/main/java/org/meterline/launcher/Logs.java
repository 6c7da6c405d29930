package org.meterline.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.meterline.ejb.switchboard.Configuration;

/** The end of the logs. */
final class Logs {
  private static final int LINES = 40;

  private Logs() {}

  static void print(Configuration configuration, List<String> parts, PrintStream out) {
    Path folder = configuration.logFolder();
    if (!Files.isDirectory(folder)) {
      throw new Trouble("There are no logs yet in %s.".formatted(folder));
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
      TreeSet<Path> sorted = new TreeSet<>();
      files.forEach(sorted::add);
      for (Path file : sorted) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if (parts.isEmpty() || parts.stream().anyMatch(name::startsWith)) {
          out.println("==> " + file);
          out.println(new Child(name, 0, 0, file).lastLines(LINES));
        }
      }
    } catch (IOException e) {
      throw new Trouble("The logs in %s cannot be read.".formatted(folder), e);
    }
  }
}
