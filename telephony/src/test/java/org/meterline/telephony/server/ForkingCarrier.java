package org.meterline.telephony.server;

import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;

/**
 * A carrier on the loopback that rings several phones for one call, as a forking proxy does: each
 * describes a session of its own in a dialog of its own, and says a tone from then on.
 */
final class ForkingCarrier implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int FRAME = 160;

  /** What an RTP packet begins with, in bytes. */
  private static final int RTP = 12;

  /** A packet's length, in nanoseconds. */
  static final long PACE = 20_000_000;

  private final DatagramSocket sip = new DatagramSocket(0, HERE);
  private final List<Phone> phones = new ArrayList<>();
  private volatile @Nullable DatagramPacket invite;

  ForkingCarrier() throws SocketException {
    Thread.ofVirtual().name("forking-carrier").start(this::listen);
  }

  int port() {
    return sip.getLocalPort();
  }

  /** One of the phones that it rings. */
  Phone phone(String tag, int hertz) throws SocketException {
    var phone = new Phone(tag, hertz);
    phones.add(phone);
    return phone;
  }

  private void listen() {
    try {
      while (!sip.isClosed()) {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        sip.receive(packet);
        String message = text(packet);
        if (message.startsWith("INVITE ")) {
          invite = packet;
        } else if (message.startsWith("BYE ")) {
          send(response(message, "200 OK", "", "", ""), packet);
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private void send(String message, DatagramPacket to) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    sip.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
  }

  private static String response(
      String request, String status, String tag, String headers, String body) {
    var lines = new ArrayList<String>();
    lines.add("SIP/2.0 " + status);
    for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
      String value = found(request, "(?im)^" + name + ":[ \t]*(.*?)\\s*$");
      boolean untagged = name.equals("To") && !value.contains(";tag=");
      lines.add(name + ": " + value + (untagged ? ";tag=" + tag : ""));
    }
    return String.join("\r\n", lines)
        + "\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String found(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new AssertionError("no " + pattern + " in\n" + text);
    }
    return found.group(1);
  }

  /** A phone that it rings: what it says goes to where the caller is, from when it is described. */
  final class Phone {
    private final String tag;
    private final int hertz;
    private final DatagramSocket rtp = new DatagramSocket(0, HERE);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private boolean speaking;

    private Phone(String tag, int hertz) throws SocketException {
      this.tag = tag;
      this.hertz = hertz;
    }

    /**
     * Responds to the INVITE; describes its session with 183 and 200, and speaks from then on. Its
     * Contact's user part is its tag.
     */
    void responds(String status) throws IOException {
      until("the call comes", () -> invite != null);
      DatagramPacket called = Objects.requireNonNull(invite);
      String request = text(called);
      boolean silent = !status.startsWith("183 ") && !status.startsWith("200 ");
      String session =
          "v=0\r\no="
              + tag
              + " 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
              + rtp.getLocalPort()
              + " RTP/AVP 8\r\n";
      String headers =
          "Contact: <sip:"
              + tag
              + "@127.0.0.1:"
              + port()
              + ">\r\n"
              + (silent ? "" : "Content-Type: application/sdp\r\n");
      send(response(request, status, tag, headers, silent ? "" : session), called);
      if (!speaking && !silent) {
        speaking = true;
        int port = Integer.parseInt(found(request, "m=audio ([0-9]+)"));
        Thread.ofVirtual().start(() -> speak(rtp, new InetSocketAddress(HERE, port), hertz, PACE));
        Thread.ofVirtual().start(this::hear);
      }
    }

    private void hear() {
      var packet = new DatagramPacket(new byte[1500], 1500);
      try {
        while (!rtp.isClosed()) {
          rtp.receive(packet);
          boolean sound = packet.getLength() == RTP + FRAME && (packet.getData()[1] & 0x7F) == 8;
          if (sound) {
            synchronized (heard) {
              heard.write(packet.getData(), RTP, FRAME);
            }
          }
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    /** What each packet brought, one after another, however soon. */
    short[] heard() {
      byte[] octets;
      synchronized (heard) {
        octets = heard.toByteArray();
      }
      short[] samples = new short[octets.length];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = Law.PCMA.decode(octets[i]);
      }
      return samples;
    }
  }

  /**
   * Says a tone until the socket is closed.
   *
   * @param pace a packet in so many nanoseconds; each has 20 ms
   */
  static void speak(DatagramSocket from, InetSocketAddress to, int hertz, long pace) {
    ByteBuffer packet = ByteBuffer.allocate(RTP + FRAME);
    long begin = System.nanoTime();
    for (int frame = 0; !from.isClosed(); frame++) {
      packet.clear().putShort((short) 0x8008).putShort((short) frame).putInt(frame * FRAME);
      packet.putInt(hertz);
      for (int i = 0; i < FRAME; i++) {
        double angle = 2 * Math.PI * hertz * (frame * FRAME + i) / 8000;
        packet.put(Law.PCMA.encode((short) Math.round(8000 * Math.sin(angle))));
      }
      try {
        from.send(new DatagramPacket(packet.array(), packet.capacity(), to));
      } catch (IOException e) {
        if (!from.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
      long due = begin + (frame + 1) * pace;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
    }
  }

  @Override
  public void close() {
    sip.close();
    phones.forEach(phone -> phone.rtp.close());
  }
}
