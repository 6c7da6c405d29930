package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.codec.Law;

/** Where prompts begin, and how far they came. */
class PromptPositionTest {
  @TempDir Path folder;

  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(MediaSettings.loopback(), InstantSource.system(), new SteadyTicker());
  private final ConcurrentLinkedQueue<MediaEvent> told = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    plane.close();
  }

  private static Prompt.Tone tone(int hertz, int millis) {
    return new Prompt.Tone(hertz, -10, Duration.ofMillis(millis));
  }

  @Test
  void anOffsetBeginsLaterAndAStopTellsHowFarItCame() throws Exception {
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(tone(500, 1000)), Duration.ofMillis(800));
      until("over", () -> !told.isEmpty());
      assertEquals(new MediaEvent.Played(1, true, Duration.ofSeconds(1)), told.poll());
      Sound.assertFrames(10, leg, peer);
      leg.play(2, List.of(tone(500, 5000)), Duration.ofSeconds(1));
      until(
          "begun",
          () -> peer.heard().stream().filter(p -> !Sound.isSilent(p, Law.PCMA)).count() > 14);
      leg.play(3, List.of(tone(900, 20)), Duration.ofHours(1));
      until("both over", () -> told.size() == 2);
      var stopped = assertInstanceOf(MediaEvent.Played.class, told.poll());
      assertEquals(2, stopped.number());
      assertTrue(!stopped.whole());
      assertTrue(stopped.position().toMillis() >= 1100, stopped.toString());
      assertEquals(new MediaEvent.Played(3, true, Duration.ofMillis(20)), told.poll());
    }
  }

  @Test
  void positionsAreExactToTheSample() throws Exception {
    Path odd = WavFile.write(folder.resolve("odd.wav"), 1, 16, 1, 8000, 1603);
    List<Prompt> row = List.of(new Prompt.File(odd));
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, row, Duration.ZERO);
      until("over", () -> !told.isEmpty());
      assertEquals(new MediaEvent.Played(1, true, samples(1603)), told.poll());
      assertEquals(samples(1603), leg.position());
      Sound.awaitAll(leg, peer);
      int before = peer.heard().size();
      leg.play(2, row, samples(805));
      until("over", () -> !told.isEmpty());
      assertEquals(new MediaEvent.Played(2, true, samples(1603)), told.poll());
      Sound.awaitAll(leg, peer);
      Peer.Packet first =
          peer.heard().stream()
              .skip(before)
              .filter(p -> !Sound.isSilent(p, Law.PCMA))
              .findFirst()
              .get();
      for (int i = 0; i < first.payload().length; i++) {
        assertEquals(
            Law.PCMA.encode(WavFile.sine(805 + i)), first.payload()[i], "sample " + (805 + i));
      }
    }
  }

  @Test
  void whatStandsStillIsSilentAndGoesOnFromWhereItIsTold() throws Exception {
    var leg = plane.open("leg", told::add);
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(new Prompt.Chord(List.of(500, 700), -13, samples(40_000))), samples(0));
      until("begun", () -> peer.heard().stream().anyMatch(p -> !Sound.isSilent(p, Law.PCMA)));
      leg.pause();
      silence(peer, 10);
      Duration still = leg.position();
      silence(peer, 10);
      assertEquals(still, leg.position());
      assertTrue(told.isEmpty());
      leg.seek(samples(39_200));
      leg.resume();
      until("over", () -> !told.isEmpty());
      assertEquals(new MediaEvent.Played(1, true, samples(40_000)), told.poll());
      long sounding = peer.heard().stream().filter(p -> !Sound.isSilent(p, Law.PCMA)).count();
      assertTrue(sounding < 200, "most was left out: " + sounding + " frames");
    }
  }

  /** Waits for so many packets more that are silent, one after another. */
  private static void silence(Peer peer, int count) {
    int before = peer.heard().size();
    until(
        "silence",
        () -> {
          List<Peer.Packet> heard = List.copyOf(peer.heard());
          return heard.size() >= before + count
              && heard.subList(heard.size() - count, heard.size()).stream()
                  .allMatch(p -> Sound.isSilent(p, Law.PCMA));
        });
  }

  @Test
  void aLegThatIsClosedStillTellsHowFarItsPromptCame() throws Exception {
    var leg = plane.open("leg", told::add);
    assertEquals(Duration.ZERO, leg.position());
    try (Peer peer = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(tone(500, 5000)), samples(805));
      until("begun", () -> peer.heard().stream().anyMatch(p -> !Sound.isSilent(p, Law.PCMA)));
      leg.close();
      until("told", () -> told.size() == 1);
      var played = assertInstanceOf(MediaEvent.Played.class, told.poll());
      assertEquals(played.position(), leg.position());
      long heard = played.position().minus(samples(805)).toNanos();
      assertTrue(heard > 0 && heard % samples(160).toNanos() == 0, played.toString());
    }
  }

  private static Duration samples(int count) {
    return Duration.ofNanos(125_000L * count);
  }
}
