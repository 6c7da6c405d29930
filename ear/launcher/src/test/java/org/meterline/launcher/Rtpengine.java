package org.meterline.launcher;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real rtpengine on the loopback, without its kernel module, until it is closed. */
public final class Rtpengine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final Pattern FORWARDED =
      Pattern.compile("15:totalstatisticsd.*?14:relayedpacketsi(\\d+)e");

  private static final AtomicInteger MADE = new AtomicInteger();

  /** Of each; three at once do not meet. */
  private static final int PORTS = 900;

  private final InetSocketAddress control;
  private final Process process;

  /** Starts it on ports that neither the system gives nor a Meterline under test uses. */
  public Rtpengine() throws IOException, InterruptedException {
    control = new InetSocketAddress(HERE, FreePorts.next());
    int first = 30_000 + MADE.getAndIncrement() % 3 * PORTS;
    Path log = Files.createTempFile("rtpengine", ".log");
    log.toFile().deleteOnExit();
    process =
        new ProcessBuilder(
                "rtpengine",
                "--foreground",
                "--log-stderr",
                "--log-level=4",
                "--config-file=none",
                "--table=-1",
                "--interface=127.0.0.1",
                "--listen-ng=127.0.0.1:" + control.getPort(),
                "--port-min=" + first,
                "--port-max=" + (first + PORTS - 1))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long begin = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - begin > LIMIT.toNanos()) {
        process.destroy();
        throw new IOException("rtpengine does not start: " + Files.readString(log));
      }
      boolean _ = process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** Where it takes commands ({@code listen-ng}). */
  public InetSocketAddress control() {
    return control;
  }

  /** The settings of a Meterline whose media pass it, by environment variable. */
  Map<String, String> settings() {
    return Map.of(
        "METERLINE_MEDIA_RELAY",
        "rtpengine",
        "METERLINE_MEDIA_RELAY_ADDRESS",
        "127.0.0.1:" + control.getPort());
  }

  /** How many packets it has forwarded since it was started. */
  long forwarded() throws IOException {
    Matcher packets = FORWARDED.matcher(ask("statistics"));
    if (!packets.find()) {
      throw new IOException("rtpengine tells no packets");
    }
    return Long.parseLong(packets.group(1));
  }

  /** What a request begins with; one that was used before gets the same answer again. */
  public static String cookie() {
    return UUID.randomUUID().toString();
  }

  private boolean answers() {
    try {
      return ask("ping").contains("pong");
    } catch (IOException e) {
      return false;
    }
  }

  private String ask(String command) throws IOException {
    byte[] request =
        "%s d7:command%d:%se"
            .formatted(cookie(), command.length(), command)
            .getBytes(StandardCharsets.UTF_8);
    DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
    try (DatagramSocket socket = new DatagramSocket(0, HERE)) {
      socket.connect(control);
      socket.setSoTimeout(500);
      socket.send(new DatagramPacket(request, request.length));
      socket.receive(answer);
    }
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
