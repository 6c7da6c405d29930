package org.meterline.telephony.media;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.Law;

/** A far end made of bare sockets: it keeps all that comes, and sends what it is told to. */
final class Peer implements AutoCloseable {
  static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  final DatagramSocket rtp;
  final DatagramSocket rtcp;
  private final List<Packet> heard = new ArrayList<>();
  final List<byte[]> reports = new ArrayList<>();
  private final Codec codec;
  private final int type;
  private final Codec.Encoder encoder;
  private final int events;
  private volatile InetSocketAddress to = new InetSocketAddress(HERE, 9);
  private int sequence = 65_500; // soon wraps
  private int timestamp = -3000;
  private final int ssrc = 0x1234567;
  private double phase;

  /** Payloads of what was said. */
  final List<byte[]> sent = new ArrayList<>();

  /** What came: {@code at} is when, in nanoseconds; {@code from} is the port it came from. */
  @SuppressWarnings("ArrayRecordComponent")
  record Packet(
      long at,
      int from,
      boolean marker,
      int type,
      int sequence,
      int timestamp,
      int ssrc,
      byte[] payload) {}

  Peer(Law law, int events) {
    this(law == Law.PCMA ? Codec.PCMA : Codec.PCMU, events);
  }

  Peer(Codec codec, int events) {
    try {
      rtp = new DatagramSocket(0, HERE);
      rtcp = new DatagramSocket(0, HERE);
    } catch (SocketException e) {
      throw new AssertionError(e);
    }
    this.codec = codec;
    this.type = codec.payloadType < 0 ? 107 : codec.payloadType;
    this.encoder = codec.encoder();
    this.events = events;
    Thread.ofVirtual().start(this::hear);
    Thread.ofVirtual().start(this::read);
  }

  Sdp sdp() {
    return sdp("sendrecv");
  }

  Sdp sdp(String direction) {
    return sdp(direction, "127.0.0.1", rtp.getLocalPort());
  }

  Sdp sdp(String direction, String address, int port) {
    String eventType = events < 0 ? "" : " " + events;
    String eventMap =
        events < 0
            ? ""
            : "a=rtpmap:"
                + events
                + " telephone-event/"
                + codec.clock
                + "\r\na=fmtp:"
                + events
                + " 0-16\r\n";
    return new Sdp(
        "v=0\r\no=peer 1 1 IN IP4 127.0.0.1\r\ns=call\r\nc=IN IP4 "
            + address
            + "\r\nt=0 0\r\nm=audio "
            + port
            + " RTP/AVP "
            + type
            + eventType
            + "\r\na=rtpmap:"
            + type
            + " "
            + codec.map()
            + "\r\n"
            + eventMap
            + "a=rtcp:"
            + rtcp.getLocalPort()
            + "\r\na="
            + direction
            + "\r\n");
  }

  /** Offers to the leg, sends to where it answers, and waits until the leg is up. */
  Peer calls(MediaPlane.MediaLeg leg) throws MediaPlane.Unacceptable {
    sendTo(leg.answer(sdp()));
    up();
    return this;
  }

  /** The leg sends silence from when it is up. */
  void up() {
    until("the leg sends", () -> !heard().isEmpty());
  }

  void sendTo(Sdp theirs) {
    to = new InetSocketAddress(HERE, port(theirs));
  }

  static int port(Sdp sdp) {
    Matcher m = Pattern.compile("m=audio (\\d+)").matcher(sdp.text());
    if (!m.find()) {
      throw new AssertionError("no audio in " + sdp);
    }
    return Integer.parseInt(m.group(1));
  }

  /** Sends one frame of a sine, peak 8000. */
  void tone(int hertz, int samples) {
    Law law = codec.law();
    byte[] payload = new byte[samples];
    short[] frame = new short[samples];
    for (int i = 0; i < samples; i++) {
      frame[i] = (short) Math.round(8000 * Math.sin(phase));
      payload[i] = law == null ? 0 : law.encode(frame[i]);
      phase += 2 * Math.PI * hertz / 8000;
    }
    if (law == null) {
      payload = Arrays.copyOf(payload, encoder.encode(frame, payload));
    }
    sent.add(payload);
    send(type, false, sequence++, timestamp, payload);
    timestamp += samples * (codec.clock / 8000);
  }

  /** Sends a tone in 20 ms frames in real time. */
  void say(int hertz, int frames) {
    say(hertz, frames, 160);
  }

  /** The same in frames of so many samples. */
  void say(int hertz, int frames, int samples) {
    long begin = System.nanoTime();
    for (int i = 0; i < frames; i++) {
      tone(hertz, samples);
      awaitUntil(begin + (i + 1L) * samples * 125_000L);
    }
  }

  /** Returns at that nanosecond, or at once if it has passed. */
  static void awaitUntil(long due) {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
      if (Thread.interrupted()) {
        throw new AssertionError("interrupted while speaking");
      }
    }
  }

  /** The same of wide sound. */
  void sayWide(int hertz, int frames) {
    short[] frame = new short[Codec.WIDE_FRAME];
    byte[] out = new byte[Codec.LARGEST];
    long begin = System.nanoTime();
    for (int f = 0; f < frames; f++) {
      for (int i = 0; i < frame.length; i++) {
        frame[i] = (short) Math.round(8000 * Math.sin(phase));
        phase += 2 * Math.PI * hertz / Codec.WIDE;
      }
      int length = encoder.encodeWide(frame, out);
      byte[] payload = Arrays.copyOf(out, length);
      send(type, false, sequence++, timestamp, payload);
      timestamp += codec.clock / 50;
      awaitUntil(begin + (f + 1) * 20_000_000L);
    }
  }

  /** Everything heard, 16,000 samples a second. */
  short[] wideAudio() {
    List<Packet> voice = heard().stream().filter(p -> p.type() == type).toList();
    short[] all = new short[voice.size() * 960 + 2 * Codec.LONGEST];
    Codec.Decoder decoder = codec.decoder(Codec.WIDE);
    int at = 0;
    for (Packet p : voice) {
      at += decoder.decode(p.payload(), 0, p.payload().length, all, at);
    }
    return Arrays.copyOf(all, at);
  }

  /** Time passes without a packet of audio. */
  void skipTime() {
    timestamp += codec.clock / 50;
  }

  /** One packet is lost on its way. */
  int skip() {
    timestamp += codec.clock / 50;
    return sequence++;
  }

  int timestamp() {
    return timestamp;
  }

  /** One packet of a telephone event (RFC 4733). */
  void event(int code, boolean end, int duration, boolean marker, int at) {
    byte[] payload =
        ByteBuffer.allocate(4)
            .put((byte) code)
            .put((byte) ((end ? 0x80 : 0) | 10))
            .putShort((short) duration)
            .array();
    send(events, marker, sequence++, at, payload);
  }

  void send(int type, boolean marker, int number, int at, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(12 + payload.length);
    b.put((byte) 0x80).put((byte) (type | (marker ? 0x80 : 0))).putShort((short) number);
    b.putInt(at).putInt(ssrc).put(payload);
    raw(b.array());
  }

  void raw(byte[] packet) {
    try {
      rtp.send(new DatagramPacket(packet, packet.length, to));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void rawTo(byte[] packet, InetSocketAddress where) {
    try {
      rtcp.send(new DatagramPacket(packet, packet.length, where));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the leg sent; others may send to who had this port before us. */
  List<Packet> heard() {
    int leg = to.getPort();
    synchronized (heard) {
      return heard.stream().filter(packet -> packet.from() == leg).toList();
    }
  }

  /** Everything heard, without events, decoded. */
  short[] audio() {
    return audio(heard());
  }

  short[] audio(List<Packet> packets) {
    List<Packet> voice = packets.stream().filter(p -> p.type() == type).toList();
    short[] all = new short[voice.size() * 480 + Codec.LONGEST];
    Codec.Decoder decoder = codec.decoder();
    int at = 0;
    for (Packet p : voice) {
      at += decoder.decode(p.payload(), 0, p.payload().length, all, at);
    }
    return Arrays.copyOf(all, at);
  }

  List<Packet> events() {
    return heard().stream().filter(p -> p.type() == events).toList();
  }

  byte @Nullable [] lastReport() {
    synchronized (reports) {
      return reports.isEmpty() ? null : reports.getLast();
    }
  }

  /** Whether a report with a BYE came. */
  boolean saysGoodbye() {
    synchronized (reports) {
      return reports.stream()
          .anyMatch(r -> r.length >= 8 && (r[r.length - 7] & 0xFF) == Reports.BYE);
    }
  }

  private void hear() {
    byte[] space = new byte[2048];
    while (!rtp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(space, space.length);
      try {
        rtp.receive(packet);
      } catch (IOException e) {
        return;
      }
      ByteBuffer b = ByteBuffer.wrap(space, 0, packet.getLength());
      byte[] payload = new byte[packet.getLength() - 12];
      b.get(12, payload);
      int second = b.get(1) & 0xFF;
      synchronized (heard) {
        heard.add(
            new Packet(
                System.nanoTime(),
                packet.getPort(),
                second >= 128,
                second & 127,
                b.getShort(2) & 0xFFFF,
                b.getInt(4),
                b.getInt(8),
                payload));
      }
    }
  }

  private void read() {
    byte[] space = new byte[2048];
    while (!rtcp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(space, space.length);
      try {
        rtcp.receive(packet);
      } catch (IOException e) {
        return;
      }
      synchronized (reports) {
        reports.add(Arrays.copyOf(space, packet.getLength()));
      }
    }
  }

  @Override
  public void close() {
    rtp.close();
    rtcp.close();
  }
}
