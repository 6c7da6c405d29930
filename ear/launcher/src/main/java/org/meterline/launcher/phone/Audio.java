package org.meterline.launcher.phone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One end of a call's audio: G.711 over RTP, 20 ms a packet, digits as telephone-events (RFC 4733).
 */
public final class Audio implements AutoCloseable {
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000L;
  private static final String DIGITS = "0123456789*#ABCD";
  private static final int KEPT = 8_000 * 120;
  private static final Pattern CONNECTION = Pattern.compile("(?m)^c=IN IP4 (\\S+)");
  private static final Pattern AUDIO = Pattern.compile("(?m)^m=audio (\\d+) \\S+ ([\\d ]+)");
  private static final Pattern EVENTS =
      Pattern.compile("(?m)^a=rtpmap:(\\d+) telephone-event/8000");

  private final DatagramChannel channel;
  private final DatagramSocket socket;
  private final Queue<Character> toPress = new ConcurrentLinkedQueue<>();
  private short[] heard = new short[0];
  private final String offered;
  private final StringBuilder digits = new StringBuilder();
  private volatile @Nullable InetSocketAddress remote;
  private volatile int payloadType;
  private volatile int eventType = 101;
  private volatile int tone;
  private volatile boolean echo;
  private volatile byte @Nullable [] last;
  private int heardCount;
  private int packets;
  private long firstSoundNanos;
  private long lastEvent = -1;

  public Audio(InetAddress address) throws SocketException {
    this(address, true);
  }

  /**
   * @param moving false: nothing is sent or read here; who holds it does both, on {@link #channel}
   */
  Audio(InetAddress address, boolean moving) throws SocketException {
    try {
      this.channel = DatagramChannel.open(StandardProtocolFamily.INET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.socket = channel.socket();
    // One law alone where others count packets, so that none is transcoded on its way.
    this.offered = moving ? "0 8" : "8";
    socket.bind(new InetSocketAddress(address, 0));
    if (moving) {
      Thread.ofVirtual().name("audio-in").start(this::receive);
      Thread.ofPlatform().daemon().name("audio-out").start(this::send);
    }
  }

  /** Where its packets leave and arrive. */
  public DatagramChannel channel() {
    return channel;
  }

  /** Where they are sent to; null before the far end has said so. */
  public @Nullable InetSocketAddress remote() {
    return remote;
  }

  /** The payload type that is sent: 0 or 8. */
  public int payloadType() {
    return payloadType;
  }

  /** When the first sound came, on {@link System#nanoTime}; 0 while there was only silence. */
  public synchronized long firstSoundNanos() {
    return firstSoundNanos;
  }

  /** Our session description. */
  String sdp() {
    String address = socket.getLocalAddress().getHostAddress();
    return String.join(
        "\r\n",
        "v=0",
        "o=- " + socket.getLocalPort() + " 1 IN IP4 " + address,
        "s=-",
        "c=IN IP4 " + address,
        "t=0 0",
        "m=audio %d RTP/AVP %s %d"
            .formatted(
                socket.getLocalPort(),
                remote == null ? offered : Integer.toString(payloadType),
                eventType),
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:" + eventType + " telephone-event/8000",
        "a=fmtp:" + eventType + " 0-16",
        "a=ptime:20",
        "a=sendrecv",
        "");
  }

  /** Takes the far end's description. */
  void connect(String sdp) {
    Matcher connection = CONNECTION.matcher(sdp);
    Matcher audio = AUDIO.matcher(sdp);
    if (!connection.find() || !audio.find()) {
      throw new IllegalArgumentException("no audio in the session description");
    }
    Matcher events = EVENTS.matcher(sdp);
    if (events.find()) {
      eventType = Integer.parseInt(events.group(1));
    }
    payloadType =
        Arrays.stream(audio.group(2).strip().split(" ", -1))
            .filter(List.of("0", "8")::contains)
            .mapToInt(Integer::parseInt)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no G.711 in the description"));
    remote = new InetSocketAddress(connection.group(1), Integer.parseInt(audio.group(1)));
  }

  /** Sends a tone of so many hertz; 0 is silence. */
  public void tone(int hertz) {
    tone = hertz;
    echo = false;
  }

  /** Sends back what comes in. */
  public void echo() {
    echo = true;
  }

  /** Presses a key. */
  public void press(char digit) {
    toPress.add(digit);
  }

  /** The digits that came as telephone-events. */
  public synchronized String digits() {
    return digits.toString();
  }

  /** Packets of audio that came. */
  public synchronized int packets() {
    return packets;
  }

  /** The first two minutes that came, 8,000 linear samples a second. */
  public synchronized short[] heard() {
    return Arrays.copyOf(heard, heardCount);
  }

  /** Milliseconds of sound, not silence, among what came so far. */
  public synchronized int soundMillis() {
    int frames = 0;
    for (int at = 0; at + FRAME <= heardCount; at += FRAME) {
      long energy = 0;
      for (int i = at; i < at + FRAME; i++) {
        energy += (long) heard[i] * heard[i];
      }
      if (energy / FRAME > 100L * 100) {
        frames++;
      }
    }
    return frames * 20;
  }

  private void receive() {
    byte[] buffer = new byte[2048];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      while (true) {
        socket.receive(packet);
        if (packet.getLength() >= 12) {
          take(buffer, packet.getLength());
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void take(byte[] packet, int length) {
    int type = packet[1] & 0x7f;
    int offset = 12 + 4 * (packet[0] & 0x0f);
    if (type == eventType && length >= offset + 4) {
      long timestamp = ByteBuffer.wrap(packet).getInt(4) & 0xffffffffL;
      int event = packet[offset] & 0xff;
      if (timestamp != lastEvent && event < DIGITS.length()) {
        lastEvent = timestamp;
        digits.append(DIGITS.charAt(event));
      }
    } else if (type == 0 || type == 8) {
      packets++;
      if (firstSoundNanos == 0 && audible(type, packet, offset, length)) {
        firstSoundNanos = System.nanoTime();
      }
      last = Arrays.copyOfRange(packet, offset, length);
      if (heardCount + length > heard.length && heard.length < KEPT) {
        // two minutes at once would be two megabytes for a call of a second
        heard = Arrays.copyOf(heard, Math.min(KEPT, Math.max(8_000, 2 * heard.length)));
      }
      for (int i = offset; i < length && heardCount < heard.length; i++) {
        heard[heardCount++] = (short) G711.decode(type, packet[i]);
      }
    }
  }

  private static boolean audible(int type, byte[] packet, int offset, int length) {
    long energy = 0;
    for (int i = offset; i < length; i++) {
      long sample = G711.decode(type, packet[i]);
      energy += sample * sample;
    }
    return energy > 100L * 100 * (length - offset);
  }

  private void send() {
    Sender out = new Sender();
    long next = System.nanoTime();
    while (!socket.isClosed()) {
      InetSocketAddress to = remote;
      if (to != null && to.getPort() != 0) {
        try {
          Character digit = toPress.poll();
          if (digit != null) {
            next = out.press(digit, to, next);
          }
          out.frame(to);
        } catch (IOException e) {
          // A port that is closed says so; the next packet may find it open.
        }
      }
      next += FRAME_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  /** The outgoing stream's numbers. */
  private final class Sender {
    private final int source = ThreadLocalRandom.current().nextInt();
    private int sequence = ThreadLocalRandom.current().nextInt(1 << 15);
    private int timestamp = ThreadLocalRandom.current().nextInt();
    private long samples;

    void frame(InetSocketAddress to) throws IOException {
      byte[] payload = new byte[FRAME];
      byte[] received = last;
      if (echo && received != null && received.length == FRAME) {
        payload = received;
      } else {
        int hertz = tone;
        for (int i = 0; i < FRAME; i++) {
          double angle = 2 * Math.PI * hertz * samples++ / 8_000;
          payload[i] =
              G711.encode(payloadType, hertz == 0 ? 0 : (int) Math.round(8_000 * Math.sin(angle)));
        }
      }
      packet(payloadType, false, payload, to);
      timestamp += FRAME;
    }

    /** 100 ms of a key, then its end three times (RFC 4733, section 2.5). */
    long press(char digit, InetSocketAddress to, long at) throws IOException {
      int event = DIGITS.indexOf(Character.toUpperCase(digit));
      long next = at;
      for (int i = 1; i <= 8; i++) {
        int duration = Math.min(i, 5) * FRAME;
        byte[] payload = {
          (byte) event, (byte) (i > 5 ? 0x8a : 0x0a), (byte) (duration >> 8), (byte) duration
        };
        packet(eventType, i == 1, payload, to);
        next += FRAME_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
      }
      timestamp += 8 * FRAME;
      return next;
    }

    private void packet(int type, boolean marker, byte[] payload, InetSocketAddress to)
        throws IOException {
      ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
      packet.put((byte) 0x80).put((byte) (type | (marker ? 0x80 : 0)));
      packet.putShort((short) sequence++).putInt(timestamp).putInt(source).put(payload);
      socket.send(new DatagramPacket(packet.array(), packet.position(), to));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
