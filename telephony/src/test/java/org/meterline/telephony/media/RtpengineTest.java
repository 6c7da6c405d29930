package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.relay.RtpengineRelay;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/** What is special about legs through rtpengine; what is common is in {@link ProtectedTest}. */
class RtpengineTest {
  private static Rtpengine rtpengine;
  private static RtpengineRelay plane;

  @BeforeAll
  static void open() throws Exception {
    rtpengine = new Rtpengine();
    plane = through(RelaySettings.at(rtpengine.control()));
    until("rtpengine is seen", () -> !plane.relay().contains("not"));
  }

  @AfterAll
  static void close() throws Exception {
    plane.close();
    rtpengine.close();
  }

  private static RtpengineRelay through(RelaySettings settings) {
    MediaSettings own = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null);
    return new RtpengineRelay(
        new EmbeddedMediaPlane(own, InstantSource.system()), settings, own.here());
  }

  private static Sdp chromium(WebPeer peer) {
    return peer.offer("actpass", "them", WebPeer.fingerprint());
  }

  private static boolean comesFromRtpengine(Sdp described) {
    return described.text().contains("typ host\r\n") && !described.text().contains("ice-lite");
  }

  @Test
  void promptsAndDigitsAndHoldAndANewWayStayOurs() throws Exception {
    Queue<MediaEvent> told = new ConcurrentLinkedQueue<>();
    var leg = plane.open("browser", told::add);
    try (WebPeer browser = new WebPeer()) {
      Sdp answer = leg.answer(chromium(browser));
      assertTrue(comesFromRtpengine(answer), answer::text);
      browser.checks(answer).shakes(answer);
      browser.say(440, 10);
      until("it is heard", () -> leg.quality().packetsReceived() > 0);
      leg.play(1, List.of(new Prompt.Tone(1500, -10, Duration.ofMillis(400))), Duration.ZERO);
      until("played", () -> told.stream().anyMatch(MediaEvent.Played.class::isInstance));
      until("heard", () -> loudest(browser.audio(), 1500) > 6000);

      Sdp held =
          new Sdp(chromium(browser).text().replace("a=rtpmap:0 ", "a=sendonly\r\na=rtpmap:0 "));
      assertTrue(leg.answer(held).text().contains("a=recvonly"), "held");
      Sdp taken = leg.answer(chromium(browser));
      assertTrue(taken.text().contains("a=sendrecv"), "taken up again");

      // Other credentials restart ICE; the certificate, and so the keys, stay.
      Sdp anew = leg.answer(browser.offer("actpass", "themAnew", WebPeer.fingerprint()));
      assertFalse(WebPeer.value(answer, "ice-pwd").equals(WebPeer.value(anew, "ice-pwd")));
      assertEquals(WebPeer.value(answer, "fingerprint"), WebPeer.value(anew, "fingerprint"));
      assertEquals(version(answer) + 2, version(taken), "twice another description");
      assertEquals(version(taken) + 1, version(anew), "another one, though not of the audio");
      browser.checks(anew);
      long before = leg.quality().packetsReceived();
      browser.say(440, 10);
      until("heard after it", () -> leg.quality().packetsReceived() > before);

      Sdp ours = leg.offer();
      assertTrue(ours.text().contains(WebPeer.PROTOCOL), "a later offer of ours is as was agreed");
      assertEquals(WebPeer.value(anew, "fingerprint"), WebPeer.value(ours, "fingerprint"));
    } finally {
      leg.close();
    }
  }

  private static long version(Sdp described) {
    Matcher origin = Pattern.compile("(?m)^o=\\S+ \\d+ (\\d+) ").matcher(described.text());
    assertTrue(origin.find(), described::text);
    return Long.parseLong(origin.group(1));
  }

  private static double loudest(short[] audio, int hertz) {
    double loudest = 0;
    for (int at = 0; at + 1600 <= audio.length; at += 400) {
      loudest = Math.max(loudest, Sound.amplitude(Arrays.copyOfRange(audio, at, at + 1600), hertz));
    }
    return loudest;
  }

  @Test
  void plainLegsGoThroughItOnlyWhenAllDo() throws Exception {
    try (RtpengineRelay all = through(RelaySettings.at(rtpengine.control()).forAll())) {
      until("rtpengine is seen", () -> !all.relay().contains("not"));
      var one = all.open("call", "one", _ -> {});
      var two = all.open("call", "two", _ -> {});
      try (Peer left = new Peer(Law.PCMA, 101);
          Peer right = new Peer(Law.PCMA, 101)) {
        left.calls(one);
        right.sendTo(two.offer());
        assertTrue(rtpengine.owns(Peer.port(two.offer())));
        two.accept(right.sdp());
        right.up();
        all.bridge(one, two);
        left.say(1000, 25);
        until("heard", () -> loudest(right.audio(), 1000) > 6000);
        right.say(440, 25);
        until("heard back", () -> loudest(left.audio(), 440) > 6000);
      } finally {
        one.close();
        two.close();
      }
    }
    var direct = plane.open("direct", _ -> {});
    assertFalse(rtpengine.owns(Peer.port(direct.offer())));
    direct.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"IP4 0.0.0.0", "IP6 ::"})
  void aHoldByAnAddressThatIsNonePassesIt(String nowhere) throws Exception {
    try (RtpengineRelay all = through(RelaySettings.at(rtpengine.control()).forAll())) {
      until("rtpengine is seen", () -> !all.relay().contains("not"));
      var one = all.open("call", "one", _ -> {});
      var two = all.open("call", "two", _ -> {});
      try (Peer left = new Peer(Law.PCMA, 101).calls(one);
          Peer right = new Peer(Law.PCMA, 101).calls(two)) {
        all.bridge(one, two);
        String talk = right.sdp().text();
        Sdp held = new Sdp(talk.replace("c=IN IP4 127.0.0.1", "c=IN " + nowhere));
        assertTrue(two.answer(held).text().contains("a=recvonly"), "held");
        assertFalse(two.listens());
        left.say(1500, 25);
        assertTrue(two.answer(new Sdp(talk)).text().contains("a=sendrecv"), "taken up again");
        assertTrue(two.listens());
        left.say(700, 25);
        until("heard", () -> loudest(right.audio(), 700) > 6000);
        assertTrue(loudest(right.audio(), 1500) < 400, "what was said before was not");
      } finally {
        one.close();
        two.close();
      }
    }
  }

  @Test
  void keysOfTheDescription() throws Exception {
    var leg = plane.open("phone", _ -> {});
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      SrtpKeys theirs = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new Random(3));
      String offer = phone.sdp().text().replace("RTP/AVP", "RTP/SAVP");
      Sdp answer =
          leg.answer(new Sdp(offer + "a=crypto:" + new SdesKey(1, theirs).value() + "\r\n"));
      assertTrue(answer.text().contains("RTP/SAVP"), answer::text);
      phone.sendTo(answer);
      SrtpContext in = SdesKey.parse(WebPeer.value(answer, "crypto")).orElseThrow().keys().begin();
      phone.up();
      Peer.Packet first = phone.heard().getFirst();
      ByteBuffer heard = ByteBuffer.allocate(RtpPacket.HEADER + first.payload().length);
      heard.put((byte) 0x80).put((byte) (first.type() | (first.marker() ? 0x80 : 0)));
      heard.putShort((short) first.sequence()).putInt(first.timestamp()).putInt(first.ssrc());
      assertTrue(in.unprotect(heard.put(first.payload()).flip()));

      var calls = plane.open("to a phone", _ -> {});
      String offered = calls.offer(Transport.SDES).text();
      assertFalse(Pattern.compile("a=crypto:.*NULL").matcher(offered).find(), offered);
      Matcher usual = Pattern.compile("a=crypto:.*AES_CM_128_HMAC_SHA1_80").matcher(offered);
      assertTrue(usual.find(), offered);
      calls.close();
    } finally {
      leg.close();
    }
  }

  /** ICE says nothing of keys, nor a handshake of ICE. */
  @ParameterizedTest
  @CsvSource({"RTP/AVP, true", "RTP/SAVP, true", "UDP/TLS/RTP/SAVPF, false"})
  void aLaterOfferOfOursIsAsWasAgreed(String protocol, boolean ice) throws Exception {
    var leg = plane.open("phone", _ -> {});
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      SrtpKeys theirs = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new Random(3));
      String way =
          switch (protocol) {
            case "RTP/AVP" -> "";
            case "RTP/SAVP" -> "a=crypto:" + new SdesKey(1, theirs).value() + "\r\n";
            default -> "a=fingerprint:" + WebPeer.fingerprint() + "\r\na=setup:actpass\r\n";
          };
      String checks =
          String.join(
              "\r\n",
              "a=candidate:1 1 udp 2113937151 127.0.0.1 50000 typ host",
              "a=ice-ufrag:them",
              "a=ice-pwd:0123456789abcdef01234567",
              "a=rtcp-mux",
              "");
      String offer = phone.sdp().text().replace("RTP/AVP", protocol) + way + (ice ? checks : "");
      Sdp answer = leg.answer(new Sdp(offer));
      assertEquals(ice, comesFromRtpengine(answer), answer::text);

      String ours = leg.offer().text();
      assertTrue(ours.contains(" " + protocol + " "), ours);
      assertEquals(ice, ours.contains("a=candidate:"), ours);
      assertEquals(ice, ours.contains("a=ice-ufrag:"), ours);
      assertEquals(way.contains("crypto"), ours.contains("a=crypto:"), ours);
      assertEquals(way.contains("fingerprint"), ours.contains("a=fingerprint:"), ours);
    } finally {
      leg.close();
    }
  }

  @Test
  void whatItDoesNotTakeIsRefused() throws Exception {
    var leg = plane.open("nothing", _ -> {});
    assertThrows(
        MediaPlane.Unacceptable.class,
        () -> leg.answer(new Sdp("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n")));
    leg.close();
  }

  /** Last in its class would be best, but it leaves all as it was. */
  @Test
  void whoseRelayDiesIsToldAndTheNextGoWithoutOrAreRefused() throws Exception {
    try (Rtpengine mortal = new Rtpengine();
        RtpengineRelay able = through(RelaySettings.at(mortal.control()));
        RtpengineRelay needy = through(RelaySettings.at(mortal.control()).needed())) {
      until("seen", () -> !able.relay().contains("not") && needy.ready() && able.ready());
      Queue<MediaEvent> told = new ConcurrentLinkedQueue<>();
      Queue<MediaEvent> untouched = new ConcurrentLinkedQueue<>();
      var on = able.open("on it", told::add);
      var off = able.open("not on it", untouched::add);
      try (WebPeer browser = new WebPeer();
          WebPeer second = new WebPeer();
          Peer phone = new Peer(Law.PCMA, 101).calls(off)) {
        Sdp answer = on.answer(chromium(browser));
        browser.checks(answer).shakes(answer);
        mortal.kill();
        until("told", () -> told.stream().anyMatch(MediaEvent.Lost.class::isInstance));
        assertTrue(untouched.isEmpty());
        until("seen", () -> needy.relay().contains("refused"));
        assertTrue(able.relay().contains("new legs go without it"), able::relay);
        assertTrue(able.ready());
        assertFalse(needy.ready());

        var next = able.open("next", _ -> {});
        Sdp own = next.answer(chromium(second));
        assertTrue(own.text().contains("ice-lite"), "our own");
        second.checks(own).shakes(own);
        next.close();
        var refused = needy.open("refused", _ -> {});
        var why =
            assertThrows(MediaPlane.Unacceptable.class, () -> refused.answer(chromium(second)));
        assertEquals(503, why.status());
        refused.close();

        mortal.again();
        until("back", () -> needy.ready() && !able.relay().contains("not"));
        told.clear();
        var later = able.open("later", told::add);
        assertTrue(comesFromRtpengine(later.answer(chromium(second))));
        // So quick that no ping finds it gone: what it has forgotten tells.
        mortal.kill();
        mortal.again();
        until("told", () -> told.stream().anyMatch(MediaEvent.Lost.class::isInstance));
        later.close();
        assertTrue(phone.heard().size() > 1, "the other leg goes on");
      } finally {
        on.close();
        off.close();
      }
    }
  }
}
