package org.meterline.telephony.modem;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.codec.ToneDetector;
import org.meterline.telephony.media.Sdp;

/**
 * One call's sound: 16-bit samples, 8,000 a second, low octet first, at the modem; G.711 over RTP
 * on this machine at the media plane, which so has one kind of far end only. The modem's clock sets
 * the pace: as much is written to it as it gives. Safe for many threads.
 */
final class ModemAudio implements AutoCloseable {
  /** Hears of digits. */
  interface Digits {
    /** The call sends it to the far end: a modem is told so by a command. */
    void sent(char digit);

    /** It is heard in what the far end says. */
    void heard(char digit);
  }

  private static final System.Logger LOG = System.getLogger(ModemAudio.class.getName());
  private static final int FRAME = 160;
  private static final int HEADER = 12;
  private static final int EVENTS = 101;
  private static final String EVENT_DIGITS = "0123456789*#ABCD";
  private static final Pattern MEDIA = Pattern.compile("(?m)^m=audio (\\d{1,5}) RTP/AVP([ \\d]*)");
  private static final Pattern EVENT_MAP =
      Pattern.compile("(?im)^a=rtpmap:(\\d{1,3}) telephone-event/8000");

  /** A modem that gave nothing for so long gives none: then the call sets the pace. */
  private static final long MUTE_NANOS = 200_000_000;

  private final InetAddress here;
  private final DatagramSocket socket;
  private final LongSupplier nanos;
  private final Digits digits;
  private final ToneDetector tones;
  private final SampleQueue toModem = new SampleQueue();
  private final byte[] frame = new byte[HEADER + FRAME];
  private volatile @Nullable InetSocketAddress callSide;
  private volatile Law law = Law.PCMA;
  private volatile int eventType = EVENTS;
  private volatile SerialPorts.@Nullable Port modem;
  private volatile long heardAt;
  private int sequence;
  private int timestamp;
  private int filled;
  private int half = -1;
  private int lastEvent;
  private boolean anyEvent;

  /**
   * @param here where the media plane's sockets are reached on this machine
   */
  ModemAudio(InetAddress here, LongSupplier nanos, Digits digits) throws IOException {
    this.here = here;
    this.nanos = nanos;
    this.digits = digits;
    this.tones = new ToneDetector(digits::heard);
    this.socket = new DatagramSocket(0, here);
    this.heardAt = nanos.getAsLong() - MUTE_NANOS;
    Thread.ofVirtual().name("modem-audio").start(this::listen);
  }

  /** Our offer to the media plane. */
  Sdp offer() {
    return described("8 0 " + EVENTS, EVENTS);
  }

  /**
   * Takes the media plane's offer and answers it.
   *
   * @throws IllegalArgumentException for one without plain G.711
   */
  Sdp answer(Sdp offer) {
    accept(offer);
    return described(law.payloadType + " " + eventType, eventType);
  }

  /** Takes the media plane's answer to {@link #offer}. */
  void accept(Sdp sdp) {
    Matcher media = MEDIA.matcher(sdp.text());
    if (!media.find()) {
      throw new IllegalArgumentException("no plain audio is described");
    }
    String formats = media.group(2) + " ";
    int a = formats.indexOf(" 8 ");
    int mu = formats.indexOf(" 0 ");
    if (a < 0 && mu < 0) {
      throw new IllegalArgumentException("no G.711 is described");
    }
    law = a >= 0 && (mu < 0 || a < mu) ? Law.PCMA : Law.PCMU;
    Matcher events = EVENT_MAP.matcher(sdp.text());
    eventType = events.find() ? Integer.parseInt(events.group(1)) : EVENTS;
    callSide = new InetSocketAddress(here, Integer.parseInt(media.group(1)));
  }

  private Sdp described(String formats, int events) {
    String address = (here instanceof Inet6Address ? "IP6 " : "IP4 ") + here.getHostAddress();
    int port = socket.getLocalPort();
    return new Sdp(
        String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN " + address,
            "s=-",
            "c=IN " + address,
            "t=0 0",
            "m=audio " + port + " RTP/AVP " + formats,
            "a=rtpmap:" + events + " telephone-event/8000",
            "a=fmtp:" + events + " 0-15",
            // Reports come where audio does, and are passed over there.
            "a=rtcp:" + port,
            "a=sendrecv",
            ""));
  }

  /** From now on sound goes to the modem's port. */
  void connect(SerialPorts.Port port) {
    modem = port;
  }

  /** The modem gave this; on the thread of its port. */
  synchronized void fromModem(byte[] bytes, int length) {
    heardAt = nanos.getAsLong();
    int samples = 0;
    for (int i = 0; i < length; i++) {
      if (half < 0) {
        half = bytes[i] & 0xFF;
      } else {
        short sample = (short) (half | bytes[i] << 8);
        tones.take(sample);
        frame[HEADER + filled++] = law.encode(sample);
        half = -1;
        samples++;
        if (filled == FRAME) {
          send();
        }
      }
    }
    feed(samples);
  }

  private void send() {
    filled = 0;
    ByteBuffer header = ByteBuffer.wrap(frame);
    header.put((byte) 0x80).put((byte) (law.payloadType | (sequence == 0 ? 0x80 : 0)));
    header.putShort((short) sequence++).putInt(timestamp).putInt(0x4D6F6465);
    timestamp += FRAME;
    InetSocketAddress to = callSide;
    if (to != null) {
      try {
        socket.send(new DatagramPacket(frame, frame.length, to));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a modem''s sound was not sent: {0}", e.getMessage());
      }
    }
  }

  private void feed(int samples) {
    SerialPorts.Port port = modem;
    if (port != null && samples > 0) {
      byte[] bytes = toModem.take(samples);
      port.write(bytes, bytes.length);
    }
  }

  private void listen() {
    byte[] space = new byte[2048];
    DatagramPacket packet = new DatagramPacket(space, space.length);
    while (!socket.isClosed()) {
      try {
        packet.setLength(space.length);
        socket.receive(packet);
        if (packet.getSocketAddress().equals(callSide)) {
          fromCall(space, packet.getLength());
        }
      } catch (IOException | RuntimeException e) {
        if (!socket.isClosed()) {
          LOG.log(System.Logger.Level.DEBUG, "a call''s sound was not taken: {0}", e.getMessage());
        }
      }
    }
  }

  /** RTP from our own media plane: no padding, no extensions, no sources of a mix. */
  private void fromCall(byte[] packet, int length) {
    int type = packet[1] & 0x7F;
    if (length <= HEADER || packet[0] != (byte) 0x80) {
      return;
    }
    if (type == eventType) {
      event(ByteBuffer.wrap(packet).getInt(4), packet[HEADER] & 0xFF);
    } else if (type == law.payloadType) {
      Law spoken = law;
      for (int i = HEADER; i < length; i++) {
        toModem.put(spoken.decode(packet[i]));
      }
      if (nanos.getAsLong() - heardAt > MUTE_NANOS) {
        feed(length - HEADER);
      }
    }
  }

  /** All packets of an event have its timestamp (RFC 4733, section 2.2.1). */
  private void event(int at, int code) {
    if (code < EVENT_DIGITS.length() && (!anyEvent || at != lastEvent)) {
      anyEvent = true;
      lastEvent = at;
      digits.sent(EVENT_DIGITS.charAt(code));
    }
  }

  @Override
  public void close() {
    modem = null;
    socket.close();
  }
}
