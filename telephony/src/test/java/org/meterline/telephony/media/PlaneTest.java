package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.codec.Law;

/** Ports, time-outs and reports. */
class PlaneTest {
  private static MediaSettings range(int lowest, int highest) {
    return new MediaSettings(Peer.HERE, Peer.HERE, lowest, highest, 1, Duration.ZERO, null);
  }

  /** The first port of a stretch that nobody uses now. */
  static int freeStretch(int length) throws Exception {
    for (int i = 0; i < 50; i++) {
      // Below the ports that the system gives away, as it does to a plane that warms up.
      int first = 2 * ThreadLocalRandom.current().nextInt(10_000, 15_900);
      List<DatagramSocket> sockets = new ArrayList<>();
      try {
        for (int port = first; port < first + length; port++) {
          sockets.add(new DatagramSocket(port, Peer.HERE));
        }
        return first;
      } catch (java.net.BindException e) {
        // look elsewhere
      } finally {
        sockets.forEach(DatagramSocket::close);
      }
    }
    throw new AssertionError("no free ports");
  }

  @Test
  void theRangeIsUsedUpAndGivenBack() throws Exception {
    int first = freeStretch(8);
    // Odd ends are left out.
    try (var plane = new EmbeddedMediaPlane(range(first - 1, first + 8), InstantSource.system())) {
      List<MediaPlane.MediaLeg> legs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        legs.add(plane.open("leg " + i, _ -> {}));
      }
      assertEquals(
          List.of(first, first + 2, first + 4, first + 6),
          legs.stream().map(leg -> Peer.port(leg.offer())).toList());
      assertThrows(MediaPlane.NoPorts.class, () -> plane.open("one too many", _ -> {}));
      for (int i = 0; i < 50; i++) {
        legs.get(i % 4).close();
        legs.set(i % 4, plane.open("again", _ -> {}));
        assertEquals(first + 2 * (i % 4), Peer.port(legs.get(i % 4).offer()));
      }
    }
  }

  @Test
  void theLastPortsAreForCallsForHelp() throws Exception {
    int first = freeStretch(64);
    try (var plane = new EmbeddedMediaPlane(range(first, first + 63), InstantSource.system())) {
      for (int i = 0; i < 30; i++) {
        plane.open("leg " + i, _ -> {});
      }
      assertThrows(MediaPlane.NoPorts.class, () -> plane.open("one too many", _ -> {}));
      plane.openForHelp("help", "caller", _ -> {});
      plane.openForHelp("help", "callee", _ -> {});
      assertThrows(MediaPlane.NoPorts.class, () -> plane.openForHelp("another", "caller", _ -> {}));
    }
  }

  @Test
  void portsOfOtherProgramsArePassedOver() throws Exception {
    int first = freeStretch(4);
    try (var other = new DatagramSocket(first + 1, Peer.HERE);
        var plane = new EmbeddedMediaPlane(range(first, first + 3), InstantSource.system())) {
      assertTrue(other.isBound());
      assertEquals(first + 2, Peer.port(plane.open("leg", _ -> {}).offer()));
      assertThrows(MediaPlane.NoPorts.class, () -> plane.open("other", _ -> {}));
    }
  }

  @Test
  void settingsThatCannotBeAreRefused() throws Exception {
    var any = java.net.InetAddress.ofLiteral("0.0.0.0");
    assertThrows(IllegalArgumentException.class, () -> range(30_001, 30_002));
    assertThrows(IllegalArgumentException.class, () -> range(30_002, 30_001));
    assertThrows(IllegalArgumentException.class, () -> range(30_000, 70_000));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MediaSettings(any, any, 0, 0, 1, Duration.ZERO, Path.of("x")));
  }

  /**
   * A browser that finds no way has mostly none: its caller is not kept for as long as for audio.
   */
  @Test
  void aBrowserThatFindsNoWayIsToldSoonAndOnce() throws Exception {
    AtomicLong ticker = new AtomicLong();
    var settings = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ofSeconds(60), null);
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var others = new ConcurrentLinkedQueue<MediaEvent>();
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system(), ticker::get);
        WebPeer lost = new WebPeer();
        WebPeer found = new WebPeer()) {
      var leg = plane.open("lost", told::add);
      var other = plane.open("found", others::add);
      var _ = leg.answer(lost.offer("actpass", "them", WebPeer.fingerprint()));
      found.checks(other.answer(found.offer("actpass", "them", WebPeer.fingerprint())));
      ticker.addAndGet(Duration.ofSeconds(50).toNanos());
      leg.answered();
      other.answered();
      settle(plane);
      ticker.addAndGet(Duration.ofSeconds(19).toNanos());
      settle(plane);
      assertEquals(List.of(), List.copyOf(told));
      ticker.addAndGet(Duration.ofSeconds(1).toNanos());
      var none = new MediaEvent.Lost("No way for the audio was found (ICE)");
      until("told", () -> List.of(none).equals(List.copyOf(told)));
      ticker.addAndGet(Duration.ofSeconds(30).toNanos());
      settle(plane);
      assertEquals(List.of(none), List.copyOf(told));
      assertEquals(List.of(), List.copyOf(others));
    }
  }

  @Test
  void aSilentFarEndIsToldOnceUntilItIsHeardAgain() throws Exception {
    AtomicLong ticker = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap
    var settings = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ofSeconds(30), null);
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system(), ticker::get);
        Peer peer = new Peer(Law.PCMA, 101)) {
      var leg = plane.open("leg", told::add);
      peer.calls(leg);
      ticker.addAndGet(Duration.ofSeconds(29).toNanos());
      peer.tone(440, 160);
      until("heard", () -> leg.quality().packetsReceived() == 1);
      ticker.addAndGet(Duration.ofSeconds(29).toNanos());
      settle(plane);
      assertEquals(0, told.size());
      ticker.addAndGet(Duration.ofSeconds(1).toNanos());
      until("told", () -> told.size() == 1);
      ticker.addAndGet(Duration.ofSeconds(90).toNanos());
      settle(plane);
      assertEquals(List.of(new MediaEvent.TimedOut()), List.copyOf(told));
      leg.answered();
      settle(plane);
      ticker.addAndGet(Duration.ofSeconds(30).toNanos());
      until("told anew after the answer", () -> told.size() == 2);
      told.poll();
      peer.tone(440, 160);
      until("heard", () -> leg.quality().packetsReceived() == 2);
      ticker.addAndGet(Duration.ofSeconds(31).toNanos());
      until("told anew", () -> told.size() == 2);
      // On hold nothing is expected, for half an hour where it is a minute else.
      Sdp nowhere = peer.sdp("sendrecv", "0.0.0.0", 9);
      for (Sdp hold : List.of(peer.sdp("recvonly"), peer.sdp("sendonly"), nowhere)) {
        leg.answer(hold);
        settle(plane);
        ticker.addAndGet(Duration.ofMinutes(5).toNanos());
        settle(plane);
        assertEquals(2, told.size(), hold::text);
      }
      ticker.addAndGet(Duration.ofMinutes(11).toNanos());
      until("told that it has been held for too long", () -> told.size() == 3);
      leg.answer(peer.sdp());
      settle(plane);
      ticker.addAndGet(Duration.ofSeconds(31).toNanos());
      until("told when it is taken up again", () -> told.size() == 4);
    }
  }

  /** A turn of the one media thread has begun and ended since: what was due by now was done. */
  private static void settle(EmbeddedMediaPlane plane) throws Exception {
    AtomicInteger told = new AtomicInteger();
    var probe = plane.open("settling", _ -> told.incrementAndGet());
    probe.close();
    for (int turn = 1; turn <= 2; turn++) {
      int wanted = turn;
      probe.play(turn, List.of(), Duration.ZERO); // told at the begin of a turn, as it is closed
      until("a turn of the media thread", () -> told.get() == wanted);
    }
  }

  @Test
  void reportsAreWritten() throws Exception {
    AtomicLong ticker = new AtomicLong();
    Instant noon = Instant.parse("2026-11-22T12:00:00.5Z");
    try (var plane = new EmbeddedMediaPlane(MediaSettings.loopback(), () -> noon, ticker::get);
        Peer peer = new Peer(Law.PCMA, 101)) {
      var leg = plane.open("leg", _ -> {});
      peer.calls(leg);
      peer.tone(440, 160);
      peer.skip();
      peer.tone(440, 160);
      until("heard", () -> leg.quality().packetsReceived() == 2);
      while (peer.lastReport() == null) {
        ticker.addAndGet(Duration.ofMillis(200).toNanos());
        settle(plane);
      }
      ByteBuffer b = ByteBuffer.wrap(peer.lastReport());
      assertEquals(0x81, b.get(0) & 0xFF, "one report block");
      assertEquals(Reports.SENDER, b.get(1) & 0xFF);
      assertEquals(12, b.getShort(2));
      assertEquals(peer.heard().getFirst().ssrc(), b.getInt(4));
      assertEquals(noon.getEpochSecond() + 2_208_988_800L, b.getInt(8) & 0xFFFF_FFFFL);
      assertEquals(0x8000_0000, b.getInt(12), "half a second");
      assertTrue(b.getInt(20) > 0, "packets sent");
      assertEquals(160 * b.getInt(20), b.getInt(24), "octets sent");
      assertEquals(0x1234567, b.getInt(28));
      assertEquals((85 << 24) | 1, b.getInt(32), "one of three lost");
      assertEquals(Reports.DESCRIPTION, b.get(53) & 0xFF);
      assertEquals(0, b.capacity() % 4);
      // The far end's own report tells the round trip.
      ByteBuffer theirs = ByteBuffer.allocate(32);
      theirs.put((byte) 0x81).put((byte) Reports.RECEIVER).putShort((short) 7).putInt(0x1234567);
      theirs.putInt(b.getInt(4)).putInt(0).putInt(0).putInt(0);
      int middle = (int) (b.getLong(8) >>> 16);
      theirs.putInt(middle - 65_536).putInt(32_768); // sent a second ago, held half of it
      int mos = leg.quality().mosHundredths();
      peer.rawTo(
          theirs.array(), new java.net.InetSocketAddress(Peer.HERE, Peer.port(leg.offer()) + 1));
      until("delay counts", () -> leg.quality().mosHundredths() < mos);
      leg.close();
      until("goodbye", peer::saysGoodbye);
      assertEquals(0, leg.quality().packetsDropped());
      assertEquals(2, leg.quality().packetsReceived());
    }
  }

  @Test
  void theLegsOfACallAreCarriedByOneThread() throws Exception {
    var settings = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 4, Duration.ZERO, null);
    Map<String, Set<String>> threads = new HashMap<>();
    AtomicInteger count = new AtomicInteger();
    int told = 0;
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system())) {
      for (int i = 0; i < 60; i++) {
        String call = "call " + i % 20;
        Set<String> of = threads.computeIfAbsent(call, _ -> ConcurrentHashMap.newKeySet());
        var leg =
            plane.open(
                call,
                "leg",
                _ -> {
                  of.add(Thread.currentThread().getName());
                  count.incrementAndGet();
                });
        leg.play(1, List.of(new Prompt.Named("welcome")), Duration.ZERO);
        leg.close(); // tells that it was not played
        told++;
      }
      int all = told;
      until("all told", () -> count.get() == all);
    }
    threads.forEach((call, names) -> assertEquals(1, names.size(), call + " " + names));
    assertTrue(threads.values().stream().distinct().count() > 1, "not all on one");
  }
}
