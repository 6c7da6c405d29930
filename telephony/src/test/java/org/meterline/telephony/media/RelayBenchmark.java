package org.meterline.telephony.media;

import static org.meterline.telephony.Patience.until;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/**
 * What relaying or translating a packet costs the media thread: CPU time and octets allocated.
 * Arguments: pairs of legs, seconds; by default 400, which is 40,000 packets a second, and 5.
 * rtpengine, without its kernel module, is measured with the same packets in the same run; its
 * figure is that of its whole process. Prints a line a figure, {@code name<TAB>figure<TAB>unit},
 * with {@code <TAB><<TAB>target} where there is one.
 */
final class RelayBenchmark {
  private RelayBenchmark() {}

  /** What differs between the legs of a pair. */
  enum Kind {
    PLAIN("relay", Codec.PCMA, 11, 1),
    TRANSCODED("relay-transcoded", Codec.PCMU, 0, 1),
    /** One leg is protected: half of the packets are unprotected, the others protected. */
    PROTECTED("relay-protected", Codec.PCMA, 16, 1),
    G722("translate-g722", Codec.G722, 0, 8),
    OPUS("translate-opus", Codec.OPUS, 0, 40);

    final String title;

    /** What one leg speaks; the other speaks A-law. */
    final Codec codec;

    /** Microseconds of CPU a packet may cost; 0: none said. */
    final int target;

    /** One thread translates so many times fewer packets than it relays. */
    final int fewer;

    Kind(String title, Codec codec, int target, int fewer) {
      this.title = title;
      this.codec = codec;
      this.target = target;
      this.fewer = fewer;
    }
  }

  /** Figures of a run: microseconds of CPU and octets allocated, for each packet relayed. */
  record Figures(long relayed, long lost, double cpuMicros, double octets) {}

  public static void main(String[] arguments) throws Exception {
    int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    run(pairs, 2, Kind.TRANSCODED); // warm
    run(pairs, 2, Kind.PROTECTED);
    run(fewer(pairs, Kind.G722), 2, Kind.G722);
    run(fewer(pairs, Kind.OPUS), 4, Kind.OPUS);
    for (Kind kind : Kind.values()) {
      Figures figures = run(fewer(pairs, kind), seconds, kind);
      String name = kind.title;
      print(name + "-packets", (double) figures.relayed(), "packets");
      print(name + "-lost", (double) figures.lost(), "packets");
      String target = kind.target > 0 ? "\t<\t" + kind.target : "";
      print(name + "-cpu", figures.cpuMicros(), "µs/packet" + target);
      String none = kind.target > 0 ? "\t<\t1" : ""; // no object is that small
      print(name + "-allocated", figures.octets(), "octets/packet" + none);
      if (kind.target > 0) { // only then rtpengine forwards, too
        RtpengineForwarding.Figures theirs = RtpengineForwarding.run(pairs, seconds, kind);
        print(name + "-rtpengine-lost", (double) theirs.lost(), "packets");
        print(name + "-rtpengine-cpu", theirs.cpuMicros(), "µs/packet");
      }
    }
  }

  private static int fewer(int pairs, Kind kind) {
    return Math.max(1, pairs / kind.fewer);
  }

  private static void print(String name, double figure, String unit) {
    System.out.printf(Locale.ROOT, "%s\t%.2f\t%s%n", name, figure, unit);
  }

  /** A frame of three tones that does not sound like silence. */
  private static int speech(Codec codec, byte[] payload) {
    short[] frame = new short[Codec.FRAME];
    for (int i = 0; i < frame.length; i++) {
      frame[i] =
          (short) (3000 * Math.sin(i * 0.2) + 2000 * Math.sin(i * 0.55) + 1000 * Math.sin(i * 1.3));
    }
    return codec.encoder().encode(frame, payload);
  }

  static Figures run(int pairs, int seconds, Kind kind) throws Exception {
    var settings = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ZERO, null);
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system())) {
      until("ready", plane::ready);
      MediaPlane.MediaLeg[] legs = new MediaPlane.MediaLeg[2 * pairs];
      DatagramSocket[] far = new DatagramSocket[legs.length];
      DatagramPacket[] packets = new DatagramPacket[legs.length];
      @Nullable SrtpContext[] protection = new @Nullable SrtpContext[legs.length];
      for (int i = 0; i < legs.length; i++) {
        far[i] = new DatagramSocket(0, Peer.HERE);
        legs[i] = plane.open("leg", _ -> {});
        Codec codec = i % 2 == 1 ? kind.codec : Codec.PCMA;
        int type = codec.payloadType < 0 ? 111 : codec.payloadType;
        String crypto = "";
        if (kind == Kind.PROTECTED && i % 2 == 0) {
          SrtpKeys keys = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new Random(i));
          protection[i] = keys.begin();
          crypto = "a=crypto:" + new SdesKey(1, keys).value() + "\r\n";
        }
        Sdp answer =
            legs[i].answer(
                new Sdp(
                    "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio "
                        + far[i].getLocalPort()
                        + (crypto.isEmpty() ? " RTP/AVP " : " RTP/SAVP ")
                        + type
                        + "\r\na=rtpmap:"
                        + type
                        + " "
                        + codec.map()
                        + "\r\n"
                        + crypto));
        int room = 172 + SrtpContext.MOST_ADDED;
        byte[] octets = ByteBuffer.allocate(room).put((byte) 0x80).put((byte) type).array();
        byte[] payload = new byte[Codec.LARGEST];
        int length = speech(codec, payload);
        System.arraycopy(payload, 0, octets, 12, length);
        packets[i] =
            new DatagramPacket(
                octets, 12 + length, new InetSocketAddress(Peer.HERE, Peer.port(answer)));
      }
      for (int i = 0; i < legs.length; i += 2) {
        plane.bridge(legs[i], legs[i + 1]);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().equals("media-0"))
              .findFirst()
              .orElseThrow()
              .threadId();
      long begin = System.nanoTime();
      int frames = 50 * seconds;
      int skipped = frames / 5;
      long cpu = 0;
      long allocated = 0;
      for (int f = 0; f < frames; f++) {
        if (f == skipped) {
          cpu = threads.getThreadCpuTime(thread);
          allocated = threads.getThreadAllocatedBytes(thread);
        }
        for (int i = 0; i < legs.length; i++) {
          ByteBuffer b = ByteBuffer.wrap(packets[i].getData());
          int ticks = i % 2 == 1 ? kind.codec.clock / 50 : 160;
          b.putShort(2, (short) f).putInt(4, f * ticks).putInt(8, i);
          SrtpContext keys = protection[i];
          if (keys != null) {
            keys.protect(b.limit(172));
            packets[i].setLength(b.limit());
          }
          far[i].send(packets[i]);
        }
        Peer.awaitUntil(begin + (f + 1) * 20_000_000L);
      }
      cpu = threads.getThreadCpuTime(thread) - cpu;
      allocated = threads.getThreadAllocatedBytes(thread) - allocated;
      long received = 0;
      for (int i = 0; i < legs.length; i++) {
        received += legs[i].quality().packetsReceived();
        far[i].close();
      }
      long counted = (long) (frames - skipped) * legs.length;
      return new Figures(
          received,
          (long) frames * legs.length - received,
          cpu / 1000.0 / counted,
          (double) allocated / counted);
    }
  }
}
