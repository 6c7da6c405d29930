package org.meterline.telephony.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.speech.OwnSounds;

/**
 * A launcher of its own, programs written on the spot, and what they do to a {@link MemoryCall}.
 */
final class Stage implements AutoCloseable {
  /** A busy machine takes long for a virtual machine and a sandbox. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  static final Set<String> PROMPTS = Set.of("welcome", "enter-digit", "goodbye", "not-possible");

  /** Reads the header, then sends each line of its own text and says on stderr what came back. */
  private static final String ASK =
      """
      #!/bin/sh
      while read -r line && [ -n "$line" ]; do :; done
      ask() {
        printf '%s\\n' "$1"
        while read -r reply; do
          printf '%s\\n' "$reply" >&2
          case "$reply" in 520-*) ;; [0-9]*) return ;; esac
        done
      }
      """;

  private final Path folder;
  private final @Nullable LauncherProcess launcher;
  private final LauncherLink link;
  private final AgiPrograms programs;
  private int number;

  Stage(Path folder) throws IOException, InterruptedException {
    this(folder, AgiPrograms.Settings.USUAL);
  }

  Stage(Path folder, AgiPrograms.Settings settings) throws IOException, InterruptedException {
    this(folder, settings, Stage::shipped);
  }

  Stage(Path folder, AgiPrograms.Settings settings, Predicate<String> prompts)
      throws IOException, InterruptedException {
    this(folder, LauncherProcess.start(folder.resolve("launcher")), settings, prompts);
  }

  private Stage(
      Path folder,
      LauncherProcess launcher,
      AgiPrograms.Settings settings,
      Predicate<String> prompts)
      throws IOException, InterruptedException {
    this(folder, launcher, launcher.socket(), settings, prompts);
  }

  private Stage(
      Path folder,
      @Nullable LauncherProcess launcher,
      Path socket,
      AgiPrograms.Settings settings,
      Predicate<String> prompts)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.launcher = launcher;
    this.link = LauncherLink.to(socket);
    link.awaitReady(PATIENCE);
    this.programs = new AgiPrograms(link, settings, prompts, OwnSounds.NONE, System::nanoTime);
  }

  /** Without a launcher of its own: somebody else's serves it. */
  static Stage at(Path folder, Path socket) throws IOException, InterruptedException {
    return new Stage(folder, null, socket, AgiPrograms.Settings.USUAL, Stage::shipped);
  }

  static boolean shipped(String name) {
    return PROMPTS.contains(name) || name.startsWith("digits/");
  }

  LauncherProcess launcher() {
    return Objects.requireNonNull(launcher);
  }

  LauncherLink link() {
    return link;
  }

  AgiPrograms programs() {
    return programs;
  }

  /** Writes an executable file in a folder of its own. */
  Path program(String text) throws IOException {
    Path own = Files.createDirectories(folder.resolve("version-" + number++));
    Path file = own.resolve("program");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /** What a program is told when it sends these commands one after another. */
  List<String> replies(MemoryCall call, String... commands)
      throws IOException, InterruptedException {
    return replies(call, Map.of(), commands);
  }

  List<String> replies(MemoryCall call, Map<String, String> variables, String... commands)
      throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder(ASK);
    for (String command : commands) {
      text.append("ask '").append(command.replace("'", "'\\''")).append("'\n");
    }
    Programs.Event.Ended ended =
        play(program(text.toString()), call, variables, Duration.ofSeconds(20)).ended();
    if (!ended.ending().equals("exited") || ended.exitStatus() != 0) {
      throw new AssertionError(ended);
    }
    return ended.standardError().lines().toList();
  }

  /** A play that has 20 seconds after its call. */
  Play play(Path executable) {
    return play(executable, new MemoryCall());
  }

  Play play(Path executable, MemoryCall call) {
    return play(executable, call, Map.of(), Duration.ofSeconds(20));
  }

  Play play(Path executable, MemoryCall call, Map<String, String> variables, Duration timeLimit) {
    Destination.Program program =
        new Destination.Program(
            new Domain("harbour.example"),
            UUID.randomUUID(),
            UUID.randomUUID(),
            "test",
            executable,
            true,
            variables,
            timeLimit);
    Programs.Request request =
        new Programs.Request(
            UUID.randomUUID(),
            program,
            new Programs.Greeting(
                "PJSIP/101-0000002a", "101", "Ada", false, "500", null, "en", "Ada's wallet"),
            Duration.ofSeconds(1));
    LinkedBlockingQueue<Programs.Event> events = new LinkedBlockingQueue<>();
    return new Play(call, programs.start(request, call, events::add), events);
  }

  @Override
  public void close() {
    link.close();
    if (launcher != null) {
      launcher.close();
    }
  }

  /** A run on the stage. */
  record Play(MemoryCall call, Programs.Run run, BlockingQueue<Programs.Event> events) {
    /** Waits for the last event. */
    Programs.Event.Ended ended() throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        Programs.Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (event == null) {
          throw new AssertionError("the run did not end within " + PATIENCE);
        }
        if (event instanceof Programs.Event.Ended ended) {
          return ended;
        }
      }
    }

    void started() throws InterruptedException {
      Programs.Event event = events.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      if (!(event instanceof Programs.Event.Started)) {
        throw new AssertionError("not started: " + event);
      }
    }

    void hangUp() {
      call.end();
      run.hangUp();
    }
  }

  /**
   * What {@code sleep} is told where nobody shall wait for it: so long, and by whom, so that runs
   * side by side on one machine can be told apart.
   */
  static String aeons(int seconds) {
    return "%d.%010d".formatted(seconds, ProcessHandle.current().pid());
  }

  /** Whether a process with this word among its arguments runs on the machine. */
  static boolean anyProcess(String word) {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.info().commandLine().orElse("").contains(word));
  }
}
