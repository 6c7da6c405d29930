package org.meterline.telephony.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sandbox as an ordinary user makes it. Run by root, the tests become such a user. */
class OrdinaryUserTest {
  private final Bubblewrap sandbox = new Bubblewrap(false, Limits.USUAL, Optional.empty());
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    assertTrue(Files.isExecutable(Path.of(Bubblewrap.COMMAND)), "bubblewrap is installed");
    folder = Files.createTempDirectory(Path.of("/tmp"), "ordinary");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("program"));
    Files.deleteIfExists(folder);
  }

  private Process start(String script) throws IOException {
    Path file = folder.resolve("program");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    // whoever runs the tests under nohup(1) has them ignore a hang-up, and programs would inherit
    // it
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "--default-signal=HUP"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }
    command.addAll(sandbox.command(0, "program"));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().write(Sandbox.go());
    process.getOutputStream().flush();
    return process;
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void isAsTight() throws IOException {
    String said =
        said(
            start(
                """
                #!/bin/sh
                id -u; grep CapEff /proc/self/status; ulimit -n
                ls /home /root /work /var 2>/dev/null
                for d in / /usr /etc /program /dev /proc/sys/kernel; do
                  (echo x > $d/intruder) 2>/dev/null && echo "wrote to $d"
                done
                unshare -U id 2>/dev/null && echo "made a namespace"
                tail -n +3 /proc/net/dev | cut -d: -f1
                echo x > /tmp/mine && echo "own folder"
                """));
    assertEquals("65534\nCapEff:\t0000000000000000\n128\n    lo\nown folder\n", said);
  }

  @Test
  void signalsReachTheProgramFirst() throws IOException, InterruptedException {
    Process process =
        start(
            """
            #!/bin/sh
            trap 'echo told; exit 7' HUP
            echo ready
            while :; do sleep 0.05; done
            """);
    byte[] ready = new byte[6];
    assertEquals(6, process.getInputStream().readNBytes(ready, 0, 6));
    assertTrue(sandbox.signal(process, Signals.HUP));
    assertTrue(said(process).endsWith("told\n"));
    assertTrue(process.waitFor(5, TimeUnit.SECONDS));
    assertEquals(7, process.exitValue());
  }
}
