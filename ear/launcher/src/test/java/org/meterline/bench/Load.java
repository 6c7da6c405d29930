package org.meterline.bench;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.launcher.FreePorts;
import org.meterline.launcher.Patience;
import org.meterline.launcher.RunningMeterline;

/**
 * A run of sipp, a SIP peer written elsewhere, in a folder of its own; with a scenario of {@code
 * bench/scenarios} or, by an absolute path, any other.
 */
public final class Load implements AutoCloseable {
  static final Path SCENARIOS =
      Path.of("").toAbsolutePath().resolve("../../bench/scenarios").normalize();

  /** Calls a second of which sipp places the first after a tenth of one. */
  private static final int SOON = 10;

  private final Process process;
  private final Path folder;
  private final int port;

  private Load(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** What a run of calls came to. */
  public record Result(int successful, int failed, Times invited, String errors) {}

  /** Answers calls until it is closed. */
  static Load callee() throws Exception {
    return callee("callee.xml");
  }

  /**
   * Answers calls.
   *
   * @param more sipp's own options
   */
  public static Load callee(String scenario, String... more) throws Exception {
    Load load = start(scenario, null, List.of(more));
    try {
      Patience.until(
          "sipp listens",
          Duration.ofSeconds(10),
          () -> {
            if (!load.process.isAlive()) {
              throw new IOException("sipp does not listen");
            }
            return FreePorts.isTaken(load.port);
          });
    } catch (Exception | AssertionError e) {
      load.close();
      throw e;
    }
    return load;
  }

  /**
   * Places calls.
   *
   * @param rate per second
   * @param more sipp's own options
   */
  public static Load caller(
      String scenario, InetSocketAddress to, int calls, int rate, Duration stay, String... more)
      throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-m",
                Integer.toString(calls),
                "-r",
                Integer.toString(rate),
                "-d",
                Long.toString(stay.toMillis()),
                "-timeout",
                (90 + calls / rate + calls * stay.toMillis() / 10_000) + "s",
                "-trace_rtt",
                "-rtt_freq",
                "1"));
    options.addAll(List.of(more));
    return start(scenario, to, options);
  }

  private static Load start(String scenario, @Nullable InetSocketAddress to, List<String> options)
      throws IOException {
    Path folder = Files.createTempDirectory("bench");
    int port = freePort();
    List<String> command = new ArrayList<>(List.of("sipp"));
    if (to != null) {
      command.add(to.getAddress().getHostAddress() + ":" + to.getPort());
    }
    command.addAll(
        List.of(
            "-sf",
            SCENARIOS.resolve(scenario).toString(),
            "-i",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            "-nostdin",
            "-buff_size",
            "1048576",
            "-trace_stat",
            "-stf",
            "stat.csv",
            "-fd",
            "600",
            "-trace_err",
            "-error_file",
            "errors.log"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("screen.log").toFile())
            .start();
    return new Load(process, folder, port);
  }

  /** What sipp is told of a demo phone. */
  public static String[] account(String user, String password, String domain, String dialled) {
    return new String[] {
      "-au", user, "-ap", password, "-s", user, "-key", "domain", domain, "-key", "to", dialled
    };
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Registers it as a phone, or takes that back when it is to expire at once. */
  public void register(
      InetSocketAddress registrar, String user, String password, String domain, Duration expires)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of(account(user, password, domain, user)));
    options.addAll(List.of("-key", "expires", Long.toString(expires.toSeconds())));
    options.addAll(List.of("-key", "contact", Integer.toString(port)));
    try (Load phone =
        caller("register.xml", registrar, 1, SOON, Duration.ZERO, options.toArray(String[]::new))) {
      Result result = phone.result();
      if (result.successful() != 1) {
        throw new IOException("the callee is not let in: " + result.errors());
      }
    }
  }

  /** That it is registered: taken back when it is closed. */
  interface Registered extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Registers it as a phone of the demo, until the answer is closed. */
  Registered as(RunningMeterline meterline, String user) throws IOException, InterruptedException {
    String password = meterline.phonePassword(user);
    String domain = meterline.phoneDomain(user);
    register(meterline.sip(), user, password, domain, Duration.ofMinutes(30));
    return () -> {
      try {
        register(meterline.sip(), user, password, domain, Duration.ZERO);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Waits for the end of all calls. */
  public Result result() throws IOException, InterruptedException {
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      throw new IOException("sipp does not end");
    }
    return soFar();
  }

  /** What the calls came to by now, as far as sipp has written it down. */
  Result soFar() throws IOException {
    Path statistics = folder.resolve("stat.csv");
    if (!Files.exists(statistics)) {
      throw new IOException("sipp: " + Files.readString(folder.resolve("screen.log")));
    }
    List<String> lines = Files.readAllLines(statistics, StandardCharsets.ISO_8859_1);
    List<String> names = List.of(lines.getFirst().split(";", -1));
    List<String> values = List.of(whole(lines, names.size()).split(";", -1));
    return new Result(
        Integer.parseInt(values.get(names.indexOf("SuccessfulCall(C)"))),
        Integer.parseInt(values.get(names.indexOf("FailedCall(C)"))),
        new Times(times()),
        errors());
  }

  /** The last line that is written to its end. */
  private static String whole(List<String> lines, int fields) {
    return lines.reversed().stream()
        .filter(line -> line.split(";", -1).length >= fields)
        .findFirst()
        .orElseThrow();
  }

  private List<Double> times() throws IOException {
    List<Double> times = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*_rtt.csv")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
          String[] fields = line.split(";", -1);
          if (fields.length > 2 && !fields[2].isEmpty() && !fields[0].startsWith("Date")) {
            times.add(Double.parseDouble(fields[1]));
          }
        }
      }
    }
    return times;
  }

  private String errors() throws IOException {
    Path errors = folder.resolve("errors.log");
    if (!Files.exists(errors)) {
      return "";
    }
    // Each entry begins with its time. A message repeated after a call's end is no failure of it.
    String text =
        Pattern.compile("(?m)^'?(?=\\d{4}-\\d\\d-\\d\\d\t)")
            .splitAsStream(Files.readString(errors, StandardCharsets.ISO_8859_1))
            .filter(entry -> !entry.contains(": Dead call "))
            .collect(Collectors.joining());
    return text.substring(0, Math.min(text.length(), 1_500));
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
