package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.launcher.Frame;

class LauncherJarTest {
  @Test
  void namesEveryClassOfTheLauncher() throws IOException, URISyntaxException {
    Path classes =
        Path.of(Frame.class.getResource("Frame.class").toURI()).toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(classes)) {
      assertEquals(
          LauncherJar.CLASSES,
          files
              .map(file -> file.getFileName().toString().replace(".class", ""))
              .filter(name -> !name.equals("package-info") && !name.endsWith("Test"))
              .sorted()
              .toList());
    }
  }
}
