package org.meterline.launcher;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real coturn on the loopback, which relays to the loopback alone, until it is closed. */
final class Coturn implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final String SECRET = "whole-product";

  /** STUN (RFC 8489): a request without attributes, and what its answer begins with. */
  private static final int BINDING = 0x0001_0000;

  private static final int BOUND = 0x0101;
  private static final int COOKIE = 0x2112_A442;

  private final int port = FreePorts.next();
  private final Path log;
  private final Process process;

  /** Starts it, its relays on ports that nothing else under test uses. */
  Coturn() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target/coturn").toAbsolutePath());
    log = folder.resolve("log");
    process =
        new ProcessBuilder(
                "turnserver",
                "-n",
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET,
                "--realm=phones.example",
                "--listening-ip=127.0.0.1",
                "--listening-port=" + port,
                "--relay-ip=127.0.0.1",
                "--min-port=12000",
                "--max-port=12999",
                "--allow-loopback-peers",
                "--allowed-peer-ip=127.0.0.1",
                "--denied-peer-ip=0.0.0.0-255.255.255.255",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--verbose",
                "--log-file=stdout",
                "--userdb=" + folder.resolve("database"),
                "--pidfile=" + folder.resolve("pid"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long begin = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - begin > LIMIT.toNanos()) {
        process.destroy();
        throw new IOException("coturn does not start: " + Files.readString(log));
      }
      boolean _ = process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** The settings of a Meterline that tells browsers of it, by environment variable. */
  Map<String, String> settings() {
    String address = "turn:127.0.0.1:" + port;
    return Map.of(
        "METERLINE_BROWSERS_ICE_SERVERS",
        address + "?transport=udp, " + address + "?transport=tcp",
        "METERLINE_BROWSERS_TURN_SECRET",
        SECRET);
  }

  /** How many relays it has lent by that user name. */
  long lent(String name) throws IOException {
    return found("new, .*username=<" + name + ">").results().count();
  }

  /** How many packets these passed from far ends, as far as it was told: when they end. */
  long received(String name) throws IOException {
    return passed(name, "rp");
  }

  /** The same to far ends. */
  long sent(String name) throws IOException {
    return passed(name, "sp");
  }

  private long passed(String name, String figure) throws IOException {
    return found("peer usage: .*username=<" + name + ">.* " + figure + "=(\\d+)")
        .results()
        .mapToLong(told -> Long.parseLong(told.group(1)))
        .sum();
  }

  private Matcher found(String pattern) throws IOException {
    return Pattern.compile(pattern).matcher(Files.readString(log));
  }

  private boolean answers() {
    byte[] request =
        ByteBuffer.allocate(20).putInt(BINDING).putInt(COOKIE).putLong(System.nanoTime()).array();
    DatagramPacket answer = new DatagramPacket(new byte[1_500], 1_500);
    try (DatagramSocket socket = new DatagramSocket(0, HERE)) {
      socket.connect(HERE, port);
      socket.setSoTimeout(500);
      socket.send(new DatagramPacket(request, request.length));
      socket.receive(answer);
      return ByteBuffer.wrap(answer.getData()).getShort() == BOUND;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
