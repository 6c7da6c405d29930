package org.meterline.telephony.media;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.telephony.Fork;

/** A real rtpengine on the loopback: without its kernel module, on ports of its own. */
public final class Rtpengine implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private static final AtomicInteger MADE = new AtomicInteger();

  /**
   * Outside of what the system gives and of what other tests use; two ranges to a process that runs
   * tests. Two rtpengines on one range take each other's packets, and neither says so.
   */
  private static final int PORTS = 400;

  private static final int FIRST_PORT = 30_300 + (Fork.NUMBER - 1) % 3 * 2 * PORTS;

  private final Path folder;
  private final int control;
  private final int firstPort;
  private final int ports;
  private final List<String> addresses;
  private Process process;

  public Rtpengine() throws IOException {
    this(List.of("127.0.0.1"));
  }

  /** One with these addresses. */
  public Rtpengine(List<String> addresses) throws IOException {
    this(FIRST_PORT + MADE.getAndIncrement() % 2 * PORTS, PORTS, addresses);
  }

  /** One with as many ports from there on. */
  Rtpengine(int firstPort, int ports) throws IOException {
    this(firstPort, ports, List.of("127.0.0.1"));
  }

  private Rtpengine(int firstPort, int ports, List<String> addresses) throws IOException {
    this.addresses = List.copyOf(addresses);
    this.firstPort = firstPort;
    this.ports = ports;
    folder = Files.createTempDirectory("rtpengine");
    try (DatagramSocket free = new DatagramSocket(0, HERE)) {
      control = free.getLocalPort();
    }
    process = launch();
    until("rtpengine answers", this::answers);
  }

  /** Where it takes commands. */
  public InetSocketAddress control() {
    return new InetSocketAddress(HERE, control);
  }

  /** Whether a port is of its range. */
  public boolean owns(int port) {
    return port >= firstPort && port < firstPort + ports;
  }

  /** Its process, for what is measured. */
  public long pid() {
    return process.pid();
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it anew on the same ports. */
  public void again() throws IOException {
    process = launch();
    until("rtpengine answers again", this::answers);
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "rtpengine",
                "--foreground",
                "--log-stderr",
                "--log-level=4",
                "--config-file=none",
                "--table=-1",
                "--num-threads=2",
                "--listen-ng=127.0.0.1:" + control,
                "--port-min=" + firstPort,
                "--port-max=" + (firstPort + ports - 1)));
    addresses.forEach(each -> command.add("--interface=" + each));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private boolean answers() {
    byte[] ping = "0 d7:command4:pinge".getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket(0, HERE)) {
      socket.connect(control());
      socket.setSoTimeout(200);
      socket.send(new DatagramPacket(ping, ping.length));
      socket.receive(new DatagramPacket(new byte[100], 100));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(folder.resolve("log"));
    Files.deleteIfExists(folder);
  }
}
