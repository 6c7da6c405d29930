package org.meterline.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that Meterline consists of. It leads a session of its own, so that Ctrl-C reaches the
 * launcher alone, which then stops the children in order.
 *
 * @param startTicks when it started, in the kernel's ticks: tells it from a later process with the
 *     same number
 * @param log where its output goes
 */
record Child(String name, long pid, long startTicks, Path log) {
  private static final long LOG_LIMIT = 20L << 20;

  /** Starts a process. */
  static Child start(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log)
      throws IOException {
    Files.createDirectories(Objects.requireNonNull(log.getParent()));
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> line = new ArrayList<>();
    line.add("setsid");
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    return new Child(name, process.pid(), ticks(process.pid()).orElse(0L), log);
  }

  /** This process. */
  static Child self(String name, Path log) {
    long pid = ProcessHandle.current().pid();
    return new Child(name, pid, ticks(pid).orElse(0L), log);
  }

  boolean alive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && ticks(pid).filter(ticks -> startTicks == 0 || ticks == startTicks).isPresent();
  }

  /** Asks it to end, waits, and ends what is left of its session, also when it has died itself. */
  void stop(String signal, Duration grace) throws InterruptedException {
    if (numberIsAnothers()) {
      return;
    }
    boolean ended = ask(signal, grace);
    signal("KILL", -pid);
    if (!ended) {
      ask("KILL", Duration.ofSeconds(5));
    }
  }

  /** Asks it to end and waits; whether it has ended in time. */
  boolean ask(String signal, Duration grace) throws InterruptedException {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(it -> alive());
    if (handle.isEmpty()) {
      return true;
    }
    signal(signal, pid);
    return ended(handle.get(), grace);
  }

  /** While anything of its session is left, no other process gets its number. */
  private boolean numberIsAnothers() {
    return startTicks != 0 && ticks(pid).filter(ticks -> ticks != startTicks).isPresent();
  }

  /** Ends its whole session at once, and waits until its ports are free. */
  void kill() throws InterruptedException {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid);
    if (alive() && handle.isPresent()) {
      signal("KILL", -pid);
      ended(handle.get(), Duration.ofSeconds(5));
    }
  }

  private static boolean ended(ProcessHandle handle, Duration within) throws InterruptedException {
    try {
      handle.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !handle.isAlive();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void signal(String signal, long to) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + signal, "--", Long.toString(to))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new Trouble("The command kill cannot be run: " + e.getMessage() + ".", e);
    }
  }

  /** Memory in use by it and what it started, in KiB. */
  long residentKib() {
    return ProcessHandle.of(pid).stream()
        .flatMap(
            self ->
                java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(self), self.descendants()))
        .mapToLong(process -> residentKib(process.pid()))
        .sum();
  }

  /** Proportional where the kernel tells, so that shared memory counts once. */
  static long residentKib(long pid) {
    for (String file : List.of("smaps_rollup", "status")) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid, file))) {
          if (line.startsWith("Pss:") || line.startsWith("VmRSS:")) {
            return Long.parseLong(line.replaceAll("\\D+", ""));
          }
        }
      } catch (IOException e) {
        // It has ended, or the kernel does not tell.
      }
    }
    return 0;
  }

  /** Field 22 of /proc/pid/stat; empty when there is no such process or it is a zombie. */
  private static Optional<Long> ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? Optional.empty() : Optional.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The last lines of its output. */
  String lastLines(int count) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** For people: which child died, and what it said last. */
  Trouble died() {
    return new Trouble(
        "%s has ended by itself; its log %s ends with:%n%s"
            .formatted(name, log, lastLines(12).indent(4)));
  }
}
