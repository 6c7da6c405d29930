package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.codec.ToneDetector;

/** What happens to the sound of calls: digits, hold, announcements, many at once. */
class CallSoundTest {
  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system());

  @AfterEach
  void close() {
    plane.close();
  }

  @Test
  void digitsAreToldOnceAndRelayedWithTheOthersPayloadType() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = plane.open("one", told::add);
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMU, 96).calls(two)) {
      plane.bridge(one, two);
      a.say(440, 5);
      int at = a.timestamp();
      for (int i = 1; i <= 5; i++) {
        a.event(5, false, 160 * i, i == 1, at);
        a.skipTime();
      }
      for (int i = 0; i < 3; i++) {
        a.event(5, true, 960, false, at);
      }
      a.say(440, 5);
      until("all relayed", () -> b.heard().stream().filter(p -> p.type() == 96).count() == 8);
      until("audio after", () -> two.quality().packetsSent() >= 18);
      List<Peer.Packet> events = b.events();
      assertEquals(1, events.stream().map(Peer.Packet::timestamp).distinct().count());
      assertTrue(events.getFirst().marker());
      assertEquals(5, events.getFirst().payload()[0]);
      assertTrue((events.getLast().payload()[1] & 0x80) != 0);
      assertEquals(List.of(new MediaEvent.Digit('5')), List.copyOf(told));
      List<Peer.Packet> all = b.heard();
      Peer.Packet before = all.get(all.indexOf(events.getFirst()) - 1);
      assertEquals(160, events.getFirst().timestamp() - before.timestamp());
    }
  }

  @Test
  void digitsForAFarEndWithoutEventsAreHeardAsTones() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, -1).calls(two)) {
      plane.bridge(one, two);
      a.say(440, 5);
      int at = a.timestamp();
      for (int i = 1; i <= 4; i++) {
        a.event(1, i == 4, 160 * i, i == 1, at);
      }
      until("the tone is heard", () -> tones(b) >= 10);
      a.say(440, 15);
      until("all relayed", () -> Sound.amplitude(Sound.tail(b.audio(), 800), 440) > 4000);
      StringBuilder digits = new StringBuilder();
      var ear = new ToneDetector(digits::append);
      for (short sample : b.audio()) {
        ear.take(sample);
      }
      assertEquals("1", digits.toString());
      List<Peer.Packet> all = b.heard();
      for (int i = 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
      }
    }
  }

  private static long tones(Peer peer) {
    return peer.heard().stream()
        .filter(p -> p.payload()[3] != (byte) 0xD5 && p.payload()[3] != (byte) 0xFF)
        .count();
  }

  @Test
  void whatIsLostOnTheWayHereIsSeenBehind() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two)) {
      plane.bridge(one, two);
      Random random = new Random(42);
      a.tone(440, 160);
      int lost = 0;
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(5) == 0) {
          a.skip();
          lost++;
        } else {
          a.tone(440, 160);
        }
      }
      a.tone(440, 160);
      int kept = 62 - lost;
      int missing = lost;
      until("relayed", () -> tones(b) == kept);
      assertEquals(missing, one.quality().packetsLost());
      List<Peer.Packet> heard =
          b.heard().stream().filter(p -> p.payload()[3] != (byte) 0xD5).toList();
      int span = (heard.getLast().sequence() - heard.getFirst().sequence()) & 0xFFFF;
      assertEquals(61, span, "gaps are kept");
      assertEquals(61 * 160, heard.getLast().timestamp() - heard.getFirst().timestamp());
    }
  }

  @Test
  void aHeldLegIsNotSentToAndIsHeardAgainAfterwards() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", told::add);
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two)) {
      plane.bridge(one, two);
      a.say(440, 5);
      // Sent to 0.0.0.0 it would come to this machine, and so to that port of it.
      Sdp nowhere = b.sdp("sendrecv", "0.0.0.0", b.rtp.getLocalPort());
      for (Sdp hold :
          List.of(
              b.sdp("sendonly"),
              b.sdp("inactive"),
              nowhere,
              new Sdp(nowhere.text().replace("IP4 0.0.0.0", "IP6 ::")))) {
        two.answer(hold);
        // A play of nothing is over once the leg's thread has done what was asked before.
        told.clear();
        two.play(1, List.of(), Duration.ZERO);
        until("held", () -> !told.isEmpty());
        until("all is heard", () -> b.heard().size() == two.quality().packetsSent());
        long before = b.heard().size();
        long received = one.quality().packetsReceived();
        a.say(440, 5);
        until("all in", () -> one.quality().packetsReceived() == received + 5);
        assertEquals(before, two.quality().packetsSent());
        assertEquals(before, b.heard().size());
        two.answer(b.sdp());
        until("resumed", () -> b.heard().size() > before);
        assertTrue(b.heard().get((int) before).marker());
      }
      long tones = tones(b);
      a.say(440, 5);
      until("heard again", () -> tones(b) >= tones + 5);
      List<Peer.Packet> all = b.heard();
      for (int i = 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
        assertTrue(all.get(i).timestamp() - all.get(i - 1).timestamp() >= 160);
      }
    }
  }

  @Test
  void anAnnouncementReplacesWhatTheOtherSays() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = plane.open("one", told::add);
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two)) {
      plane.bridge(one, two);
      b.say(440, 10);
      until("talking", () -> tones(a) > 5);
      one.play(1, List.of(new Prompt.Tone(1500, -10, Duration.ofMillis(400))), Duration.ZERO);
      int said = 10;
      while (told.isEmpty()) {
        b.say(440, 1);
        said++;
      }
      b.say(440, 20);
      int all = said + 20;
      until("all in", () -> two.quality().packetsReceived() == all);
      until("all heard", () -> a.heard().size() == one.quality().packetsSent());
      List<Peer.Packet> heard = a.heard();
      List<Double> levels =
          heard.stream().map(p -> Sound.amplitude(a.audio(List.of(p)), 1500)).toList();
      int from = firstAbove(levels, 0);
      short[] during = a.audio(heard.subList(from, from + 20));
      assertTrue(Sound.amplitude(during, 1500) > 6000, "heard");
      assertTrue(Sound.amplitude(during, 440) < 100, "in place of the other");
      short[] after = a.audio(heard.subList(from + 21, from + 29));
      assertTrue(Sound.amplitude(after, 440) > 4000, "and then the other again");
    }
  }

  private static int firstAbove(List<Double> levels, int from) {
    int at = from;
    while (levels.get(at) < 3000) {
      at++;
    }
    return at;
  }

  @Test
  void aSilentPartnerIsReplacedByAFrameOfSilenceNowAndThen() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMA, 101).calls(two)) {
      plane.bridge(one, two);
      a.say(440, 3);
      int before = b.heard().size();
      until("silence", () -> b.heard().size() >= before + 2);
      assertEquals((byte) 0xD5, b.heard().getLast().payload()[7]);
      int apart = b.heard().getLast().timestamp() - b.heard().get(before).timestamp();
      assertTrue(apart > 4_000, "a frame a second, not fifty");
    }
  }

  @Test
  void twoHundredLegsAtOnceLoseNothing() throws Exception {
    int pairs = 100;
    int frames = 100;
    Peer[] peers = new Peer[2 * pairs];
    MediaPlane.MediaLeg[] legs = new MediaPlane.MediaLeg[2 * pairs];
    try {
      for (int i = 0; i < legs.length; i++) {
        legs[i] = plane.open("leg " + i, _ -> {});
        peers[i] = new Peer(i % 4 < 2 ? Law.PCMA : Law.PCMU, 101);
        peers[i].sendTo(legs[i].answer(peers[i].sdp()));
      }
      for (Peer peer : peers) {
        peer.up();
      }
      for (int i = 0; i < pairs; i++) {
        plane.bridge(legs[2 * i], legs[2 * i + 1]);
      }
      // Every peer's packets spread over the 20 ms, as those of strangers would be.
      long begin = System.nanoTime();
      for (int f = 0; f < frames; f++) {
        for (int i = 0; i < peers.length; i++) {
          peers[i].tone(440, 160);
          if (i % 20 == 19) {
            Peer.awaitUntil(begin + f * 20_000_000L + (i + 1) * 100_000L);
          }
        }
      }
      for (MediaPlane.MediaLeg leg : legs) {
        until("all in", () -> leg.quality().packetsReceived() == frames);
        assertEquals(0, leg.quality().packetsLost());
      }
      for (Peer peer : peers) {
        until("all out", () -> tones(peer) == frames);
      }
    } finally {
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }
}
