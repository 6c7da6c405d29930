package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong before anything is started gets one sentence and its exit status. */
class MainTest {
  @TempDir Path folder;
  private Path data;
  private Map<String, String> settings;

  @BeforeEach
  void choose() throws Exception {
    data = folder.resolve("data");
    settings = FreeSettings.in(data);
  }

  @Test
  void wrongSettingsAreAllNamed() throws Exception {
    settings.put("METERLINE_WEB_PORT", "80x");
    settings.put("METERLINE_WEBPORT", "80");
    for (String word : List.of("up", "status")) {
      try (Command command = Command.main(settings, word)) {
        assertEquals(2, command.status());
        assertEquals(
            """
            These settings cannot be used:
              web.port (from METERLINE_WEB_PORT) is "80x" but must be a whole number from 1 to 65535
              the environment variable METERLINE_WEBPORT is no setting of Meterline
            """
                .lines()
                .sorted()
                .toList(),
            command.said().lines().sorted().toList());
      }
    }
    assertFalse(Files.exists(data));
  }

  @Test
  void aMistypedOptionStartsNothing() throws Exception {
    try (Command command = Command.main(settings, "up", "--frsh")) {
      assertEquals(2, command.status());
      assertTrue(command.said().startsWith("usage: ./meterline"), command.said());
    }
    assertFalse(Files.exists(data));
  }

  @Test
  void aTakenPortIsNamedBeforeAnythingStarts() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings.put("METERLINE_KEYCLOAK_PORT", Integer.toString(socket.getLocalPort()));
      try (Command command = Command.main(settings, "up")) {
        assertEquals(1, command.status());
        String said = command.said();
        assertEquals(1, said.lines().count(), said);
        assertTrue(
            said.startsWith("TCP port %d, wanted for Keycloak, ".formatted(socket.getLocalPort())),
            said);
        assertTrue(said.contains("METERLINE_KEYCLOAK_PORT"), said);
      }
    }
    assertFalse(Files.exists(data.resolve("secrets.properties")));
  }

  @Test
  void aFullDiskIsNamedBeforeAnythingIsWritten() throws Exception {
    Path cache = folder.resolve("cache");
    settings.put("METERLINE_CACHE", cache.toString());
    for (Path full : List.of(data, cache)) {
      Files.createDirectories(full);
      try (Command command = Command.main(withSmallDisk(full), settings, "up")) {
        assertEquals(1, command.status(), command::said);
        String said = command.said();
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.startsWith("The disk of " + full + " is full: 1 MB are free, "), said);
      }
      assertFalse(Files.exists(data.resolve("secrets.properties")));
    }
  }

  /** Runs what follows with a disk of a mebibyte at a folder. */
  private static List<String> withSmallDisk(Path at) {
    return List.of(
        "/usr/bin/bwrap", "--dev-bind", "/", "/", "--size", "1048576", "--tmpfs", at.toString());
  }

  @Test
  void aDataFolderThatIsNoneIsNamed() throws Exception {
    Files.writeString(data, "a file\n");
    try (Command command = Command.main(settings, "up")) {
      assertEquals(1, command.status());
      assertEquals(
          "The data folder " + data + " cannot be used: it is no folder.\n", command.said());
    }
  }

  @Test
  void commandsThatNeedARunningMeterlineSayThatNoneRuns() throws Exception {
    assertSays(3, "Meterline is not running.", "status");
    assertSays(0, "Meterline is not running.", "down");
    assertSays(1, "Meterline is not running; ./meterline up starts it.", "call");
    assertSays(1, "There are no logs yet in " + data.resolve("logs") + ".", "logs");
  }

  private void assertSays(int status, String sentence, String word) throws Exception {
    try (Command command = Command.main(settings, word)) {
      assertEquals(status, command.status(), word);
      assertEquals(sentence + "\n", command.said(), word);
    }
  }

  @Test
  void anUnknownCommandGetsTheUsage() throws Exception {
    try (Command command = Command.main(settings, "upp");
        Command help = Command.main(settings, "help")) {
      assertEquals(2, command.status());
      assertEquals(0, help.status());
      assertTrue(help.said().startsWith("usage: ./meterline <command>"), help::said);
      assertEquals(help.said(), command.said());
    }
  }
}
