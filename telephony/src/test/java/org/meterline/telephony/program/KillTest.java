package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and launchers that are killed leave nothing running. */
class KillTest {
  /** Ignores what can be ignored, and has children that left its session. */
  private static final String STUBBORN =
      """
      #!/bin/sh
      trap '' HUP TERM
      setsid sh -c 'trap "" HUP TERM; sleep %1$s' &
      sleep %1$s &
      while read -r line && [ -n "$line" ]; do :; done
      echo VERBOSE ready
      while :; do sleep %1$s; done
      """;

  /** A server that starts programs, says so, and waits to be killed. */
  static final class Server {
    private Server() {}

    public static void main(String[] args) throws Exception {
      Stage stage = new Stage(Path.of(args[0]));
      List<Stage.Play> plays = new ArrayList<>();
      Path program = stage.program(STUBBORN.formatted(args[1]));
      for (int i = 0; i < 10; i++) {
        plays.add(stage.play(program));
      }
      for (Stage.Play play : plays) {
        Stage.eventually("ready", () -> play.call().log().contains("note ready"));
      }
      System.out.println("launcher " + stage.launcher().pid().orElseThrow());
      Thread.sleep(60_000);
    }
  }

  @Test
  void nothingOutlivesAKilledServer(@TempDir Path folder) throws Exception {
    String aeons = Stage.aeons(987_670);
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName(),
                folder.toString(),
                aeons)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      long launcher = Long.parseLong(line.substring("launcher ".length()));
      assertEquals(true, alive(launcher));
      server.destroyForcibly(); // SIGKILL
      server.waitFor(60, TimeUnit.SECONDS);
      Stage.eventually("programs are gone", () -> !Stage.anyProcess(aeons));
      Stage.eventually("the launcher is gone", () -> !alive(launcher));
      Stage.eventually("sandboxes are gone", () -> !anySandboxOf(launcher));
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void killedLauncherLosesItsRunsAndIsReplaced(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (Stage stage = new Stage(folder)) {
      String aeons = Stage.aeons(987_671);
      Path program = stage.program(STUBBORN.formatted(aeons));
      MemoryCall call = new MemoryCall();
      Stage.Play play = stage.play(program, call);
      Stage.eventually("ready", () -> call.log().contains("note ready"));
      long first = stage.launcher().pid().orElseThrow();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      assertEquals("lost", play.ended().ending());
      Stage.eventually("its programs are gone", () -> !Stage.anyProcess(aeons));
      Path next = stage.program("#!/bin/sh\nexit 4\n");
      Stage.eventually("another launcher", () -> stage.launcher().pid().orElse(first) != first);
      stage.launcher().awaitReady(Stage.PATIENCE);
      assertEquals(4, stage.play(next).ended().exitStatus());
    }
  }

  @Test
  void closingEndsAll(@TempDir Path folder) throws IOException, InterruptedException {
    // Longer than a socket's path may be.
    Stage stage = new Stage(folder.resolve("deep".repeat(30)));
    MemoryCall call = new MemoryCall();
    String aeons = Stage.aeons(987_672);
    Stage.Play play = stage.play(stage.program(STUBBORN.formatted(aeons)), call);
    Stage.eventually("ready", () -> call.log().contains("note ready"));
    long launcher = stage.launcher().pid().orElseThrow();
    stage.close();
    assertEquals("lost", play.ended().ending());
    Stage.eventually("the launcher is gone", () -> !alive(launcher));
    Stage.eventually("its programs are gone", () -> !Stage.anyProcess(aeons));
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static boolean anySandboxOf(long launcher) {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.parent().map(parent -> parent.pid() == launcher).orElse(false));
  }
}
