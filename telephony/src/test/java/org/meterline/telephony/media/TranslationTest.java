package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.ToneDetector;

/** Two far ends with different codecs hear each other; with the same one, untouched. */
class TranslationTest {
  private static final EmbeddedMediaPlane PLANE =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system());

  @AfterAll
  static void close() {
    PLANE.close();
  }

  @ParameterizedTest
  @CsvSource({"PCMA,G722", "OPUS,PCMU", "G722,OPUS"})
  void bothHearEachOther(Codec left, Codec right) throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(left, 101).calls(one);
        Peer b = new Peer(right, 96).calls(two)) {
      PLANE.bridge(one, two);
      Thread speaking = Thread.ofVirtual().start(() -> speak(a, 440));
      speak(b, 1200);
      speaking.join();
      hears(a, 1200);
      hears(b, 440);
      int clock = right.clock / 50;
      List<Peer.Packet> all = b.heard();
      for (int i = 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
        assertTrue(all.get(i).timestamp() - all.get(i - 1).timestamp() >= clock);
      }
    } finally {
      one.close();
      two.close();
    }
  }

  private static void speak(Peer peer, int hertz) {
    peer.say(hertz, 40);
  }

  /** Somewhere in it there are 200 ms of the tone at its level. */
  private static void hears(Peer peer, int hertz) {
    until(
        "a tone of " + hertz + " Hz",
        () -> {
          short[] all = peer.audio();
          for (int at = 0; at + 1600 <= all.length; at += 160) {
            short[] part = Arrays.copyOfRange(all, at, at + 1600);
            if (Math.abs(Sound.decibels(Sound.amplitude(part, hertz) / 8000)) < 1) {
              return true;
            }
          }
          return false;
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"G722", "OPUS"})
  void theSameCodecIsPassedOnUntouched(Codec codec) throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(codec, 101).calls(one);
        Peer b = new Peer(codec, 96).calls(two)) {
      PLANE.bridge(one, two);
      int before = b.heard().size();
      a.say(440, 10);
      until("all relayed", () -> b.heard().size() >= before + 10);
      List<byte[]> relayed =
          b.heard().subList(before, before + 10).stream().map(Peer.Packet::payload).toList();
      for (int i = 0; i < 10; i++) {
        assertArrayEquals(a.sent.get(i), relayed.get(i));
      }
      int step = b.heard().get(before + 9).timestamp() - b.heard().get(before).timestamp();
      assertEquals(9 * codec.clock / 50, step);
    } finally {
      one.close();
      two.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Codec.class,
      names = {"G722", "OPUS"})
  void promptsArePlayedInIt(Codec codec) throws Exception {
    var leg = PLANE.open("leg", _ -> {});
    try (Peer a = new Peer(codec, 101).calls(leg)) {
      // 8000 of 32767 are -12.25 dB; full scale is +3.14 dBm0.
      leg.play(1, List.of(new Prompt.Tone(700, -9, Duration.ofMillis(500))), Duration.ZERO);
      hears(a, 700);
      assertEquals(codec.name(), leg.quality().codec());
    } finally {
      leg.close();
    }
  }

  @Test
  void digitsCrossOver() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = PLANE.open("one", told::add);
    var two = PLANE.open("two", _ -> {});
    var three = PLANE.open("three", _ -> {});
    try (Peer a = new Peer(Codec.OPUS, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 96).calls(two);
        Peer c = new Peer(Codec.G722, -1).calls(three)) {
      PLANE.bridge(one, two);
      a.say(440, 5);
      press(a, 5);
      until("the event, told anew", () -> b.events().size() == 7);
      assertEquals(5, b.events().getFirst().payload()[0]);
      assertEquals(new MediaEvent.Digit('5'), told.peek());
      PLANE.bridge(one, three);
      press(a, 7);
      until("its tone", () -> digits(c).equals("7"));
    } finally {
      one.close();
      two.close();
      three.close();
    }
  }

  private static void press(Peer peer, int code) {
    int at = peer.timestamp();
    for (int i = 1; i <= 5; i++) {
      peer.event(code, i == 5, 960 * i, i == 1, at);
      peer.skipTime();
    }
  }

  private static String digits(Peer peer) {
    StringBuilder digits = new StringBuilder();
    ToneDetector ear = new ToneDetector(digits::append);
    for (short sample : peer.audio()) {
      ear.take(sample);
    }
    return digits.toString();
  }

  @Test
  void whatIsLostOnTheWayHereIsMadeUp() throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(Codec.G722, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 96).calls(two)) {
      PLANE.bridge(one, two);
      a.say(440, 10);
      a.skip();
      a.say(440, 15);
      hears(b, 440);
      short[] all = b.audio();
      int first = 0;
      while (Math.abs(all[first]) < 4000) {
        first++;
      }
      int quiet = 0;
      for (int at = first; at < first + 20 * 160; at += 40) {
        short[] part = Arrays.copyOfRange(all, at, at + 40);
        quiet += Sound.amplitude(part, 440) < 2000 ? 1 : 0;
      }
      assertEquals(0, quiet, "no hole");
    } finally {
      one.close();
      two.close();
    }
  }
}
