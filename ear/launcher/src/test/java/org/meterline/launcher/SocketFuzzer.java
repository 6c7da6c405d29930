package org.meterline.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sends a WebSocket endpoint what no browser sends: frames that RFC 6455 forbids, more than is
 * taken, halves of messages, noise, and SIP with faults in it. The same seed sends the same.
 */
final class SocketFuzzer implements AutoCloseable {
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int PING = 9;
  private static final int CLOSE = 8;
  private static final int FIN = 0x80;

  /** What is left open at most, of what waits for more. */
  private static final int LEFT_OPEN = 40;

  /** The kinds of what is sent. */
  enum Kind {
    /** Section 5.1: a server closes what is not masked. */
    UNMASKED(true),
    /** Section 5.2: nobody has agreed upon what these bits mean. */
    RESERVED_BITS(true),
    RESERVED_OPCODE(true),
    /** Section 5.4. */
    CONTINUES_NOTHING(true),
    BEGINS_WITHIN_A_MESSAGE(true),
    /** Section 5.5: 125 octets at most, and whole. */
    CONTROL_TOO_LONG(true),
    CONTROL_IN_PARTS(true),
    /** Section 8.1. */
    NO_UTF_8(true),
    /** Section 7.4.1 and 10.4. */
    A_MEGABYTE(true),
    CLOSES_STRANGELY(true),
    /** Announces exabytes and sends little. */
    ANNOUNCES_TOO_MUCH(false),
    NEVER_ENDS(false),
    HALF_A_HEADER(false),
    CRUMBS(false),
    NOISE(false),
    SIP(false),
    SIP_IN_PARTS(false);

    /** Whether the connection has to be closed for it. */
    private final boolean fatal;

    Kind(boolean fatal) {
      this.fatal = fatal;
    }
  }

  private final Random random;
  private final int port;
  private final String origin;
  private final List<Socket> open = new ArrayList<>();
  private final Map<Kind, Integer> sent = new EnumMap<>(Kind.class);

  SocketFuzzer(long seed, int port, String origin) {
    this.random = new Random(seed);
    this.port = port;
    this.origin = origin;
  }

  /** Sends one thing after the other for so long, and each kind at least once. */
  void run(Duration time) throws IOException {
    long began = System.nanoTime();
    for (Kind kind : Kind.values()) {
      one(kind);
    }
    while (System.nanoTime() - began < time.toNanos()) {
      one(Kind.values()[random.nextInt(Kind.values().length)]);
    }
  }

  /**
   * Opens so many more at once, and leaves them open.
   *
   * @return how many were let in
   */
  int crowd(int sockets) throws IOException {
    int taken = 0;
    for (int i = 0; i < sockets; i++) {
      Socket socket = connect();
      open.add(socket);
      socket.getOutputStream().write(frame(FIN | PING, true, new byte[0]));
      socket.setSoTimeout(2_000);
      taken += socket.getInputStream().read() == (FIN | 10) ? 1 : 0;
    }
    return taken;
  }

  private void one(Kind kind) throws IOException {
    Socket socket = connect();
    open.add(socket);
    try {
      for (byte[] part : parts(kind)) {
        socket.getOutputStream().write(part);
      }
    } catch (IOException closed) {
      // It may say so before all is sent.
    }
    sent.merge(kind, 1, Integer::sum);
    if (kind.fatal) {
      awaitClosed(socket, kind);
    }
    if (kind.fatal) {
      open.removeLast().close();
    } else if (open.size() > LEFT_OPEN) {
      open.removeFirst().close();
    }
  }

  private List<byte[]> parts(Kind kind) {
    byte[] some = noise(1 + random.nextInt(100));
    byte[] sip = sip();
    return switch (kind) {
      case UNMASKED -> List.of(frame(FIN | TEXT, false, sip));
      case RESERVED_BITS -> List.of(frame(FIN | TEXT | (0x10 << random.nextInt(3)), true, sip));
      case RESERVED_OPCODE ->
          List.of(frame(FIN | (random.nextBoolean() ? 3 : 11) + random.nextInt(5), true, some));
      case CONTINUES_NOTHING -> List.of(frame(FIN, true, sip));
      case BEGINS_WITHIN_A_MESSAGE -> List.of(frame(TEXT, true, sip), frame(FIN | TEXT, true, sip));
      case CONTROL_TOO_LONG -> List.of(frame(FIN | PING, true, noise(126 + random.nextInt(500))));
      case CONTROL_IN_PARTS -> List.of(frame(PING, true, some), frame(FIN, true, some));
      case NO_UTF_8 ->
          List.of(frame(FIN | TEXT, true, new byte[] {'a', (byte) 0xc3, (byte) 0x28, 'b'}));
      case A_MEGABYTE -> List.of(frame(FIN | TEXT, true, letters(1 << 20)));
      case CLOSES_STRANGELY ->
          List.of(
              frame(
                  FIN | CLOSE,
                  true,
                  random.nextBoolean() ? new byte[] {3} : new byte[] {0, 7, (byte) 0xff}));
      case ANNOUNCES_TOO_MUCH ->
          List.of(
              ByteBuffer.allocate(14)
                  .put((byte) (FIN | (random.nextBoolean() ? TEXT : BINARY)))
                  .put((byte) (0x80 | 127))
                  .putLong(Long.MAX_VALUE >> random.nextInt(3))
                  .putInt(random.nextInt())
                  .array(),
              some);
      case NEVER_ENDS -> List.of(frame(random.nextBoolean() ? TEXT : BINARY, true, sip));
      case HALF_A_HEADER -> List.of(Arrays.copyOf(frame(FIN | TEXT, true, sip), 3));
      case CRUMBS -> crumbs();
      case NOISE -> List.of(frame(FIN | BINARY, true, noise(1 + random.nextInt(4_000))));
      case SIP -> List.of(frame(FIN | (random.nextBoolean() ? TEXT : BINARY), true, changed(sip)));
      case SIP_IN_PARTS -> {
        int at = 1 + random.nextInt(sip.length - 1);
        yield List.of(
            frame(TEXT, true, Arrays.copyOf(sip, at)),
            frame(FIN | PING, true, some),
            frame(FIN, true, Arrays.copyOfRange(sip, at, sip.length)));
      }
    };
  }

  private List<byte[]> crumbs() {
    List<byte[]> parts = new ArrayList<>();
    parts.add(frame(TEXT, true, letters(1)));
    for (int i = 0; i < 500; i++) {
      parts.add(frame(0, true, letters(random.nextInt(2))));
    }
    return parts;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] letters(int length) {
    byte[] letters = new byte[length];
    Arrays.fill(letters, (byte) 'a');
    return letters;
  }

  private byte[] sip() {
    String method = random.nextBoolean() ? "REGISTER" : "INVITE";
    return String.join(
            "\r\n",
            method + " sip:harbour.example SIP/2.0",
            "Via: SIP/2.0/WS nobody.invalid;branch=z9hG4bK" + random.nextInt(1 << 30),
            "Max-Forwards: 70",
            "From: <sip:101@harbour.example>;tag=" + random.nextInt(50),
            "To: <sip:102@harbour.example>",
            "Call-ID: frames-" + random.nextInt(100),
            "CSeq: 1 " + method,
            "Contact: <sip:x@nobody.invalid;transport=ws>",
            "Content-Length: 0",
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] changed(byte[] valid) {
    byte[] changed = valid.clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));
    }
    return random.nextInt(4) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length))
        : changed;
  }

  /** A frame (RFC 6455, section 5.2), not longer than an int says. */
  private byte[] frame(int first, boolean masked, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    int mask = masked ? 0x80 : 0;
    if (payload.length < 126) {
      frame.write(mask | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(mask | 126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(mask | 127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    byte[] key = noise(4);
    if (masked) {
      frame.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.write(masked ? payload[i] ^ key[i % 4] : payload[i]);
    }
    return frame.toByteArray();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket
        .getOutputStream()
        .write(
            String.join(
                    "\r\n",
                    "GET /sip/harbour.example HTTP/1.1",
                    "Host: 127.0.0.1:" + port,
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Protocol: sip",
                    "Origin: " + origin,
                    "",
                    "")
                .getBytes(StandardCharsets.US_ASCII));
    var head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the handshake is not answered: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no WebSocket: " + head);
    }
    return socket;
  }

  private static void awaitClosed(Socket socket, Kind kind) {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // What it says before it closes.
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection stays open after " + kind, e);
    } catch (IOException e) {
      // Closed hard.
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket each : open) {
      each.close();
    }
    open.clear();
  }

  @Override
  public String toString() {
    return sent.toString();
  }
}
