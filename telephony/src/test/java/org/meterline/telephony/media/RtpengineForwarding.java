package org.meterline.telephony.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.relay.Forwarding;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/** What forwarding costs rtpengine, with the packets of {@link RelayBenchmark}. */
final class RtpengineForwarding {
  /** The clock of /proc: hundredths of a second. */
  private static final double TICK_MICROS = 10_000;

  private RtpengineForwarding() {}

  /** Microseconds of CPU of the whole process for each packet that came out. */
  record Figures(long lost, double cpuMicros) {}

  static Figures run(int pairs, int seconds, RelayBenchmark.Kind kind) throws Exception {
    int ends = 2 * pairs;
    DatagramSocket[] far = new DatagramSocket[ends];
    DatagramPacket[] packets = new DatagramPacket[ends];
    @Nullable SrtpContext[] protection = new @Nullable SrtpContext[ends];
    try (Rtpengine rtpengine = new Rtpengine(31_000, Math.max(400, 4 * ends));
        Forwarding forwarding = new Forwarding(rtpengine.control())) {
      for (int i = 0; i < ends; i++) {
        far[i] = new DatagramSocket(0, Peer.HERE);
        far[i].setReceiveBufferSize(4096); // nobody reads: what is full costs little
      }
      for (int i = 0; i < ends; i += 2) {
        boolean keyed = kind == RelayBenchmark.Kind.PROTECTED;
        String crypto = "";
        if (keyed) {
          SrtpKeys keys = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new Random(i));
          protection[i] = keys.begin();
          crypto = "a=crypto:" + new SdesKey(1, keys).value() + "\r\n";
        }
        Forwarding.Joined joined =
            forwarding.join("bench-" + i, sdp(far[i], crypto), sdp(far[i + 1], ""));
        packets[i] = packet(joined.toOne());
        packets[i + 1] = packet(joined.toOther());
      }
      return measured(rtpengine.pid(), far, packets, protection, 50 * seconds);
    } finally {
      for (DatagramSocket each : far) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  private static Figures measured(
      long pid,
      DatagramSocket[] far,
      DatagramPacket[] packets,
      @Nullable SrtpContext[] protection,
      int frames)
      throws Exception {
    int skipped = frames / 5;
    long cpu = 0;
    long before = 0;
    long begin = System.nanoTime();
    for (int f = 0; f < frames; f++) {
      if (f == skipped) {
        cpu = ticks(pid);
        before = (long) f * far.length;
      }
      for (int i = 0; i < far.length; i++) {
        ByteBuffer b = ByteBuffer.wrap(packets[i].getData());
        b.putShort(2, (short) f).putInt(4, f * 160).putInt(8, i);
        SrtpContext keys = protection[i];
        if (keys != null) {
          keys.protect(b.limit(172));
          packets[i].setLength(b.limit());
        }
        far[i].send(packets[i]);
      }
      Peer.awaitUntil(begin + (f + 1) * 20_000_000L);
    }
    long counted = (long) frames * far.length - before;
    return new Figures(dropped(pid), (ticks(pid) - cpu) * TICK_MICROS / counted);
  }

  private static Sdp sdp(DatagramSocket end, String crypto) {
    return new Sdp(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
            + end.getLocalPort()
            + (crypto.isEmpty() ? " RTP/AVP 8\r\n" : " RTP/SAVP 8\r\n")
            + "a=rtpmap:8 PCMA/8000\r\n"
            + crypto);
  }

  private static DatagramPacket packet(Sdp told) {
    byte[] octets =
        ByteBuffer.allocate(172 + SrtpContext.MOST_ADDED).put((byte) 0x80).put((byte) 8).array();
    return new DatagramPacket(octets, 172, new InetSocketAddress(Peer.HERE, Peer.port(told)));
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.US_ASCII);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** What its sockets could not take: packets that it never saw. */
  private static long dropped(long pid) throws IOException {
    long dropped = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/udp"))) {
      String[] fields = line.strip().split(" +", -1);
      if (fields.length > 12 && fields[1].contains(":")) {
        int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
        dropped += port >= 31_000 && port < 40_000 ? Long.parseLong(fields[12]) : 0;
      }
    }
    return dropped;
  }
}
