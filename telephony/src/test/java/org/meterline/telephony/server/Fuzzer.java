package org.meterline.telephony.server;

import java.io.ByteArrayOutputStream;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.sip.BrowserFlows;

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
  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 40000 RTP/AVP 0 8 101
      a=rtpmap:101 telephone-event/8000
      a=sendrecv
      """
          .replace("\n", "\r\n");
  private static final String[] STARTS = {
    "REGISTER sip:harbour.example SIP/2.0",
    "INVITE sip:102@harbour.example SIP/2.0",
    "OPTIONS sip:harbour.example SIP/2.0",
    "ACK sip:102@harbour.example SIP/2.0",
    "BYE sip:102@harbour.example SIP/2.0",
    "CANCEL sip:102@harbour.example SIP/2.0",
    "INFO sip:102@harbour.example SIP/2.0",
    "UPDATE sip:102@harbour.example SIP/2.0",
    "PRACK sip:102@harbour.example SIP/2.0",
    "REFER sip:102@harbour.example SIP/2.0",
    "SUBSCRIBE sip:102@harbour.example SIP/2.0",
    "SIP/2.0 180 Ringing",
    "SIP/2.0 200 OK",
    "SIP/2.0 401 Unauthorized"
  };
  private static final String[] TOKENS = {
    "",
    "0",
    "-1",
    "4294967296",
    "99999999999999999999",
    "%00",
    "\0",
    "<",
    ">",
    "\"",
    ";;",
    "\r\n",
    "sip:",
    "sip:@",
    "[::1",
    "tel:+",
    "a".repeat(5_000),
    "(((((((((((((((((((((",
    "\u00ff\u00fe",
    ";tag=",
    ",,,,,",
    "*",
    "z9hG4bK",
    "Digest realm=\"",
    "%s%n",
    "\t \t"
  };

  private final long seed;
  private final Random random;
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
      case 0, 1, 2 -> udp(mutated(sip("UDP")), engine.port());
      case 3, 4 -> tcp.send(mutated(sip("TCP")));
      case 5, 6 -> frame(mutated(sip("WS")));
      case 10, 11 -> tls.send(mutated(sip("TLS")));
      case 7 -> toMedia(mutated(random.nextBoolean() ? RTP : EVENT));
      case 8 -> toMedia(mutated(RTCP));
      default -> toMedia(mutated(STUN));
    }
  }

  private byte[] sip(String transport) {
    String start = STARTS[random.nextInt(STARTS.length)];
    String method = start.startsWith("SIP/") ? "INVITE" : start.substring(0, start.indexOf(' '));
    String body = random.nextInt(3) == 0 ? SDP : "";
    String text =
        String.join(
            "\r\n",
            start,
            "Via: SIP/2.0/%s 127.0.0.1:%d;rport;branch=z9hG4bK%x"
                .formatted(transport, udp.getLocalPort(), random.nextLong()),
            "Max-Forwards: 70",
            "From: \"Fuzz\" <sip:101@harbour.example>;tag=" + random.nextInt(50),
            "To: <sip:102@harbour.example>" + (random.nextInt(4) == 0 ? ";tag=1" : ""),
            "Call-ID: fuzz-" + random.nextInt(200),
            "CSeq: " + random.nextInt(9) + " " + method,
            "Contact: <sip:101@127.0.0.1:" + udp.getLocalPort() + ">;expires=60",
            "Authorization: Digest username=\"109\", realm=\"harbour.example\", nonce=\"x\","
                + " uri=\"sip:harbour.example\", response=\"y\", qop=auth, nc=00000001,"
                + " cnonce=\"z\"",
            "Supported: timer, 100rel, replaces, path",
            "Session-Expires: 1800;refresher=uac",
            "RAck: 1 1 INVITE",
            "Refer-To: <sip:103@harbour.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
            "P-Asserted-Identity: <tel:+4930123>",
            "Diversion: <sip:1@harbour.example>;reason=no-answer",
            body.isEmpty() ? "Accept: application/sdp" : "Content-Type: application/sdp",
            "Content-Length: " + body.length(),
            "",
            body);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Changed in one to four places; now and then not at all. */
  private byte[] mutated(byte[] valid) {
    byte[] now = valid;
    for (int i = random.nextInt(5); i > 0 && now.length > 1; i--) {
      now = random.nextInt(3) == 0 ? byLine(now) : byByte(now);
    }
    return now;
  }

  private byte[] byByte(byte[] from) {
    int at = random.nextInt(from.length);
    int count = Math.min(from.length - at, 1 + random.nextInt(20));
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] flipped = from.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> join(Arrays.copyOf(from, at), Arrays.copyOfRange(from, at + count, from.length));
      case 2 -> Arrays.copyOf(from, at);
      case 3 -> {
        byte[] noise = new byte[count];
        random.nextBytes(noise);
        yield join(Arrays.copyOf(from, at), noise, Arrays.copyOfRange(from, at, from.length));
      }
      default ->
          join(
              Arrays.copyOf(from, at),
              TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.ISO_8859_1),
              Arrays.copyOfRange(from, at, from.length));
    };
  }

  private byte[] byLine(byte[] from) {
    List<String> lines =
        new ArrayList<>(List.of(new String(from, StandardCharsets.ISO_8859_1).split("\r\n", -1)));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.add(lines.remove(at));
      default -> {
        String line = lines.get(at);
        int colon = line.indexOf(':');
        lines.set(at, line.substring(0, colon + 1) + " " + TOKENS[random.nextInt(TOKENS.length)]);
      }
    }
    return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
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
