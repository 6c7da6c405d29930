package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.telephony.codec.Law;

/** Digits that the plane makes itself, as a far end sees them (RFC 4733). */
class SendDigitTest {
  /** A digit's seven packets, 20 ms apart, a little less for rounding. */
  private static final long DIGIT_NANOS = 110_000_000;

  private final EmbeddedMediaPlane plane =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system());

  @TempDir Path folder = Path.of("");

  @AfterEach
  void close() {
    plane.close();
  }

  private static boolean end(Peer.Packet packet) {
    return (packet.payload()[1] & 0x80) != 0;
  }

  private static int duration(Peer.Packet packet) {
    return ByteBuffer.wrap(packet.payload()).getShort(2) & 0xFFFF;
  }

  @Test
  void twoDigitsAndThenAudioGoesOn() throws Exception {
    var leg = plane.open("leg", _ -> {});
    var other = plane.open("other", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 96).calls(leg);
        Peer b = new Peer(Law.PCMU, 101).calls(other)) {
      plane.bridge(leg, other);
      b.say(440, 10);
      long begin = System.nanoTime();
      leg.sendDigit('#');
      leg.sendDigit('x');
      leg.sendDigit('5');
      b.say(440, 40);
      until("two digits", () -> a.events().size() >= 14);
      b.say(440, 10);
      List<Peer.Packet> events = a.events();
      assertEquals(14, events.size());
      digit(events.subList(0, 7), 11, begin);
      digit(events.subList(7, 14), 5, begin + DIGIT_NANOS);
      int distance = events.get(7).timestamp() - events.getFirst().timestamp();
      assertTrue(distance >= 800 + 320, "a pause between digits: " + distance);

      List<Peer.Packet> all = a.heard();
      for (int i = 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
        assertTrue(all.get(i).timestamp() - all.get(i - 1).timestamp() >= 0, "time goes on");
      }
      Peer.Packet after = all.get(all.indexOf(events.getLast()) + 1);
      assertEquals(Law.PCMA.payloadType, after.type());
      assertTrue(after.marker(), "audio goes on as a new talkspurt");
      assertTrue(after.timestamp() - events.getLast().timestamp() >= 800);
      assertTrue(Sound.amplitude(Sound.tail(a.audio(), 5 * 160), 440) > 4000, "the other is heard");
    }
  }

  /**
   * @param begin when it was sent at the earliest
   */
  private static void digit(List<Peer.Packet> packets, int code, long begin) {
    for (int i = 0; i < 7; i++) {
      Peer.Packet packet = packets.get(i);
      assertEquals(4, packet.payload().length);
      assertEquals(code, packet.payload()[0]);
      assertEquals(i == 0, packet.marker(), "the first is marked");
      assertEquals(packets.getFirst().timestamp(), packet.timestamp());
      assertEquals(Math.min(160 * (i + 1), 800), duration(packet));
      assertEquals(i >= 4, end(packet), "the end comes three times");
    }
    long took = packets.getLast().at() - begin;
    assertTrue(took >= DIGIT_NANOS, "in real time: " + took);
  }

  @Test
  void anotherPlaneHearsEachDigitOnce() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", told::add);
    one.accept(two.answer(one.offer()));
    "0123456789*#ABCD".chars().forEach(digit -> one.sendDigit((char) digit));
    until("all digits", () -> told.size() >= 16);
    StringBuilder digits = new StringBuilder();
    told.forEach(event -> digits.append(((MediaEvent.Digit) event).digit()));
    assertEquals("0123456789*#ABCD", digits.toString());
  }

  @Test
  void aPromptWaitsForADigitAndGoesOn() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var leg = plane.open("leg", told::add);
    try (Peer a = new Peer(Law.PCMA, 101).calls(leg)) {
      leg.play(1, List.of(new Prompt.Tone(700, -10, Duration.ofMillis(300))), Duration.ZERO);
      long begin = System.nanoTime();
      leg.sendDigit('1');
      until("prompt over", () -> !told.isEmpty());
      assertEquals(new MediaEvent.Played(1, true, Duration.ofMillis(300)), told.peek());
      digit(a.events(), 1, begin);
    }
  }

  @Test
  void whoDoesNotTakeEventsHearsTones() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var leg = plane.open("leg", _ -> {});
    var other = plane.open("other", told::add);
    // Neither takes events of the other: digits are made as tones, and heard in them.
    String offer = leg.offer().text().replace("telephone-event", "no-event");
    leg.accept(new Sdp(other.answer(new Sdp(offer)).text()));
    until("up", () -> other.quality().packetsReceived() > 0);
    "159D*#".chars().forEach(digit -> leg.sendDigit((char) digit));
    until("all digits", () -> told.size() >= 6);
    StringBuilder digits = new StringBuilder();
    told.forEach(event -> digits.append(((MediaEvent.Digit) event).digit()));
    assertEquals("159D*#", digits.toString());
  }

  /** The tones are those of the standard to a decoder written elsewhere, in both laws. */
  @ParameterizedTest
  @EnumSource(Law.class)
  void anotherDecoderReadsTheTones(Law law) throws Exception {
    String digits = "123A456B789C*0#D";
    var leg = plane.open("leg", _ -> {});
    try (Peer a = new Peer(law, -1).calls(leg)) {
      digits.chars().forEach(digit -> leg.sendDigit((char) digit));
      until("all are sent", () -> pauses(a, law) >= digits.length());
      Path said = folder.resolve(law == Law.PCMA ? "said.al" : "said.ul");
      try (var out = Files.newOutputStream(said)) {
        for (Peer.Packet packet : a.heard()) {
          out.write(packet.payload());
        }
      }
      Path raw = folder.resolve("said.raw");
      run("sox -r 8000 -c 1 " + said + " -r 22050 -b 16 -e signed-integer " + raw);
      String read = run("multimon-ng -q -t raw -a DTMF " + raw);
      assertEquals(digits, read.replace("DTMF: ", "").replaceAll("\\s", ""), read);
    }
  }

  /** How many times it was silent after it had not been. */
  private static long pauses(Peer peer, Law law) {
    long pauses = 0;
    boolean loud = false;
    for (Peer.Packet packet : peer.heard()) {
      boolean now = !Sound.isSilent(packet, law);
      pauses += loud && !now ? 1 : 0;
      loud = now;
    }
    return pauses;
  }

  private String run(String words) throws Exception {
    Process process = new ProcessBuilder(words.split(" ")).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
