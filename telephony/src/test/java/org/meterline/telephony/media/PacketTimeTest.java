package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.Law;

/** Far ends get packets as long as they say (RFC 8866, section 6.4). */
@Execution(ExecutionMode.CONCURRENT)
class PacketTimeTest {
  private static final EmbeddedMediaPlane PLANE =
      new EmbeddedMediaPlane(
          new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
          InstantSource.system());

  @AfterAll
  static void close() {
    PLANE.close();
  }

  private static Sdp with(Peer peer, String... lines) {
    return new Sdp(peer.sdp().text() + String.join("\r\n", lines) + "\r\n");
  }

  private static Peer calls(Peer peer, MediaPlane.MediaLeg leg, String... lines) throws Exception {
    peer.sendTo(leg.answer(with(peer, lines)));
    peer.up();
    return peer;
  }

  @Test
  void whatIsWantedIsTakenInTensAndWithinLimits() {
    assertEquals(20, PacketTime.ANY.millis());
    assertEquals(30, new PacketTime(30, 0).millis());
    assertEquals(20, new PacketTime(25, 0).millis());
    assertEquals(10, new PacketTime(5, 0).millis());
    assertEquals(10, new PacketTime(0, 10).millis());
    assertEquals(40, new PacketTime(60, 40).millis());
    assertEquals(120, new PacketTime(5000, 0).millis());
    assertFalse(PacketTime.ANY.isOther(240));
    assertTrue(new PacketTime(20, 0).isOther(240));
    assertFalse(new PacketTime(30, 0).isOther(240));
    assertTrue(new PacketTime(0, 20).isOther(240));
    assertFalse(new PacketTime(0, 30).isOther(160));
  }

  /** Silence, which is what a leg says by itself, is in packets of that length and in time. */
  @ParameterizedTest
  @CsvSource({
    "PCMA,10", "PCMA,30", "PCMU,40", "PCMA,60", "G722,10", "G722,30", "G722,60", "OPUS,10",
    "OPUS,20", "OPUS,30", "OPUS,40", "OPUS,60"
  })
  void promptsComeInPacketsOfTheirLength(Codec codec, int millis) throws Exception {
    var leg = PLANE.open("leg", _ -> {});
    try (Peer phone = calls(new Peer(codec, 101), leg, "a=ptime:" + millis)) {
      leg.play(1, List.of(new Prompt.Tone(700, -9, Duration.ofMillis(600))), Duration.ZERO);
      until("a tone", () -> loudest(phone.audio(), 700) > 6500);
      until("more", () -> phone.heard().size() > 20);
      List<Peer.Packet> all = phone.heard();
      int ticks = millis * (codec.clock / 1000);
      int whole = 0;
      for (int i = 1; i < all.size(); i++) {
        Peer.Packet before = all.get(i - 1);
        int step = all.get(i).timestamp() - before.timestamp();
        assertEquals(1, (all.get(i).sequence() - before.sequence()) & 0xFFFF);
        if (codec != Codec.OPUS) {
          assertTrue(before.payload().length <= millis * 8, "never longer");
        }
        whole += step == ticks ? 1 : 0;
      }
      assertTrue(whole >= all.size() - 6, whole + " of " + all.size() + " are as wanted");
    } finally {
      leg.close();
    }
  }

  private static double loudest(short[] audio, int hertz) {
    double loudest = 0;
    for (int at = 0; at + 800 <= audio.length; at += 160) {
      short[] part = Arrays.copyOfRange(audio, at, at + 800);
      loudest = Math.max(loudest, Sound.amplitude(part, hertz));
    }
    return loudest;
  }

  /** What a partner says in packets of another length is put into others, octet by octet. */
  @ParameterizedTest
  @CsvSource({
    "160,a=ptime:10",
    "160,a=ptime:30",
    "160,a=ptime:60",
    "480,a=ptime:20",
    "80,a=ptime:20",
    "240,a=maxptime:20",
    "240,a=ptime:40"
  })
  void relayedSoundIsPutIntoOthers(int samples, String wish) throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = calls(new Peer(Law.PCMA, 101), two, wish)) {
      PLANE.bridge(one, two);
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int first = b.heard().size();
      a.say(1000, 24, samples);
      a.sent.forEach(said::writeBytes);
      until("all relayed", () -> indexOf(heard(b, first), said.toByteArray()) >= 0);
      int most = Integer.parseInt(wish.substring(wish.indexOf(':') + 1)) * 8;
      List<Peer.Packet> all = b.heard();
      long whole = all.stream().filter(p -> p.payload().length == most).count();
      assertTrue(all.stream().allMatch(p -> p.payload().length <= most));
      assertTrue(whole >= 24L * samples / most - 2, "whole: " + whole);
      for (int i = first + 1; i < all.size(); i++) {
        assertEquals(1, (all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF);
      }
    } finally {
      one.close();
      two.close();
    }
  }

  private static byte[] heard(Peer peer, int from) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Peer.Packet> packets = peer.heard();
    packets.subList(from, packets.size()).forEach(p -> all.writeBytes(p.payload()));
    return all.toByteArray();
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Opus is parted between frames and never decoded: what is heard is the same. */
  @Test
  void opusIsPutTogetherWithoutDecoding() throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(Codec.OPUS, 101).calls(one);
        Peer b = calls(new Peer(Codec.OPUS, 101), two, "a=ptime:60")) {
      PLANE.bridge(one, two);
      int first = b.heard().size();
      a.say(440, 30);
      until("ten packets of three", () -> count(b, first, 2880) >= 9);
      Peer.Packet middle = b.heard().get(first + 5);
      assertEquals(3, middle.payload()[0] & 3, "a packet of any number of frames");
      assertEquals(3, middle.payload()[1] & 0x3F);
      assertTrue(loudest(b.audio(), 440) > 7000);
    } finally {
      one.close();
      two.close();
    }
  }

  private static long count(Peer peer, int from, int ticks) {
    List<Peer.Packet> all = peer.heard();
    long count = 0;
    for (int i = from + 1; i < all.size(); i++) {
      count += all.get(i).timestamp() - all.get(i - 1).timestamp() == ticks ? 1 : 0;
    }
    return count;
  }

  @Test
  void whatIsLostBeforeStaysVisible() throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = calls(new Peer(Law.PCMA, 101), two, "a=ptime:40")) {
      PLANE.bridge(one, two);
      a.say(1000, 10);
      a.skip();
      a.skip();
      a.say(1000, 10);
      until("relayed", () -> missing(b) == 1);
    } finally {
      one.close();
      two.close();
    }
  }

  private static int missing(Peer peer) {
    List<Peer.Packet> all = peer.heard();
    int missing = 0;
    for (int i = 1; i < all.size(); i++) {
      missing += ((all.get(i).sequence() - all.get(i - 1).sequence()) & 0xFFFF) - 1;
    }
    return missing;
  }

  /** Digits come between, and the sound before them is not held back. */
  @Test
  void eventsPassBetween() throws Exception {
    var one = PLANE.open("one", _ -> {});
    var two = PLANE.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = calls(new Peer(Law.PCMA, 96), two, "a=ptime:60")) {
      PLANE.bridge(one, two);
      a.say(1000, 4);
      int begin = a.timestamp();
      a.event(7, false, 400, true, begin);
      a.event(7, false, 800, false, begin);
      a.event(7, true, 800, false, begin);
      for (int i = 0; i < 5; i++) {
        a.skipTime();
      }
      a.say(1000, 10);
      until("events", () -> b.events().size() == 3);
      until("and sound", () -> b.heard().getLast().type() == 8);
      assertEquals(0, missing(b));
      assertArrayEquals(new byte[] {7, 10, 1, (byte) 0x90}, b.events().getFirst().payload());
    } finally {
      one.close();
      two.close();
    }
  }

  /** A far end that understands no letters hears them. */
  @Test
  void eventsThatAreNotTakenAreSounded() throws Exception {
    var leg = PLANE.open("leg", _ -> {});
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      Sdp few = new Sdp(phone.sdp().text().replace("a=fmtp:101 0-16", "a=fmtp:101 0-11"));
      phone.sendTo(leg.answer(few));
      phone.up();
      leg.sendDigit('5');
      leg.sendDigit('A');
      until("the digit", () -> phone.events().size() == 7);
      until("the letter", () -> loudest(phone.audio(), 1633) > 1000);
      assertEquals(7, phone.events().size());
      assertTrue(phone.events().stream().allMatch(p -> p.payload()[0] == 5));
    } finally {
      leg.close();
    }
  }
}
