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
import org.meterline.telephony.Reached;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.relay.FuzzedRelay;
import org.meterline.telephony.sip.BrowserFlows;
import org.meterline.telephony.sip.FuzzedPhone;
import org.meterline.telephony.sip.Rubbish;
import org.meterline.telephony.trunk.Trunk;

/**
 * Sends a running engine what was valid before it was changed: SIP over UDP, TCP, TLS and the
 * frames of a WebSocket, and RTP, RTCP and STUN to the ports of its media. A stranger sends it, and
 * so do a phone that knows its password and a trunk, in dialogs that they have, and to legs whose
 * keys they know; and a media relay answers so that is not one. The same seed tries the same; what
 * is sent depends on what the engine says, too.
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

  private static final String OUTSIDE = "+4930777";

  private final long seed;
  private final Random random;
  private final Rubbish rubbish;
  private final House house;
  private final Engine engine;
  private final Reached reached = new Reached();
  private final String number;
  private final FuzzedPhone phone;
  private final FuzzedPhone trunk;
  private final FuzzedRelay relay;
  private int trunks;
  private final DatagramSocket udp = new DatagramSocket(0, HERE);
  private final FuzzedStream tcp;
  private final FuzzedStream tls;
  private BrowserFlows.@Nullable Inbound browser;
  private List<Integer> media = List.of();
  private long sent;

  /**
   * @param number its phone's, far from every number of those who are to be left alone
   */
  Fuzzer(long seed, House house, String number) throws IOException {
    this.house = house;
    this.number = number;
    this.seed = seed;
    this.random = new Random(seed);
    this.rubbish = new Rubbish(random);
    this.engine = house.engine;
    this.tcp = FuzzedStream.tcp(engine.port(), random);
    this.tls = FuzzedStream.tls(house.tlsPort(), random);
    house.account(number);
    house.extension(number, number);
    this.phone = new FuzzedPhone(number, House.password(number), engine.port(), random, reached);
    this.trunk = new FuzzedPhone("4930777", null, engine.port(), random, reached);
    this.relay = new FuzzedRelay(new Random(random.nextLong()), reached);
    anotherTrunk();
    phone.register(false);
  }

  private static byte[] bytes(int... values) {
    byte[] all = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      all[i] = (byte) values[i];
    }
    return all;
  }

  /**
   * Sends so many, not more than so many in each second, and none while the engine has too much to
   * do: what it lets begin then is for others.
   */
  void run(long messages, int perSecond) throws IOException {
    long every = 1_000_000_000L / perSecond;
    for (long due = System.nanoTime(); messages > 0; messages--) {
      if (sent++ % 500 == 0) {
        media = mediaPorts();
        anotherTrunk();
        phone.register(random.nextBoolean());
      }
      one();
      do {
        phone.listen();
        trunk.listen();
        LockSupport.parkNanos(Math.max(100_000, due - System.nanoTime()));
      } while (engine.guard().load().limited());
      due = Math.max(due + every, System.nanoTime());
    }
  }

  /** By another name, for one that failed calls is left alone for a while. */
  private void anotherTrunk() throws IOException {
    house.trunks.clear();
    house.trunks.add(
        new Trunk("fuzz-" + trunks++, "127.0.0.1", trunk.port(), "udp", List.of(""))
            .referring(true)
            .follows(true)
            .transfers(true));
  }

  /** Ends its calls, until there are none; those it has lost sight of are ended for it. */
  void leave() throws IOException {
    house.trunks.clear();
    long asked = 0;
    boolean helped = false;
    for (long began = System.nanoTime(); engine.counters().callsLive() > 0; ) {
      long now = System.nanoTime();
      if (!helped && now - began > Duration.ofSeconds(5).toNanos()) {
        helped = true;
        engine.calls().forEach(each -> engine.hangUp(each.call(), "The fuzzer leaves"));
      }
      if (now - asked > Duration.ofMillis(500).toNanos()) {
        asked = now;
        phone.leave();
        trunk.leave();
      }
      phone.listen();
      trunk.listen();
      if (now - began > Duration.ofSeconds(150).toNanos()) {
        throw new AssertionError("calls are left: " + engine.calls() + ", " + this);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  long sent() {
    return sent;
  }

  Reached reached() {
    return reached;
  }

  /** How many octets were answered over TLS. */
  long heardOverTls() {
    return tls.heard();
  }

  private void one() throws IOException {
    switch (random.nextInt(25)) {
      case 0 -> udp(rubbish.mutated(rubbish.sip("UDP", udp.getLocalPort())), engine.port());
      case 1 -> phone.sendProvedRubbish();
      case 2 -> trunk.sendProvedRubbish();
      case 3 -> tcp.send(sip("TCP"));
      case 4 -> frame(sip("WS"));
      case 5 -> tls.send(sip("TLS"));
      case 6, 7 -> phone.call(random.nextInt(4) == 0 ? number : OUTSIDE + random.nextInt(100));
      case 8, 9 -> trunk.call(number);
      case 10, 11, 12 -> phone.inDialog(OUTSIDE + random.nextInt(100));
      case 13, 14, 15 -> trunk.inDialog(number);
      case 16, 17, 18 -> phone.attackMedia();
      case 19, 20 -> trunk.attackMedia();
      case 21 -> toMedia(rubbish.mutated(random.nextBoolean() ? RTP : EVENT));
      case 22 -> toMedia(rubbish.mutated(RTCP));
      case 23 -> toMedia(rubbish.mutated(STUN));
      default -> relay.ask();
    }
  }

  /** Of somebody who knows a password, or of nobody. */
  private byte[] sip(String transport) throws IOException {
    return random.nextBoolean()
        ? phone.provedRubbish(transport)
        : rubbish.mutated(rubbish.sip(transport, udp.getLocalPort()));
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

  /** Those of media: what is neither ours nor the one of SIP. */
  private List<Integer> mediaPorts() throws IOException {
    List<Integer> ports = udpPorts();
    ports.removeAll(List.of(udp.getLocalPort(), engine.port(), relay.port()));
    ports.removeAll(phone.ports());
    ports.removeAll(trunk.ports());
    return ports;
  }

  /** The UDP ports of this process. */
  static List<Integer> udpPorts() {
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
    phone.close();
    trunk.close();
    relay.close();
    if (browser != null) {
      browser.closed();
    }
  }

  @Override
  public String toString() {
    return "seed " + seed + ", " + sent + " messages, " + reached;
  }
}
