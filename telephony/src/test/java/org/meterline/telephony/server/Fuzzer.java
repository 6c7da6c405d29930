package org.meterline.telephony.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.sip.BrowserFlows;
import org.meterline.telephony.sip.Rubbish;

/**
 * Sends a running engine what was valid before it was changed: SIP over UDP, TCP, TLS and the
 * frames of a WebSocket, and RTP, RTCP and STUN to the ports of its media. The same seed sends the
 * same, but for the ports that media happens to be on.
 */
final class Fuzzer implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final byte[] RTP =
      bytes(0x80, 0, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4, 0x55, 0x55, 0xd5);
  private static final byte[] EVENT =
      bytes(0x80, 101, 0, 2, 0, 0, 0, 160, 1, 2, 3, 4, 5, 0x8a, 3, 0x20);
  private static final byte[] RTCP =
      bytes(0x81, 201, 0, 1, 1, 2, 3, 4, 0x81, 202, 0, 2, 1, 2, 3, 4);
  private static final byte[] STUN =
      bytes(
          0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 0, 6, 0, 3, 'a');
  private final long seed;
  private final Random random;
  private final Rubbish rubbish;
  private final Engine engine;
  private final DatagramSocket udp = new DatagramSocket(0, HERE);
  private final FuzzedStream tcp;
  private final FuzzedStream tls;
  private BrowserFlows.@Nullable Inbound browser;
  private List<Integer> media = List.of();
  private long sent;

  Fuzzer(long seed, Engine engine, int tlsPort) throws IOException {
    this.seed = seed;
    this.random = new Random(seed);
    this.rubbish = new Rubbish(random);
    this.engine = engine;
    this.tcp = FuzzedStream.tcp(engine.port(), random);
    this.tls = FuzzedStream.tls(tlsPort, random);
  }

  private static byte[] bytes(int... values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      all[i] = (byte) values[i];
    }
    return all;
  }

  /**
   * Sends for so long, so many in each second.
   *
   * @return how many were sent
   */
  long run(Duration time, int perSecond) throws IOException {
    long began = System.nanoTime();
    long every = 1_000_000_000L / perSecond;
    while (System.nanoTime() - began < time.toNanos()) {
      if (sent % 500 == 0) {
        media = mediaPorts();
      }
      one();
      sent++;
      long due = began + sent * every;
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
    }
    return sent;
  }

  /** How many octets were answered over TLS. */
  long heardOverTls() {
    return tls.heard();
  }

  private void one() throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> udp(rubbish.mutated(rubbish.sip("UDP", udp.getLocalPort())), engine.port());
      case 3, 4 -> tcp.send(rubbish.mutated(rubbish.sip("TCP", udp.getLocalPort())));
      case 5, 6 -> frame(rubbish.mutated(rubbish.sip("WS", udp.getLocalPort())));
      case 10, 11 -> tls.send(rubbish.mutated(rubbish.sip("TLS", udp.getLocalPort())));
      case 7 -> toMedia(rubbish.mutated(random.nextBoolean() ? RTP : EVENT));
      case 8 -> toMedia(rubbish.mutated(RTCP));
      default -> toMedia(rubbish.mutated(STUN));
    }
  }

  private void udp(byte[] message, int port) throws IOException {
    int length = Math.min(message.length, 60_000);
    udp.send(new DatagramPacket(message, length, new InetSocketAddress(HERE, port)));
  }

  private void frame(byte[] message) {
    if (browser == null || random.nextInt(40) == 0) {
      if (browser != null) {
        browser.closed();
      }
      browser =
          engine
              .browsers()
              .open(new Domain("harbour.example"), new InetSocketAddress(HERE, 40_000), new Deaf())
              .orElse(null);
    }
    if (browser != null && random.nextBoolean()) {
      browser.binary(message);
    } else if (browser != null) {
      browser.text(new String(message, StandardCharsets.UTF_8));
    }
  }

  private static final class Deaf implements BrowserFlows.Socket {
    @Override
    public void send(String text) {}

    @Override
    public void ping() {}

    @Override
    public void close(int code, String reason) {}
  }

  private void toMedia(byte[] packet) throws IOException {
    if (!media.isEmpty()) {
      udp(packet, media.get(random.nextInt(media.size())));
    }
  }

  /** The UDP ports of this process, but for our own and the one of SIP. */
  private List<Integer> mediaPorts() {
    List<String> own = new ArrayList<>();
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      fds.forEach(fd -> own.add(target(fd)));
      List<Integer> ports = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && own.contains("socket:[" + fields[9] + "]")) {
          ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
        }
      }
      ports.removeIf(port -> port == udp.getLocalPort() || port == engine.port());
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    tls.close();
    if (browser != null) {
      browser.closed();
    }
  }

  @Override
  public String toString() {
    return "seed " + seed + ", " + sent + " messages";
  }
}
