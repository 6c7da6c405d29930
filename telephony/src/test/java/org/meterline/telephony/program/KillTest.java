package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  /**
   * A server that starts programs, says so, and waits to be killed. Arguments: a folder, what the
   * programs sleep, and, unless it has a launcher of its own, the socket of one.
   */
  static final class Server {
    private Server() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      Stage stage = args.length == 2 ? new Stage(folder) : Stage.at(folder, Path.of(args[2]));
      List<Stage.Play> plays = new ArrayList<>();
      Path program = stage.program(STUBBORN.formatted(args[1]));
      for (int i = 0; i < 10; i++) {
        plays.add(stage.play(program));
      }
      for (Stage.Play play : plays) {
        until("ready", () -> play.call().log().contains("note ready"));
      }
      System.out.println("ready " + (args.length == 2 ? stage.launcher().pid().orElseThrow() : ""));
      int _ = System.in.read(); // until it is killed, or who started it is gone
    }
  }

  private static Process server(Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Waits until its programs run; what it says then. */
  private static String ready(Process server) throws IOException {
    String line = server.inputReader(StandardCharsets.UTF_8).readLine();
    assertTrue(line != null && line.startsWith("ready "), "it says: " + line);
    return line.substring("ready ".length());
  }

  @Test
  void nothingOutlivesAKilledServer(@TempDir Path folder) throws Exception {
    String aeons = Stage.aeons(987_670);
    Process server = server(folder, aeons);
    try {
      long launcher = Long.parseLong(ready(server));
      assertTrue(alive(launcher));
      server.destroyForcibly(); // SIGKILL
      server.waitFor();
      until("programs are gone", () -> !Stage.anyProcess(aeons));
      until("the launcher is gone", () -> !alive(launcher));
      until("sandboxes are gone", () -> !anySandboxOf(launcher));
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void aLauncherThatStaysEndsTheRunsOfAKilledServerAndServesTheNext(@TempDir Path folder)
      throws Exception {
    Path socket = LauncherProcess.socketOf(folder.resolve("launcher"));
    Process shell =
        new ProcessBuilder(LauncherProcess.prepare(folder.resolve("launcher"), socket, true))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    String aeons = Stage.aeons(987_674);
    Process server = server(folder.resolve("server"), aeons, socket);
    try (Stage next = Stage.at(folder, socket)) {
      ready(server);
      LauncherLink.Sandboxing told = next.link().awaitReady(Stage.PATIENCE);
      assertEquals(Optional.of(told), LauncherLink.ask(socket, Stage.PATIENCE));
      long launcher = only(shell.children());
      assertTrue(Stage.anyProcess(aeons));
      server.destroyForcibly(); // SIGKILL
      server.waitFor();
      until("programs are gone", () -> !Stage.anyProcess(aeons));
      Path program = next.program("#!/bin/sh\nexit 4\n");
      assertEquals(4, next.play(program).ended().exitStatus());
      assertEquals(launcher, only(shell.children()));

      ProcessHandle.of(launcher).orElseThrow().destroyForcibly();
      until("it is started again", () -> asked(socket));
      next.link().awaitReady(Stage.PATIENCE);
      assertEquals(4, next.play(program).ended().exitStatus());
      assertNotEquals(launcher, only(shell.children()));

      MemoryCall call = new MemoryCall();
      String more = Stage.aeons(987_673);
      Stage.Play last = next.play(next.program(STUBBORN.formatted(more)), call);
      until("ready", () -> call.log().contains("note ready"));
      shell.destroy(); // SIGTERM
      assertEquals("lost", last.ended().ending());
      until("its programs are gone", () -> !Stage.anyProcess(more));
      until("the shell is gone", () -> !shell.isAlive());
      assertFalse(asked(socket));
    } finally {
      server.destroyForcibly();
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly();
    }
  }

  private static boolean asked(Path socket) {
    return LauncherLink.ask(socket, Stage.PATIENCE).isPresent();
  }

  private static long only(Stream<ProcessHandle> processes) {
    return processes.mapToLong(ProcessHandle::pid).findFirst().orElseThrow();
  }

  @Test
  void aFolderOfSomebodyElseIsNotUsed(@TempDir Path folder) throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    assertThrows(IOException.class, () -> LauncherProcess.prepare(link, link.resolve("s"), true));
  }

  @Test
  void killedLauncherLosesItsRunsAndIsReplaced(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (Stage stage = new Stage(folder)) {
      String aeons = Stage.aeons(987_671);
      Path program = stage.program(STUBBORN.formatted(aeons));
      MemoryCall call = new MemoryCall();
      Stage.Play play = stage.play(program, call);
      until("ready", () -> call.log().contains("note ready"));
      long first = stage.launcher().pid().orElseThrow();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      assertEquals("lost", play.ended().ending());
      until("its programs are gone", () -> !Stage.anyProcess(aeons));
      Path next = stage.program("#!/bin/sh\nexit 4\n");
      until("another launcher", () -> stage.launcher().pid().orElse(first) != first);
      stage.link().awaitReady(Stage.PATIENCE);
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
    until("ready", () -> call.log().contains("note ready"));
    long launcher = stage.launcher().pid().orElseThrow();
    stage.close();
    assertEquals("lost", play.ended().ending());
    until("the launcher is gone", () -> !alive(launcher));
    until("its programs are gone", () -> !Stage.anyProcess(aeons));
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static boolean anySandboxOf(long launcher) {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.parent().map(parent -> parent.pid() == launcher).orElse(false));
  }
}
