package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.codec.Codec;

/** Three far ends in a mix: what each hears is measured. */
@Execution(ExecutionMode.CONCURRENT)
class MixTest {
  private static final int[] HERTZ = {440, 1000, 1500};
  private static final int TOLD = 8000;
  private static final int INAUDIBLE = 100;

  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system());
  private final ConcurrentLinkedQueue<MediaEvent> events = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    plane.close();
  }

  private static void speak(Peer[] peers, int frames) throws InterruptedException {
    List<Thread> speaking =
        IntStream.range(0, peers.length)
            .mapToObj(i -> Thread.ofVirtual().start(() -> peers[i].say(HERTZ[i], frames)))
            .toList();
    for (Thread each : speaking) {
      each.join();
    }
  }

  /** The loudest that a tone is in any 200 ms. */
  private static double heard(Peer peer, int hertz) {
    return loudest(peer.audio(), hertz);
  }

  private static double loudest(short[] all, int hertz) {
    double most = 0;
    for (int at = 0; at + 1600 <= all.length; at += 800) {
      most = Math.max(most, Sound.amplitude(Arrays.copyOfRange(all, at, at + 1600), hertz));
    }
    return most;
  }

  private static void assertLevel(Peer peer, int hertz, double wanted, String what) {
    assertEquals(0, Sound.decibels(heard(peer, hertz) / wanted), 1, what);
  }

  @ParameterizedTest
  @CsvSource({"PCMA,PCMU,PCMA", "G722,OPUS,PCMU", "G722,G722,OPUS"})
  void eachHearsTheOthersAndNotItself(Codec first, Codec second, Codec third) throws Exception {
    Codec[] codecs = {first, second, third};
    var mix = plane.mix();
    Peer[] peers = new Peer[3];
    try {
      for (int i = 0; i < 3; i++) {
        var leg = plane.open("one call", "leg " + i, events::add);
        peers[i] = new Peer(codecs[i], 101).calls(leg);
        mix.add(leg);
      }
      speak(peers, 60);
      for (int ear = 0; ear < 3; ear++) {
        for (int mouth = 0; mouth < 3; mouth++) {
          String what = "leg " + ear + " of " + mouth;
          if (ear == mouth) {
            assertTrue(heard(peers[ear], HERTZ[mouth]) < INAUDIBLE, what);
          } else {
            assertLevel(peers[ear], HERTZ[mouth], TOLD, what);
          }
        }
        List<Peer.Packet> all = peers[ear].heard();
        for (int i = 1; i < all.size(); i++) {
          assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
          assertEquals(all.get(i).ssrc(), all.get(i - 1).ssrc());
        }
      }
    } finally {
      for (Peer each : peers) {
        each.close();
      }
    }
  }

  /** What a telephone's band does not have is heard by those who can. */
  @Test
  void twoWideCodecsHearEachOtherWide() throws Exception {
    var mix = plane.mix();
    var one = plane.open("w", "one", events::add);
    var two = plane.open("w", "two", events::add);
    var three = plane.open("w", "three", events::add);
    try (Peer a = new Peer(Codec.G722, 101).calls(one);
        Peer b = new Peer(Codec.G722, 101).calls(two);
        Peer c = new Peer(Codec.PCMA, 101).calls(three)) {
      List.of(one, two, three).forEach(mix::add);
      a.sayWide(6000, 60);
      double most = 0;
      short[] wide = b.wideAudio();
      for (int at = 0; at + 3200 <= wide.length; at += 1600) {
        short[] part = Arrays.copyOfRange(wide, at, at + 3200);
        most = Math.max(most, Sound.amplitude(part, 6000 / 2)); // of twice the rate
      }
      assertEquals(0, Sound.decibels(most / TOLD), 1.5, "6 kHz");
      assertTrue(heard(c, 2000) < INAUDIBLE, "and is not folded into the narrow band");
    }
  }

  /** The legs of two calls, and so of two media threads. */
  @Test
  void threadsDoNotMatter() throws Exception {
    var mix = plane.mix();
    var one = plane.open("a", "one", events::add);
    var two = plane.open("b", "two", events::add);
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one);
        Peer b = new Peer(Codec.OPUS, 101).calls(two)) {
      mix.add(one);
      mix.add(two);
      speak(new Peer[] {a, b}, 60);
      assertLevel(a, HERTZ[1], TOLD, "one hears two");
      assertLevel(b, HERTZ[0], TOLD, "two hears one");
    }
  }

  @Test
  void whoIsNotToHearDoesNotAndGainsCount() throws Exception {
    var mix = plane.mix();
    var one = plane.open("c", "one", events::add);
    var two = plane.open("c", "two", events::add);
    var three = plane.open("c", "three", events::add);
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 101).calls(two);
        Peer c = new Peer(Codec.PCMA, 101).calls(three)) {
      List.of(one, two, three).forEach(mix::add);
      mix.hears(one, three, false);
      mix.gain(three, -6);
      speak(new Peer[] {a, b, c}, 60);
      assertLevel(a, HERTZ[1], TOLD, "the caller hears the agent");
      assertTrue(heard(a, HERTZ[2]) < INAUDIBLE, "and not who whispers");
      assertLevel(b, HERTZ[2], TOLD / 1.995, "the agent hears the whisper, fainter");
      assertLevel(c, HERTZ[0], TOLD, "who whispers hears the caller");
      mix.remove(three);
      int from = c.heard().size();
      speak(new Peer[] {a, b}, 30);
      until("silence is heard", () -> c.heard().size() > from);
      plane.bridge(one, two);
      a.say(700, 20);
      until("bridged again", () -> heard(b, 700) > 6000);
    }
  }

  /** Three voices near full scale do not fit into 16 bits: nothing is cut off. */
  @Test
  void whatIsTooLoudIsMadeFainterNotCut() {
    var limiter = new Limiter();
    int[] sum = new int[320];
    short[] out = new short[320];
    short[] all = new short[320 * 50];
    double phase = 0;
    for (int f = 0; f < 50; f++) {
      for (int i = 0; i < 320; i++) {
        sum[i] = (int) Math.round(90_000 * Math.sin(phase));
        phase += 2 * Math.PI * 500 / 8000;
      }
      limiter.limit(sum, out, 320);
      System.arraycopy(out, 0, all, f * 320, 320);
    }
    short[] settled = Sound.tail(all, 8000);
    double tone = Sound.amplitude(settled, 500);
    assertEquals(29_000, tone, 600);
    double third = Sound.amplitude(settled, 1500);
    assertTrue(Sound.decibels(third / tone) < -50, "no third harmonic: " + third);
    for (short each : all) {
      assertTrue(Math.abs(each) < 32_767, "never full scale");
    }
  }

  @Test
  void digitsAreToldAndPassedWhereTheyAreMeantTo() throws Exception {
    var mix = plane.mix();
    var one = plane.open("d", "one", events::add);
    var two = plane.open("d", "two", _ -> {});
    var three = plane.open("d", "three", _ -> {});
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 96).calls(two);
        Peer c = new Peer(Codec.PCMA, 101).calls(three)) {
      List.of(one, two, three).forEach(mix::add);
      mix.passDigits(one, two);
      a.say(440, 20);
      int at = a.timestamp();
      for (int i = 1; i <= 5; i++) {
        a.event(7, false, i * 160, i == 1, at);
        a.skipTime();
      }
      a.event(7, true, 960, false, at);
      until("told", () -> events.contains(new MediaEvent.Digit('7')));
      until("passed", () -> b.events().stream().anyMatch(p -> (p.payload()[1] & 0x80) != 0));
      assertEquals(7, b.events().getFirst().payload()[0]);
      assertTrue(c.events().isEmpty(), "not to the third");
    }
  }

  // --- Something over a talk

  @ParameterizedTest
  @CsvSource({"PCMA,PCMA", "PCMU,G722", "G722,G722", "OPUS,PCMA"})
  void aPromptIsHeardOverATalkThatGoesOn(Codec left, Codec right) throws Exception {
    var one = plane.open("e", "one", events::add);
    var two = plane.open("e", "two", _ -> {});
    try (Peer a = new Peer(left, 101).calls(one);
        Peer b = new Peer(right, 101).calls(two)) {
      plane.bridge(one, two);
      Thread talk = Thread.ofVirtual().start(() -> speakAlone(b, 1000, 130));
      a.say(440, 20);
      one.overlay(5, List.of(new Prompt.Tone(2000, -10, Duration.ofMillis(800))), 12);
      a.say(440, 100);
      talk.join();
      until("told", () -> events.contains(new MediaEvent.Played(5, true, Duration.ofMillis(800))));
      speakAlone(b, 1000, 40);
      short[] all = a.audio();
      double prompt = Math.pow(10, (-10 - 3.14) / 20) * 32_767;
      List<Double> under = new ArrayList<>();
      double most = 0;
      for (int i = 0; i + 800 <= all.length; i += 160) {
        short[] part = Arrays.copyOfRange(all, i, i + 800);
        if (Sound.amplitude(part, 2000) > prompt * 0.9) {
          most = Math.max(most, Sound.amplitude(part, 2000));
          under.add(Sound.amplitude(part, 1000));
        }
      }
      assertTrue(under.size() > 25, "it is heard as long as it is: " + under);
      assertEquals(0, Sound.decibels(most / prompt), 1, "at its level");
      Collections.sort(under); // at its begin the talk waits in a jitter buffer
      double usual = under.get(under.size() / 2);
      assertEquals(-12, Sound.decibels(usual / TOLD), 1, "the talk goes on under it, fainter");
      short[] end = Sound.tail(all, 1600);
      assertEquals(
          0, Sound.decibels(heardIn(end, 1000) / TOLD), 1.5, "and is as it was afterwards");
      assertTrue(heard(b, 2000) < INAUDIBLE, "the other hears nothing of it");
      // A decoder of G.722 that begins with our silence is a little loud at first.
      short[] talked = b.audio();
      short[] settled = Arrays.copyOfRange(talked, 3200, talked.length);
      assertEquals(0, Sound.decibels(loudest(settled, 440) / TOLD), 1, "but the talk");
      List<Peer.Packet> packets = a.heard();
      for (int i = 1; i < packets.size(); i++) {
        assertEquals(1, (packets.get(i).sequence() - packets.get(i - 1).sequence()) & 0xFFFF);
      }
    }
  }

  private static double heardIn(short[] samples, int hertz) {
    double most = 0;
    for (int i = 0; i + 400 <= samples.length; i += 200) {
      most = Math.max(most, Sound.amplitude(Arrays.copyOfRange(samples, i, i + 400), hertz));
    }
    return most;
  }

  private static void speakAlone(Peer peer, int hertz, int frames) {
    peer.say(hertz, frames);
  }

  @Test
  void overlaysAreHeardTogetherAndEndAlone() throws Exception {
    var one = plane.open("i", "one", events::add);
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one)) {
      Duration minute = Duration.ofMinutes(1);
      one.play(1, List.of(new Prompt.Silence(minute)), Duration.ZERO);
      until("it is on", () -> one.position().toMillis() > 400);
      one.overlay(2, List.of(new Prompt.Tone(2000, -16, minute)), 0);
      until("an announcement is heard", () -> heard(a, 2000) > 3000);
      one.overlay(3, List.of(new Prompt.Tone(1000, -16, Duration.ofMillis(600))), 0);
      until("the tone of a recording is over", () -> ended(3, true));
      assertTrue(heard(a, 1000) > 3000, "it was heard");
      assertTrue(one.position().toMillis() > 900, "the prompt's position, not the tone's");
      short[] all = a.audio();
      assertTrue(Sound.amplitude(Sound.tail(all, 1600), 2000) > 3000, "the announcement goes on");
      assertTrue(events.isEmpty() || !ended(2, false), "uncut");
      one.stopOverlay(3);
      one.stopOverlay(2);
      until("stopped", () -> ended(2, false));
      assertTrue(!ended(1, false));
    }
  }

  @Test
  void ofTooManyOverlaysTheOldestEnds() throws Exception {
    var one = plane.open("j", "one", events::add);
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one)) {
      for (int i = 1; i <= 9; i++) {
        one.overlay(i, List.of(new Prompt.Tone(2000, -40, Duration.ofMinutes(1))), 0);
      }
      until("the first ends", () -> ended(1, false));
      until("the others are heard", () -> heard(a, 2000) > 0);
      assertTrue(!ended(2, false));
    }
  }

  @Test
  void overlaysEndWhenStoppedAndClosedAlsoOnHold() throws Exception {
    var one = plane.open("f", "one", events::add);
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one)) {
      List<Prompt> minute = List.of(new Prompt.Tone(2000, -10, Duration.ofMinutes(1)));
      one.overlay(1, minute, 0);
      until("heard in silence", () -> heard(a, 2000) > 4000);
      one.stopOverlay(1);
      until("stopped", () -> ended(1, false));
      one.answer(a.sdp("inactive"));
      one.overlay(3, List.of(new Prompt.Silence(Duration.ofMillis(100))), 0);
      until("over on hold, too", () -> ended(3, true));
      one.overlay(4, minute, 0);
      one.close();
      until("closed", () -> ended(4, false));
    }
  }

  private boolean ended(long number, boolean whole) {
    return events.stream()
        .anyMatch(
            each ->
                each instanceof MediaEvent.Played(long n, boolean w, var _)
                    && n == number
                    && w == whole);
  }

  @Test
  void aPromptIsHeardOverAMix() throws Exception {
    var mix = plane.mix();
    var one = plane.open("g", "one", events::add);
    var two = plane.open("g", "two", _ -> {});
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 101).calls(two)) {
      mix.add(one);
      mix.add(two);
      one.overlay(1, List.of(new Prompt.Tone(2000, -10, Duration.ofMillis(600))), 0);
      speak(new Peer[] {a, b}, 60);
      until("over", () -> ended(1, true));
      assertTrue(heard(a, 2000) > 6000, "the prompt");
      assertLevel(a, HERTZ[1], TOLD, "and the talk");
      assertTrue(heard(b, 2000) < INAUDIBLE, "by one of them");
    }
  }

  /** The mix goes on unheard under a prompt, and must not take the other one's frames. */
  @Test
  void whatIsOverAPromptInAMixLastsAsLongAsItIs() throws Exception {
    var mix = plane.mix();
    var one = plane.open("h", "one", events::add);
    var two = plane.open("h", "two", _ -> {});
    try (Peer a = new Peer(Codec.PCMA, 101).calls(one);
        Peer b = new Peer(Codec.PCMA, 101).calls(two)) {
      mix.add(one);
      mix.add(two);
      speak(new Peer[] {a, b}, 10);
      one.play(1, List.of(new Prompt.Silence(Duration.ofMillis(1200))), Duration.ZERO);
      one.overlay(2, List.of(new Prompt.Tone(2000, -10, Duration.ofMillis(800))), 0);
      speak(new Peer[] {a, b}, 70);
      until("over", () -> ended(1, true) && ended(2, true));
      short[] all = a.audio();
      long loud =
          IntStream.range(0, all.length / 160)
              .filter(
                  i ->
                      Sound.amplitude(Arrays.copyOfRange(all, 160 * i, 160 * i + 160), 2000) > 6000)
              .count();
      assertTrue(loud > 35, "frames of 20 ms: " + loud);
    }
  }
}
