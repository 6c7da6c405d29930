package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.codec.Law;

/** Two far ends talk through the plane. */
class BridgeTest {
  private final AtomicLong skipped = new AtomicLong();
  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system(),
          () -> System.nanoTime() + skipped.get());

  @AfterEach
  void close() {
    plane.close();
  }

  @ParameterizedTest
  @CsvSource({"PCMA,PCMA", "PCMU,PCMU", "PCMA,PCMU", "PCMU,PCMA"})
  void bothHearEachOther(Law left, Law right) throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(left, 101).calls(one);
        Peer b = new Peer(right, 96)) {
      b.sendTo(two.offer());
      two.accept(b.sdp());
      b.up();
      plane.bridge(one, two);
      Thread speaking = Thread.ofVirtual().start(() -> speak(a, 440));
      speak(b, 1200);
      speaking.join();
      until("all relayed", () -> tones(a).size() == 50 && tones(b).size() == 50);
      short[] atA = Sound.tail(a.audio(tones(a)), 40 * 160);
      short[] atB = Sound.tail(b.audio(tones(b)), 40 * 160);
      assertEquals(0, Sound.decibels(Sound.amplitude(atA, 1200) / 8000), 1, "level at the left");
      assertEquals(0, Sound.decibels(Sound.amplitude(atB, 440) / 8000), 1, "level at the right");
      assertTrue(Sound.amplitude(atA, 440) < 80, "nobody hears themselves");
      Quality quality = one.quality();
      assertEquals(50, quality.packetsReceived());
      assertEquals(0, quality.packetsLost());
      assertEquals(0, quality.packetsDropped());
      assertEquals(left.name(), quality.codec());
      assertTrue(quality.mosHundredths() > 400, quality.toString());
    }
  }

  private static List<Peer.Packet> tones(Peer peer) {
    return peer.heard().stream().filter(BridgeTest::isTone).toList();
  }

  private static void speak(Peer peer, int hertz) {
    peer.say(hertz, 50);
  }

  /** Two far ends that are told each other's port of ours: what is sent comes back, for ever. */
  @Test
  void whatGoesRoundIsBounded() throws Exception {
    long began = System.nanoTime();
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    Sdp first = one.answer(describing(Peer.port(two.offer())));
    two.accept(describing(Peer.port(first)));
    one.answered();
    two.answered();
    plane.bridge(one, two);
    until("too much", () -> one.quality().packetsDropped() + two.quality().packetsDropped() > 0);
    skipped.addAndGet(Duration.ofSeconds(2).toNanos());
    until("and again", () -> one.quality().packetsDropped() + two.quality().packetsDropped() > 1);
    List<Long> round = List.of(one.quality().packetsReceived(), two.quality().packetsReceived());
    double seconds = (System.nanoTime() - began) / 1e9 + 2; // since before they were counted
    for (long each : round) {
      assertTrue(each <= 510 + 500 * seconds, each + " in " + seconds + " s");
    }
  }

  private static Sdp describing(int port) {
    return new Sdp("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio " + port + " RTP/AVP 8\r\n");
  }

  @ParameterizedTest
  @CsvSource({"80", "160", "240", "320"})
  void packetsOfAnyUsualLengthPass(int samples) throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMU, 101).calls(two)) {
      plane.bridge(one, two);
      a.say(1000, 20, samples);
      until("all relayed", () -> tones(b).size() == 20);
      List<Peer.Packet> relayed = tones(b);
      for (int i = 1; i < relayed.size(); i++) {
        assertEquals(samples, relayed.get(i).timestamp() - relayed.get(i - 1).timestamp());
        assertEquals(1, (relayed.get(i).sequence() - relayed.get(i - 1).sequence()) & 0xFFFF);
        assertFalse(relayed.get(i).marker());
      }
      assertTrue(relayed.getFirst().marker(), "a new talkspurt is marked");
    }
  }

  private static boolean isTone(Peer.Packet p) {
    return p.payload().length != 160
        || (p.payload()[3] != (byte) 0xFF && p.payload()[3] != (byte) 0xD5);
  }

  @Test
  void theStreamGoesOnOverPromptsAndChangesOfPartner() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    var three = plane.open("three", _ -> {});
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var ear = plane.open("ear", told::add);
    long begin = System.nanoTime();
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMU, 101).calls(two);
        Peer c = new Peer(Law.PCMA, 101).calls(three);
        Peer e = new Peer(Law.PCMA, 101).calls(ear)) {
      ear.play(1, List.of(new Prompt.Tone(700, -10, Duration.ofMillis(200))), Duration.ZERO);
      until("prompt over", () -> !told.isEmpty());
      for (Peer next : List.of(a, b, c)) {
        plane.bridge(ear, next == a ? one : next == b ? two : three);
        next.say(440, 10);
      }
      ear.play(2, List.of(new Prompt.Tone(700, -10, Duration.ofMillis(200))), Duration.ZERO);
      c.say(440, 15);
      until("prompt over", () -> told.size() == 2);
      c.say(440, 10);
      plane.unbridge(ear);
      until("silence after", () -> e.heard().getLast().payload()[5] == (byte) 0xD5);
      List<Peer.Packet> all = e.heard();
      for (int i = 1; i < all.size(); i++) {
        Peer.Packet before = all.get(i - 1);
        Peer.Packet now = all.get(i);
        assertEquals(before.ssrc(), now.ssrc());
        assertEquals(1, (now.sequence() - before.sequence()) & 0xFFFF, "sequence at " + i);
        int step = now.timestamp() - before.timestamp();
        assertTrue(step >= 160, "timestamp step " + step + " at " + i);
        double clock = (now.timestamp() - all.getFirst().timestamp()) / 8.0;
        double real = (now.at() - begin) / 1e6;
        assertTrue(clock <= real + 500, "the stream's clock is not ahead: " + clock + " > " + real);
      }
      short[] end = e.audio();
      assertTrue(Sound.amplitude(end, 700) > 100 && Sound.amplitude(end, 440) > 100);
      assertEquals(new MediaEvent.Played(1, true, Duration.ofMillis(200)), told.peek());
    }
  }

  @Test
  void strangersAreDroppedAndCounted() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two);
        Peer stranger = new Peer(Law.PCMA, 101)) {
      plane.bridge(one, two);
      stranger.sendTo(one.offer());
      a.say(440, 10);
      stranger.say(1500, 10);
      a.say(440, 10);
      until("all in", () -> one.quality().packetsReceived() == 20);
      until("all counted", () -> one.quality().packetsDropped() == 10);
      until("all out", () -> two.quality().packetsSent() >= 20);
      assertTrue(Sound.amplitude(b.audio(), 1500) < 30);
      int before = stranger.heard().size();
      assertEquals(0, before, "nothing is sent to a stranger");
    }
  }

  @Test
  void behindANatTheFarEndIsLearntOnce() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101);
        Peer other = new Peer(Law.PCMA, 101);
        Peer silent = new Peer(Law.PCMA, 101)) {
      // What is described is not where the packets come from.
      Sdp answer = one.answer(silent.sdp());
      a.sendTo(answer);
      other.sendTo(answer);
      a.say(440, 3);
      until("sent back to where it came from", () -> a.heard().size() > 3);
      other.say(440, 3);
      until("the second is refused", () -> one.quality().packetsDropped() == 3);
      assertEquals(3, one.quality().packetsReceived());
    }
  }

  @Test
  void behindANatTheFarEndIsLearntAtTheAnswerHoweverLongItRings() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = plane.open("one", told::add);
    try (Peer a = new Peer(Law.PCMA, 101);
        Peer other = new Peer(Law.PCMA, 101);
        Peer silent = new Peer(Law.PCMA, 101)) {
      silent.calls(one);
      a.sendTo(one.offer());
      other.sendTo(one.offer());
      skipped.addAndGet(Duration.ofSeconds(11).toNanos());
      a.say(440, 1);
      until("too late, and too early", () -> one.quality().packetsDropped() == 1);
      one.answered();
      one.play(1, List.of(), Duration.ZERO); // told by the same thread, after that
      until("answered", () -> told.size() == 1);
      a.say(440, 3);
      until("sent back to where it came from", () -> a.heard().size() > 3);
      one.answered();
      one.play(2, List.of(), Duration.ZERO);
      until("answered", () -> told.size() == 2);
      other.say(440, 3);
      until("the second is refused", () -> one.quality().packetsDropped() == 4);
      assertEquals(3, one.quality().packetsReceived());
    }
  }

  @Test
  void behindANatTheFarEndIsFoundAgainAfterAHold() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101);
        Peer moved = new Peer(Law.PCMA, 101);
        Peer silent = new Peer(Law.PCMA, 101).calls(one)) {
      a.sendTo(one.offer());
      moved.sendTo(one.offer());
      a.say(440, 3);
      until("learnt", () -> a.heard().size() > 3);
      one.answer(silent.sdp("sendonly"));
      skipped.addAndGet(Duration.ofMinutes(5).toNanos());
      moved.say(440, 4);
      until("refused during the hold", () -> one.quality().packetsDropped() == 4);
      one.answer(silent.sdp());
      moved.say(440, 3);
      until("sent to the new port", () -> moved.heard().size() > 3);
      a.say(440, 3);
      until("the old one is refused", () -> one.quality().packetsDropped() == 7);
    }
  }

  /** What was still on its way when it moved is heard, and does not call the audio back. */
  @Test
  void whoMovesIsSentAudioWhereItSays() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer before = new Peer(Law.PCMA, 101).calls(one);
        Peer now = new Peer(Law.PCMU, 101)) {
      one.answered();
      before.say(440, 3);
      now.calls(one);
      before.say(440, 3);
      until("all of it is heard", () -> one.quality().packetsReceived() == 6);
      int there = now.heard().size();
      int here = before.heard().size();
      until("more is sent there", () -> now.heard().size() > there + 3);
      assertEquals(here, before.heard().size());
    }
  }

  @Test
  void rubbishIsCountedAndHarmsNothing() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one)) {
      a.raw(new byte[0]);
      a.raw(new byte[] {1, 2, 3});
      a.raw(new byte[5000]);
      a.raw(
          new byte[] {
            (byte) 0xBF, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0
          }); // padding, extension, 15 sources
      a.raw(new byte[] {(byte) 0x80, 77, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 9}); // unknown payload type
      a.rawTo(
          new byte[] {(byte) 0x80, (byte) 200, 0, 90, 1, 2, 3, 4},
          new InetSocketAddress(Peer.HERE, Peer.port(one.offer()) + 1));
      until("counted", () -> one.quality().packetsDropped() == 6);
      a.say(440, 5);
      until("still listening", () -> one.quality().packetsReceived() == 5);
    }
  }

  @Test
  void nothingButDigitsPassesWhereNothingElseIsToPass() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two)) {
      one.digitsOnly(true);
      plane.bridge(one, two);
      a.say(440, 20);
      int at = a.timestamp();
      for (int i = 1; i <= 5; i++) {
        a.event(5, i > 2, i * 160, i == 1, at);
      }
      until("the digit", () -> b.heard().stream().anyMatch(p -> p.type() == 101));
      b.say(1200, 20);
      until("the other way", () -> tones(a).size() == 20);
      assertEquals(0, audio(b));
      one.digitsOnly(false);
      a.say(440, 20);
      until("all", () -> audio(b) == 20);
    }
  }

  private static long audio(Peer peer) {
    return tones(peer).stream().filter(p -> p.type() == 8).count();
  }
}
