package org.meterline.telephony.media;

import static org.meterline.telephony.Patience.until;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/** A relayed packet leaves nothing for the garbage collector: audio would wait while it works. */
class RelayAllocationTest {
  /** Packets that a leg takes in one turn, so that what a turn allocates is shared by them. */
  private static final int AT_ONCE = 32;

  private static final int ROUNDS = 50;

  /** Nanoseconds in which nobody takes more than {@link #AT_ONCE} packets from a leg for a loop. */
  private static final long ROUND = 100_000_000;

  /** Octets a packet. No object has fewer than 16; a report or a sweep in between may cost some. */
  private static final double NOTHING = 2;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aPacketThatIsRelayedAllocatesNothing() throws Exception {
    relaysForNothing(false);
  }

  @Test
  void norDoesOneThatIsProtectedOnOneSide() throws Exception {
    relaysForNothing(true);
  }

  private static void relaysForNothing(boolean secure) throws Exception {
    AtomicLong passed = new AtomicLong();
    try (var plane =
            new EmbeddedMediaPlane(
                MediaSettings.loopback(),
                InstantSource.system(),
                () -> System.nanoTime() + passed.get());
        Far one = new Far(plane, secure);
        Far two = new Far(plane, false)) {
      until("ready", plane::ready);
      plane.bridge(one.leg, two.leg);
      CompletableFuture<Long> thread = new CompletableFuture<>();
      one.leg.loop().post(() -> thread.complete(Thread.currentThread().threadId()));
      long loop = thread.get();
      // Code that is not compiled yet may allocate what it does not later.
      until("packets for nothing", () -> octets(loop, passed, one, two) < NOTHING);
    }
  }

  /** What each of some packets had the media thread allocate. */
  private static double octets(long thread, AtomicLong passed, Far one, Far two) {
    long before = THREADS.getThreadAllocatedBytes(thread);
    for (int i = 0; i < ROUNDS; i++) {
      passed.addAndGet(ROUND);
      AtomicBoolean sent = new AtomicBoolean();
      one.leg
          .loop()
          .post(
              () -> {
                while (!sent.get()) {
                  Thread.onSpinWait();
                }
              });
      try {
        one.say();
        two.say();
      } finally {
        sent.set(true);
      }
      until("relayed", () -> one.isTaken() && two.isTaken());
    }
    long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
    return (double) allocated / (2 * AT_ONCE * ROUNDS);
  }

  /** A leg and the bare socket at its far end, which reads nothing. */
  private static final class Far implements AutoCloseable {
    private final EmbeddedLeg leg;
    private final DatagramSocket socket;
    private final DatagramPacket packet;
    private final ByteBuffer octets = ByteBuffer.allocate(172 + SrtpContext.MOST_ADDED);
    private @Nullable SrtpContext protection;
    private int said;

    Far(EmbeddedMediaPlane plane, boolean secure) throws Exception {
      socket = new DatagramSocket(0, Peer.HERE);
      leg = EmbeddedMediaPlane.own(plane.open("leg", _ -> {}));
      String crypto = "";
      if (secure) {
        SrtpKeys keys = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new Random(1));
        protection = keys.begin();
        crypto = "a=crypto:" + new SdesKey(1, keys).value() + "\r\n";
      }
      Sdp answer =
          leg.answer(
              new Sdp(
                  "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio %d RTP/%s 8\r\n%s"
                      .formatted(socket.getLocalPort(), secure ? "SAVP" : "AVP", crypto)));
      packet =
          new DatagramPacket(
              octets.array(), 172, new InetSocketAddress(Peer.HERE, Peer.port(answer)));
    }

    void say() {
      for (int i = 0; i < AT_ONCE; i++) {
        octets.clear().limit(172);
        octets.putShort(0, (short) 0x8008).putShort(2, (short) said).putInt(4, said * 160);
        octets.putInt(8, 7);
        SrtpContext keys = protection;
        if (keys != null) {
          for (int at = 12; at < 172; at++) {
            octets.put(at, (byte) 0xD5); // what was protected is in it
          }
          keys.protect(octets);
        }
        packet.setLength(octets.limit());
        said++;
        try {
          socket.send(packet);
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }

    boolean isTaken() {
      return leg.quality().packetsReceived() == said;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
