package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * sipp, a SIP peer written elsewhere, on a port of the loopback, with a scenario of the telephony
 * module's tests.
 */
final class SippRun implements AutoCloseable {
  private static final Path SCENARIOS =
      Path.of("../telephony/src/test/resources/sipp").toAbsolutePath().normalize();
  private static final long SECONDS = 60;

  private final Process process;
  private final Path folder;
  final int port;

  private SippRun(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Waits to be called. */
  static SippRun called(String scenario) throws IOException {
    return called(scenario, "-m", "1000");
  }

  /** The same with these options. */
  static SippRun called(String scenario, String... options) throws IOException {
    SippRun run = start(scenario, null, List.of(options));
    String local = String.format("0100007F:%04X", run.port);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.readString(Path.of("/proc/net/udp")).contains(local)) {
      if (System.nanoTime() > end || !run.process.isAlive()) {
        throw new IOException("sipp does not listen");
      }
      LockSupport.parkNanos(5_000_000);
    }
    return run;
  }

  /** Calls that port. */
  static SippRun calls(String scenario, int port, String... options) throws IOException {
    return start(scenario, port, List.of(options));
  }

  private static SippRun start(String scenario, @Nullable Integer to, List<String> options)
      throws IOException {
    Path folder = Files.createTempDirectory("sipp");
    int port = freePort();
    List<String> command = new ArrayList<>(List.of("sipp"));
    if (to != null) {
      command.add("127.0.0.1:" + to);
    }
    command.addAll(
        List.of("-sf", SCENARIOS.resolve(scenario).toString(), "-i", "127.0.0.1", "-nostdin"));
    command.addAll(List.of("-p", Integer.toString(port), "-timeout", SECONDS + "s"));
    command.addAll(List.of("-trace_stat", "-stf", "stat.csv", "-fd", "60", "-timeout_error"));
    command.addAll(List.of("-trace_msg", "-message_file", "messages.log"));
    command.addAll(List.of("-trace_err", "-error_file", "errors.log"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("screen.log").toFile())
            .start();
    return new SippRun(process, folder, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits for its end: so many calls, all as the scenario says. What was said it answers. */
  String succeeds(int calls) throws Exception {
    if (!process.waitFor(SECONDS + 10, TimeUnit.SECONDS)) {
      throw new AssertionError("sipp does not end\n" + story());
    }
    assertEquals(0, process.exitValue(), this::story);
    List<String> lines =
        Files.readAllLines(folder.resolve("stat.csv"), StandardCharsets.ISO_8859_1);
    int column = List.of(lines.getFirst().split(";", -1)).indexOf("SuccessfulCall(C)");
    String successful = lines.getLast().split(";", -1)[column];
    assertEquals(Integer.toString(calls), successful, this::story);
    return said("messages.log");
  }

  private String said(String file) {
    try {
      Path log = folder.resolve(file);
      return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      return file + " cannot be read";
    }
  }

  private String story() {
    return said("errors.log") + "\n" + said("messages.log") + "\n" + said("screen.log");
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    for (File file : Objects.requireNonNullElse(folder.toFile().listFiles(), new File[0])) {
      Files.deleteIfExists(file.toPath());
    }
    Files.deleteIfExists(folder);
  }
}
