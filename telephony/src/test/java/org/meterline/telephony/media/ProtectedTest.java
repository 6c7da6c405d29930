package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.relay.RtpengineRelay;
import org.meterline.telephony.srtp.SdesKey;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;
import org.meterline.telephony.srtp.SrtpProfile;

/** Browsers and phones with protected media, bridged to plain ones. */
class ProtectedTest {
  private static EmbeddedMediaPlane plane;
  private static Rtpengine rtpengine;
  private static RtpengineRelay relay;

  @BeforeAll
  static void open() throws Exception {
    plane =
        new EmbeddedMediaPlane(
            new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
            InstantSource.system());
    rtpengine = new Rtpengine();
    relay =
        new RtpengineRelay(
            new EmbeddedMediaPlane(
                new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 2, Duration.ZERO, null),
                InstantSource.system()),
            RelaySettings.at(rtpengine.control()),
            Peer.HERE);
    until("ready", plane::ready);
    until("both are there", () -> relay.ready() && !relay.relay().contains("not"));
  }

  /** What does ICE, handshakes and protection. */
  enum Way {
    BUILT_IN,
    RTPENGINE;

    MediaPlane plane() {
      return this == BUILT_IN ? plane : relay;
    }
  }

  @AfterAll
  static void close() throws Exception {
    plane.close();
    relay.close();
    rtpengine.close();
  }

  private static Sdp chromium(WebPeer peer) {
    return peer.offer("actpass", "them", WebPeer.fingerprint());
  }

  @ParameterizedTest
  @EnumSource
  void aBrowserTalksWithAPlainPhone(Way way) throws Exception {
    MediaPlane plane = way.plane();
    var one = plane.open("browser", _ -> {});
    var two = plane.open("phone", _ -> {});
    try (WebPeer browser = new WebPeer();
        Peer phone = new Peer(Law.PCMA, 101).calls(two)) {
      Sdp answer = one.answer(chromium(browser));
      browser.checks(answer).shakes(answer);
      plane.bridge(one, two);
      talk(browser, phone);
      assertTrue(one.quality().packetsDropped() < 5, "those before we had the keys");

      // A re-INVITE that changes nothing lets everything go on.
      Sdp again = one.answer(chromium(browser));
      assertEquals(WebPeer.value(answer, "ice-pwd"), WebPeer.value(again, "ice-pwd"));
      talk(browser, phone);

      // One with other credentials restarts ICE, and the keys stay.
      Sdp restarted = one.answer(browser.offer("actpass", "themAnew", WebPeer.fingerprint()));
      assertFalse(WebPeer.value(answer, "ice-pwd").equals(WebPeer.value(restarted, "ice-pwd")));
      browser.checks(restarted);
      talk(browser, phone);
      one.close();
      until("goodbye", () -> browser.reports.get() > 0);
    }
  }

  private static void talk(WebPeer browser, Peer phone) throws InterruptedException {
    int before = phone.audio().length;
    browser.say(440, 25);
    until("heard", () -> tones(phone, before, 440) > 6000);
    int mark = browser.audio().length;
    phone.say(1000, 25);
    until("heard by the browser", () -> loudest(browser.audio(), mark, 1000) > 6000);
  }

  private static double tones(Peer phone, int from, int hertz) {
    return loudest(phone.audio(), from, hertz);
  }

  private static double loudest(short[] audio, int from, int hertz) {
    double loudest = 0;
    for (int at = from; at + 1600 <= audio.length; at += 400) {
      short[] part = java.util.Arrays.copyOfRange(audio, at, at + 1600);
      loudest = Math.max(loudest, Sound.amplitude(part, hertz));
    }
    return loudest;
  }

  @Test
  void weCallABrowserThatIsQuickerThanItsAnswer() throws Exception {
    for (String setup : List.of("active", "passive")) {
      var told = new ConcurrentLinkedQueue<MediaEvent>();
      var leg = plane.open("to a browser", told::add);
      try (WebPeer browser = new WebPeer()) {
        Sdp offer = leg.offer(Transport.WEBRTC);
        assertTrue(offer.text().contains("m=audio " + Peer.port(offer) + " " + WebPeer.PROTOCOL));
        assertEquals("actpass", WebPeer.value(offer, "setup"));
        browser.checks(offer);
        browser.shake(offer, setup.equals("active"));
        // The prompt waits for the keys: all of it is heard.
        leg.accept(browser.answer(setup));
        leg.play(1, List.of(new Prompt.Tone(1500, -10, Duration.ofMillis(400))), Duration.ZERO);
        until("played", () -> !told.isEmpty());
        until("heard", () -> loudest(browser.audio(), 0, 1500) > 6000);
        assertTrue(leg.offer().text().contains(WebPeer.PROTOCOL), "re-offers are as agreed");
      } finally {
        leg.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOfferToEachKindOfPhoneAndTheAnswerTells(Way way) throws Exception {
    MediaPlane plane = way.plane();
    var leg = plane.open("both", _ -> {});
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      Sdp plain = leg.offer(Transport.PLAIN);
      Sdp browsers = leg.offer(Transport.WEBRTC);
      assertEquals(way == Way.BUILT_IN, Peer.port(plain) == Peer.port(browsers));
      assertFalse(plain.text().contains("ice-"));
      phone.sendTo(plain);
      leg.accept(phone.sdp());
      phone.up();
    } finally {
      leg.close();
    }
  }

  @Test
  void whoIsNotWhoWasDescribedIsNotHeard() throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var leg = plane.open("stranger", told::add);
    try (WebPeer stranger = new WebPeer()) {
      String other = WebPeer.fingerprint().replaceFirst("sha-256 ..", "sha-256 00");
      Sdp answer = leg.answer(stranger.offer("actpass", "them", other));
      stranger.checks(answer);
      stranger.shake(answer, true);
      until("refused", stranger::isRefused);
      assertEquals(0, leg.quality().packetsSent());
      until("told", () -> told.stream().anyMatch(MediaEvent.Lost.class::isInstance));
    } finally {
      leg.close();
    }
  }

  /** Phones that do no ICE, where they say they are, or behind a NAT. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStrangerWhoIsQuickerDecidesNothing(boolean behindNat) throws Exception {
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    var leg = plane.open("phone", told::add);
    try (WebPeer phone = new WebPeer();
        WebPeer stranger = WebPeer.stranger();
        WebPeer silent = WebPeer.stranger()) {
      int at = behindNat ? 9 : phone.socket.getLocalPort();
      Sdp answer = leg.answer(phone.plainOffer("actpass", at));
      silent.sendsTo(answer).send(hello());
      stranger.sendsTo(answer).shake(answer, true);
      until("refused", stranger::isRefused);
      phone.sendsTo(answer).shakes(answer);
      leg.play(1, List.of(new Prompt.Tone(1500, -10, Duration.ofMillis(400))), Duration.ZERO);
      until("heard", () -> loudest(phone.audio(), 0, 1500) > 6000);
      assertTrue(told.stream().noneMatch(MediaEvent.Lost.class::isInstance), told::toString);
      phone.say(440, 5);
      until("it is heard", () -> leg.quality().packetsReceived() > 0);
    } finally {
      leg.close();
    }
  }

  /** What begins a handshake that nobody goes on with. */
  private static byte[] hello() {
    byte[] hello = new byte[60];
    hello[0] = 22;
    hello[1] = (byte) 0xFE;
    hello[2] = (byte) 0xFD;
    hello[12] = 47;
    hello[13] = 1;
    return hello;
  }

  /** It may hear of us only by the answer: from then on it has all the time. */
  @Test
  void whoIsToBeBegunWithIsSoAnewAtTheAnswer() throws Exception {
    var leg = plane.open("phone", _ -> {});
    try (WebPeer terms = new WebPeer();
        DatagramSocket phone = new DatagramSocket(0, Peer.HERE)) {
      phone.setSoTimeout(5000);
      var _ = leg.answer(terms.plainOffer("passive", phone.getLocalPort()));
      String first = random(phone);
      leg.answered();
      String next = random(phone);
      while (next.equals(first)) {
        next = random(phone);
      }
    } finally {
      leg.close();
    }
  }

  /** That of the ClientHello that comes next. */
  private static String random(DatagramSocket phone) throws IOException {
    var packet = new DatagramPacket(new byte[2048], 2048);
    phone.receive(packet);
    return HexFormat.of().formatHex(packet.getData(), 27, 59);
  }

  @Test
  void packetsFromElsewhereOrUnprotectedAreDropped() throws Exception {
    var leg = plane.open("browser", _ -> {});
    try (WebPeer browser = new WebPeer();
        Peer stranger = new Peer(Law.PCMU, 101)) {
      Sdp answer = leg.answer(chromium(browser));
      browser.checks(answer).shakes(answer);
      // The far end may have its keys a moment before we have ours.
      int sent = 0;
      while (leg.quality().packetsReceived() < 5) {
        browser.say(440, 1);
        sent++;
      }
      int all = sent;
      until(
          "all in", () -> leg.quality().packetsReceived() + leg.quality().packetsDropped() == all);
      long received = leg.quality().packetsReceived();
      long dropped = leg.quality().packetsDropped();
      stranger.sendTo(answer);
      stranger.tone(440, 160); // not protected
      stranger.raw(new byte[] {22, (byte) 0xFE, (byte) 0xFD, 0, 0}); // of no handshake of ours
      stranger.raw(new byte[] {0, 1, 0, 0});
      until("dropped", () -> leg.quality().packetsDropped() == dropped + 3);
      assertEquals(received, leg.quality().packetsReceived());
    } finally {
      leg.close();
    }
  }

  @Test
  void keysOfTheDescription() throws Exception {
    SrtpKeys theirs = SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_32, new Random(3));
    var leg = plane.open("phone", _ -> {});
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      Sdp offer =
          new Sdp(
              phone.sdp().text().replace("RTP/AVP", "RTP/SAVP")
                  + "a=crypto:1 AEAD_AES_256_GCM inline:AAAA\r\na=crypto:4 "
                  + new SdesKey(4, theirs).value().substring(2)
                  + "\r\n");
      Sdp answer = leg.answer(offer);
      phone.sendTo(answer);
      SdesKey ours = SdesKey.parse(WebPeer.value(answer, "crypto")).orElseThrow();
      assertEquals(4, ours.tag());
      SrtpContext in = ours.keys().begin();
      SrtpContext out = theirs.begin();
      phone.up();
      ByteBuffer b = ByteBuffer.allocate(200);
      b.put((byte) 0x80).put((byte) 8).putShort((short) 5).putInt(9).putInt(1).put(new byte[160]);
      assertTrue(out.protect(b.flip()));
      byte[] packet = java.util.Arrays.copyOf(b.array(), b.limit());
      phone.raw(packet);
      until("heard", () -> leg.quality().packetsReceived() == 1);
      phone.raw(packet);
      until("a replay is dropped", () -> leg.quality().packetsDropped() == 1);
      Peer.Packet first = phone.heard().getFirst();
      ByteBuffer heard = ByteBuffer.allocate(RtpPacket.HEADER + first.payload().length);
      heard.put((byte) 0x80).put((byte) (first.type() | (first.marker() ? 0x80 : 0)));
      heard.putShort((short) first.sequence()).putInt(first.timestamp()).putInt(first.ssrc());
      assertTrue(in.unprotect(heard.put(first.payload()).flip()));
      assertEquals((byte) 0xD5, heard.get(50), "silence");
      assertEquals(
          WebPeer.value(answer, "crypto"), WebPeer.value(leg.answer(offer), "crypto"), "again");
    } finally {
      leg.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void weOfferKeys(Way way) throws Exception {
    MediaPlane plane = way.plane();
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try {
      one.accept(two.answer(one.offer(Transport.SDES)));
      until("both hear", () -> one.quality().packetsReceived() > 3);
      until("both hear", () -> two.quality().packetsReceived() > 3);
      assertEquals(0, one.quality().packetsDropped());
    } finally {
      one.close();
      two.close();
    }
  }

  @Test
  void whatCannotBeProtectedIsRefused() {
    var leg = assertOpen();
    try (Peer phone = new Peer(Law.PCMA, 101)) {
      String plain = phone.sdp().text();
      for (String offer :
          List.of(
              plain.replace("RTP/AVP", "RTP/SAVP"),
              plain.replace("RTP/AVP", "UDP/TLS/RTP/SAVP"),
              plain.replace("RTP/AVP", "UDP/TLS/RTP/SAVP") + "a=fingerprint:sha-1 AB\r\n",
              plain.replace("RTP/AVP", "UDP/TLS/RTP/SAVP")
                  + "a=fingerprint:sha-256 AB\r\na=setup:holdconn\r\n")) {
        assertThrows(MediaPlane.Unacceptable.class, () -> leg.answer(new Sdp(offer)));
      }
      leg.offer(Transport.WEBRTC);
      assertThrows(MediaPlane.Unacceptable.class, () -> leg.accept(phone.sdp()));
    } finally {
      leg.close();
    }
  }

  private static MediaPlane.MediaLeg assertOpen() {
    try {
      return plane.open("leg", _ -> {});
    } catch (MediaPlane.NoPorts e) {
      throw new AssertionError(e);
    }
  }
}
