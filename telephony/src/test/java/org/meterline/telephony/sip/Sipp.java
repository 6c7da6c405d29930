package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.Fork;
import org.meterline.telephony.address.IpLiteral;

/**
 * Runs sipp, a SIP peer written elsewhere, on a free port of the loopback. Scenarios are resources
 * under {@code /sipp}. Each run has a folder of its own; nothing is left running after {@link
 * #close}.
 *
 * <pre>{@code
 * try (var caller = Sipp.scenario("call.xml").to(port).user("101", password).set("to", "102").start()) {
 *   caller.succeeds(1);
 * }
 * }</pre>
 */
public final class Sipp implements AutoCloseable {
  // Below the ports that the system gives away (ip_local_port_range), the media of tests, and
  // sipp's
  // own streams, from 16384 on.
  private static final int FIRST_PORT = 10_000;
  private static final int STEP = 8;
  private static final int PORTS = 260;

  /** Tests in processes side by side, from 1 on, have ports of their own. */
  private static final int OF_FORK = FIRST_PORT + STEP * PORTS * (Fork.NUMBER - 1);

  /** Begins anywhere, so that runs side by side seldom try the same. */
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

  private static final Pattern CALL_ID = Pattern.compile("(?m)^Call-ID: ([^\r\n]*)");

  private final Process process;
  private final Path folder;
  private final int port;
  private final Duration limit;

  /** How often it was told to go on. */
  private int told;

  private Sipp(Process process, Path folder, int port, Duration limit) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    this.limit = limit;
  }

  /** A run to be set up. */
  public static Setup scenario(String resource) {
    return new Setup(resource);
  }

  /** What a run is told. */
  public static final class Setup {
    private final String resource;
    private final List<String> options = new ArrayList<>();
    private final Map<String, Path> files = new HashMap<>();
    private @Nullable String remote;
    private String host = "127.0.0.1";
    private int port;
    private int calls = 1;
    private String transport = "u1";
    private Duration limit = Duration.ofSeconds(60);

    private Setup(String resource) {
      this.resource = resource;
    }

    /** Whom to call: a port on the loopback. Left out for a scenario that is called. */
    public Setup to(int remotePort) {
      remote = IpLiteral.inUri(host) + ":" + remotePort;
      return this;
    }

    /** On this address of the loopback, and to it; said first. */
    public Setup on(String address) {
      host = address;
      return this;
    }

    /** The port to use; any free one if not said. */
    public Setup at(int ownPort) {
      port = ownPort;
      return this;
    }

    /** Who it is when it is challenged; the scenario reads the user as {@code [service]}. */
    public Setup user(String user, String password) {
      return option("-au", user, "-ap", password, "-s", user);
    }

    /** A value that the scenario reads as {@code [name]}. */
    public Setup set(String name, String value) {
      return option("-key", name, value);
    }

    /** What the scenario finds by that name. */
    public Setup file(String name, Path content) {
      files.put(name, content);
      return this;
    }

    public Setup tcp() {
      transport = "t1";
      return this;
    }

    /** TCP with a connection for each call. */
    public Setup tcpEach() {
      transport = "tn";
      // Or sipp refuses to start where fewer files may be open than it might come to want.
      return option("-max_socket", "1000");
    }

    /** How many calls, and how many of them a second. */
    public Setup calls(int number, int rate) {
      calls = number;
      return option("-r", Integer.toString(rate));
    }

    public Setup within(Duration time) {
      limit = time;
      return this;
    }

    /** Any other option of sipp's. */
    public Setup option(String... words) {
      options.addAll(List.of(words));
      return this;
    }

    public Sipp start() throws IOException {
      Path folder = Files.createTempDirectory("sipp");
      Path scenario = folder.resolve("scenario.xml");
      try (InputStream in = Sipp.class.getResourceAsStream("/sipp/" + resource)) {
        if (in == null) {
          throw new IOException("no scenario " + resource);
        }
        Files.copy(in, scenario);
      }
      for (var file : files.entrySet()) {
        Files.copy(file.getValue(), folder.resolve(file.getKey()));
      }
      int own = port == 0 ? freePort() : port;
      var command = new ArrayList<>(List.of("sipp"));
      if (remote != null) {
        command.add(remote);
      }
      command.addAll(
          List.of(
              "-sf",
              "scenario.xml",
              "-i",
              IpLiteral.inUri(host),
              "-p",
              Integer.toString(own),
              "-m",
              Integer.toString(calls),
              "-t",
              transport,
              "-nostdin",
              "-trace_stat",
              "-stf",
              "stat.csv",
              "-fd",
              "60",
              "-trace_err",
              "-error_file",
              "errors.log",
              "-trace_msg",
              "-message_file",
              "messages.log",
              "-timeout",
              limit.toSeconds() + "s",
              "-timeout_error"));
      command.addAll(options);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("screen.log").toFile())
              .start();
      var sipp = new Sipp(process, folder, own, limit);
      sipp.awaitListening(host, transport.startsWith("t") && remote != null);
      return sipp;
    }
  }

  /**
   * A port that is free for UDP and TCP on each loopback address, and the next one too. No other
   * call answers one of the two, and the system gives them to nobody who asks for any port.
   */
  public static int freePort() throws IOException {
    for (int i = 0; i < PORTS; i++) {
      int port = OF_FORK + STEP * Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IOException("no free port");
  }

  private static boolean isFree(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (InetAddress each : NetworkInterface.getByInetAddress(loopback).inetAddresses().toList()) {
      try (var udp = new DatagramSocket(port, each);
          var tcp = new ServerSocket()) {
        tcp.setReuseAddress(false); // nor is one that a connection was closed on just now
        tcp.bind(new InetSocketAddress(each, udp.getLocalPort()));
      } catch (SocketException e) {
        return false;
      }
    }
    return true;
  }

  public int port() {
    return port;
  }

  /** Until its port is taken, so that who calls it does not come too early. */
  private void awaitListening(String host, boolean outgoingTcp) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    boolean six = host.indexOf(':') >= 0;
    String here = six ? "00000000000000000000000001000000" : "0100007F";
    String local = String.format("%s:%04X", here, port);
    while (System.nanoTime() < deadline && process.isAlive() && !outgoingTcp) {
      for (String table : List.of("/proc/net/udp", "/proc/net/tcp")) {
        if (Files.readString(Path.of(six ? table + "6" : table)).contains(local)) {
          return;
        }
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Waits for its end; all calls, and so many, went as the scenario says. */
  public void succeeds(int calls) throws Exception {
    int exit = exit();
    Statistics result = statistics();
    assertTrue(
        exit == 0 && result.failed() == 0,
        () -> "sipp ended with " + exit + ": " + firstError() + "\n" + story());
    assertEquals(calls, result.successful(), this::story);
  }

  /** Waits for its end and says how it was: 0 if all calls went as the scenario says. */
  public int exit() throws InterruptedException {
    if (!process.waitFor(limit.toMillis() + 5_000, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("sipp does not end\n" + story());
    }
    return process.exitValue();
  }

  /** Counts of a run that is over. */
  public record Statistics(int successful, int failed) {}

  public Statistics statistics() throws IOException {
    List<String> lines =
        Files.readAllLines(folder.resolve("stat.csv"), StandardCharsets.ISO_8859_1);
    List<String> names = List.of(lines.getFirst().split(";"));
    List<String> values = List.of(lines.getLast().split(";"));
    return new Statistics(
        Integer.parseInt(values.get(names.indexOf("SuccessfulCall(C)"))),
        Integer.parseInt(values.get(names.indexOf("FailedCall(C)"))));
  }

  /** All messages sent and received, as sipp writes them down. */
  public String messages() throws IOException {
    Path log = folder.resolve("messages.log");
    return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
  }

  /**
   * Tells a scenario that waits for INFO something of that call, in this header. It answers it to
   * nobody.
   */
  public void tell(String callId, String header) throws IOException {
    String info =
        String.join(
            "\r\n",
            "INFO sip:127.0.0.1:" + port + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKtold",
            "From: <sip:test@127.0.0.1>",
            "To: <sip:127.0.0.1:" + port + ">",
            "Call-ID: " + callId,
            "CSeq: 1 INFO",
            header,
            "Content-Length: 0",
            "",
            "");
    byte[] bytes = info.getBytes(StandardCharsets.US_ASCII);
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }
  }

  /**
   * Tells a scenario that waits for INFO to go on with its only call. None is like another, which
   * sipp would take for the same come again.
   */
  public void goOn() throws IOException {
    Matcher callId = CALL_ID.matcher(messages());
    assertTrue(callId.find(), this::story);
    told++;
    tell(callId.group(1), "Subject: go on " + told);
  }

  /** What it wrote below its heading; for reports that show one line of each failure. */
  private String firstError() {
    try (var lines = Files.lines(folder.resolve("errors.log"), StandardCharsets.ISO_8859_1)) {
      return lines.skip(1).findFirst().orElse("");
    } catch (IOException e) {
      return "it wrote no errors";
    }
  }

  private String story() {
    var story = new StringBuilder();
    for (String name : List.of("errors.log", "messages.log", "screen.log")) {
      try {
        Path log = folder.resolve(name);
        if (Files.exists(log)) {
          String text = Files.readString(log, StandardCharsets.ISO_8859_1);
          story.append("--- ").append(name).append('\n');
          story.append(text, 0, Math.min(text.length(), 12_000)).append('\n');
        }
      } catch (IOException e) {
        story.append(name).append(" cannot be read\n");
      }
    }
    return story.toString();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      Files.deleteIfExists(file.toPath());
    }
    Files.deleteIfExists(folder);
  }
}
