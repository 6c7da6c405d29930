package org.meterline.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./meterline} or what is behind it, as a person runs it: a process and what it says. */
final class Command implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(8);

  private final Process process;
  private final StringBuilder said = new StringBuilder();
  private final Thread reader;

  private Command(Process process) {
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().start(this::listen);
  }

  /** The script, of a product that has been built. */
  static Command script(Map<String, String> environment, String... words) throws IOException {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("METERLINE_TEST_BUILT", "yes");
    return start(List.of(FreeSettings.HOME.resolve("meterline").toString()), all, words);
  }

  /** What the script starts, from what this test has been compiled with. */
  static Command main(Map<String, String> environment, String... words) throws IOException {
    return main(List.of(), environment, words);
  }

  /**
   * @param within a command that runs the one behind it, for example in a sandbox
   */
  static Command main(List<String> within, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(within);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dmeterline.home=" + FreeSettings.HOME,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    return start(command, environment, words);
  }

  /** Any command; settings of Meterline reach it only from {@code environment}. */
  static Command start(List<String> command, Map<String, String> environment, String... words)
      throws IOException {
    // Whoever runs the tests in the background has SIGINT ignored in all that they start.
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.addAll(command);
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("METERLINE_"));
    builder.environment().putAll(environment);
    return new Command(builder.start());
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println("  | " + line);
        synchronized (said) {
          said.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has said up to now. */
  String said() {
    synchronized (said) {
      return said.toString();
    }
  }

  /** Waits until it has said this; fails when it ends before. */
  void await(String text) throws Exception {
    Patience.until(
        text,
        LONGEST,
        () -> {
          if (!process.isAlive()) {
            reader.join();
            if (!said().contains(text)) {
              throw new AssertionError("It has ended and not said \"" + text + "\":\n" + said());
            }
          }
          return said().contains(text);
        });
  }

  /** Waits for its end; its exit status. */
  int status() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end:\n" + said());
    }
    reader.join();
    return process.exitValue();
  }

  /** Sends a signal, for example {@code INT}, as Ctrl-C does. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends it if a test has left it running: in order first. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
