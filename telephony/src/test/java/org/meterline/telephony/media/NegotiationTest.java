package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.OpusWishes;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/** Offer and answer (RFC 3264). */
class NegotiationTest {
  private static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";

  private static final String PRINT = "sha-256 AB:CD";

  private static Negotiation ours() {
    return new Negotiation(
        OwnAddresses.parse("198.51.100.7"),
        20_000,
        20_001,
        7,
        new TransportNegotiation(PRINT, new Random(1)));
  }

  private static Negotiation.Answered answer(String offer) throws Unacceptable {
    return ours().answer(new Sdp(offer));
  }

  @Test
  void ourOffer() {
    assertEquals(
        """
        v=0
        o=- 7 7 IN IP4 198.51.100.7
        s=-
        c=IN IP4 198.51.100.7
        t=0 0
        m=audio 20000 RTP/AVP 8 0 9 111 101 110
        a=rtpmap:8 PCMA/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:9 G722/8000
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;useinbandfec=1;stereo=0
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtpmap:110 telephone-event/48000
        a=fmtp:110 0-15
        a=ptime:20
        a=maxptime:120
        a=sendrecv
        a=rtcp:20001
        """
            .replace("\n", "\r\n"),
        ours().offer(Transport.PLAIN).text());
  }

  @Test
  void aBrowserIsAnsweredInItsOwnWay() throws Unacceptable {
    Negotiation ours = ours();
    Negotiation.Answered answered;
    try (WebPeer browser = new WebPeer()) {
      answered = ours.answer(browser.offer("actpass", "them", WebPeer.fingerprint()));
    }
    String answer = answered.answer().text();
    assertEquals(
        """
        v=0
        o=- 7 7 IN IP4 198.51.100.7
        s=-
        c=IN IP4 198.51.100.7
        t=0 0
        a=ice-lite
        a=group:BUNDLE 0
        m=audio 20000 UDP/TLS/RTP/SAVPF 0 126
        a=rtpmap:0 PCMU/8000
        a=rtpmap:126 telephone-event/8000
        a=fmtp:126 0-15
        a=ptime:20
        a=maxptime:120
        a=sendrecv
        a=rtcp:20000
        a=rtcp-mux
        a=mid:0
        a=ice-ufrag:UFRAG
        a=ice-pwd:PASSWORD
        a=candidate:1 1 UDP 2130706431 198.51.100.7 20000 typ host
        a=end-of-candidates
        a=fingerprint:sha-256 AB:CD
        a=setup:passive
        a=msid:meterline audio
        m=video 0 UDP/TLS/RTP/SAVPF 96
        a=mid:1
        """
            .replace("\n", "\r\n"),
        answer
            .replaceFirst("ice-ufrag:[A-Za-z0-9+/]{8}\r", "ice-ufrag:UFRAG\r")
            .replaceFirst("ice-pwd:[A-Za-z0-9+/]{24}\r", "ice-pwd:PASSWORD\r"));
    Session session = answered.session();
    assertTrue(session.checked() && session.rtcpMux() && session.sends() && session.receives());
    Sdp again = ours.offer(Transport.PLAIN);
    assertTrue(again.text().contains("m=audio 20000 UDP/TLS/RTP/SAVPF 0 8 9 111 126 110\r\n"));
    assertTrue(again.text().contains("a=setup:actpass\r\n"));
    assertTrue(again.text().contains("a=group:BUNDLE 0\r\n"));
  }

  @Test
  void inABundleTheFirstStreamTellsTheWayOfAll() throws Unacceptable {
    Sdp offer;
    try (WebPeer browser = new WebPeer()) {
      String text = browser.offer("active", "them", WebPeer.fingerprint()).text();
      int audio = text.indexOf("m=audio");
      int video = text.indexOf("m=video");
      String way = "a=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\na=fingerprint:";
      offer =
          new Sdp(
              text.substring(0, audio).replace("BUNDLE 0 1", "BUNDLE 1 0")
                  + text.substring(video).replace("a=bundle-only\r\n", "")
                  + way
                  + WebPeer.fingerprint()
                  + "\r\nm=audio 0 UDP/TLS/RTP/SAVPF 8\r\na=mid:0\r\na=bundle-only\r\n");
    }
    var answered = answer(offer.text());
    assertTrue(answered.answer().text().contains("m=video 0 "));
    assertTrue(answered.answer().text().contains("a=group:BUNDLE 0\r\n"));
    assertTrue(answered.answer().text().contains("m=audio 20000 UDP/TLS/RTP/SAVPF 8\r\n"));
    assertTrue(answered.session().checked());
  }

  @Test
  void beforeThereIsAnotherLegTheirFirstOfG711IsTaken() throws Unacceptable {
    var answered =
        answer(
            HEAD
                + "c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 111 18 0 8 97\r\n"
                + "a=rtpmap:111 opus/48000/2\r\na=rtpmap:97 TELEPHONE-EVENT/8000\r\n");
    assertTrue(answered.answer().text().contains("m=audio 20000 RTP/AVP 0 97\r\n"));
    assertEquals(Codec.PCMU, answered.session().codec());
    assertEquals(97, answered.session().eventType());
    assertEquals("/192.0.2.1:4000", String.valueOf(answered.session().rtp()));
    assertEquals("/192.0.2.1:4001", String.valueOf(answered.session().rtcp()));
  }

  private static final String BROWSER =
      HEAD
          + "c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 101 9 8 126 111\r\n"
          + "a=rtpmap:101 opus/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n"
          + "a=rtpmap:111 telephone-event/48000\r\n";

  @Test
  void whatTheOtherLegSpeaksIsTaken() throws Unacceptable {
    Negotiation ours = ours();
    Negotiation phone = ours();
    assertEquals(Codec.PCMA, ours.answer(new Sdp(BROWSER)).session().codec());
    phone.suit(ours.spoken());
    String offered = phone.offer(Transport.PLAIN).text();
    assertTrue(offered.contains("RTP/AVP 111 9 8 0 101 110\r\n"), "in the caller's order");
    phone.accept(
        new Sdp(
            HEAD + "c=IN IP4 192.0.2.2\r\nm=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2"));
    ours.suit(phone.spoken());
    var answered = ours.answer(new Sdp(BROWSER));
    assertEquals(Codec.OPUS, answered.session().codec());
    assertEquals(101, answered.session().audioType());
    assertEquals(111, answered.session().eventType());
    assertEquals(48_000, answered.session().eventClock());
    String answer = answered.answer().text();
    assertTrue(answer.contains("m=audio 20000 RTP/AVP 101 111\r\na=rtpmap:101 opus/48000/2\r\n"));
    assertTrue(answer.contains("a=rtpmap:111 telephone-event/48000\r\n"));
    assertEquals(Session.Kind.G722, answered.session().kinds().get(9));
    assertEquals(Session.Kind.EVENT, answered.session().kinds().get(126));
  }

  /** What is passed on untouched is asked for as they want it to whom it is passed. */
  @Test
  void whatTheOtherWantsOfOpusAndPacketsIsPassedOn() throws Unacceptable {
    String wishes = "maxaveragebitrate=20000; stereo=1; x-of-its-own=7";
    Negotiation caller = ours();
    Negotiation called = ours();
    Session first =
        caller
            .answer(
                new Sdp(
                    BROWSER
                        + "a=fmtp:101 "
                        + wishes
                        + "\r\na=fmtp:126 0-11\r\na=ptime:40\r\na=maxptime:60.5\r\n"))
            .session();
    assertEquals(new PacketTime(40, 60), first.wishes().packets());
    assertEquals(OpusWishes.NONE, first.wishes().opus(), "it is not spoken yet");
    assertTrue(first.takes(11) && !first.takes(12));
    called.suit(caller.spoken());
    String offered = called.offer(Transport.PLAIN).text();
    assertTrue(offered.contains("a=fmtp:111 " + wishes + "\r\n"), offered);
    assertTrue(offered.contains("a=ptime:40\r\n"), offered);
    called.accept(
        new Sdp(
            HEAD
                + "c=IN IP4 192.0.2.2\r\nm=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n"
                + "a=fmtp:111 useinbandfec=1\r\na=ptime:10\r\n"));
    caller.suit(called.spoken());
    var answered = caller.answer(new Sdp(BROWSER + "a=fmtp:101 " + wishes + "\r\n"));
    String answer = answered.answer().text();
    assertTrue(answer.contains("a=fmtp:101 useinbandfec=1\r\n"), answer);
    assertTrue(answer.contains("a=ptime:10\r\n"), answer);
    assertEquals(20_000, answered.session().wishes().opus().bits());
    assertTrue(answered.session().takes(15), "without an fmtp line it takes them all");
  }

  @Test
  void theirPayloadTypesAreKeptAndOursStepAside() throws Unacceptable {
    Negotiation ours = ours();
    ours.answer(
        new Sdp(
            HEAD
                + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 9 111 110\r\n"
                + "a=rtpmap:111 telephone-event/8000\r\na=rtpmap:110 PCMA/8000\r\n"));
    assertTrue(
        ours.offer(Transport.PLAIN).text().contains("m=audio 20000 RTP/AVP 110 0 9 96 111 97\r\n"),
        ours.offer(Transport.PLAIN).text());
  }

  @Test
  void whatWasToldStaysWhileItIsOffered() throws Unacceptable {
    Negotiation ours = ours();
    ours.answer(new Sdp(BROWSER));
    ours.told();
    ours.suit(new CodecNegotiation.Spoken(List.of(Codec.OPUS), "", PacketTime.ANY));
    assertEquals(Codec.PCMA, ours.answer(new Sdp(BROWSER)).session().codec());
    assertEquals(List.of(Codec.PCMA), ours.spoken().codecs());
    Sdp without = new Sdp(BROWSER.replace(" 9 8 126", " 9 126"));
    assertEquals(Codec.OPUS, ours.answer(without).session().codec());
  }

  @Test
  void aLawMayHaveADynamicPayloadType() throws Unacceptable {
    var answered =
        answer(
            HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 99\r\na=rtpmap:99 pcma/8000/1\r\n");
    assertEquals(99, answered.session().audioType());
    assertEquals(Codec.PCMA, answered.session().codec());
    assertTrue(answered.answer().text().contains("a=rtpmap:99 PCMA/8000\r\n"));
  }

  @Test
  void otherStreamsAreRefusedInTheirPlaces() throws Unacceptable {
    Negotiation ours = ours();
    var answered =
        ours.answer(
            new Sdp(
                HEAD
                    + "c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                    + "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\na=inactive\r\n"
                    + "m=audio 5002 RTP/SAVP 0\r\n"
                    + "m=audio 4000 RTP/AVP 8\r\nc=IN IP4 192.0.2.9\r\n"
                    + "m=image 6000 udptl t38\r\n"));
    List<String> streams =
        answered.answer().text().lines().filter(line -> line.startsWith("m=")).toList();
    assertEquals(
        List.of(
            "m=video 0 RTP/AVP 96",
            "m=audio 0 RTP/SAVP 0",
            "m=audio 20000 RTP/AVP 8",
            "m=image 0 udptl t38"),
        streams);
    assertEquals("/192.0.2.9:4000", String.valueOf(answered.session().rtp()));
    assertTrue(answered.session().sends() && answered.session().receives());
    assertEquals(
        4,
        ours.offer(Transport.PLAIN).text().lines().filter(line -> line.startsWith("m=")).count(),
        "re-offer");
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv,sendrecv,true,true",
    "sendonly,recvonly,false,true",
    "recvonly,sendonly,true,false",
    "inactive,inactive,false,false"
  })
  void hold(String theirs, String ours, boolean sends, boolean receives) throws Unacceptable {
    for (String offer :
        List.of(
            "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\na=" + theirs + "\r\n",
            "c=IN IP4 192.0.2.1\r\na=" + theirs + "\r\nm=audio 4000 RTP/AVP 8\r\n")) {
      var answered = answer(HEAD + offer);
      assertTrue(answered.answer().text().contains("a=" + ours + "\r\n"));
      assertEquals(sends, answered.session().sends());
      assertEquals(receives, answered.session().receives());
    }
  }

  @Test
  void holdAsItWasOnce() throws Unacceptable {
    var answered = answer(HEAD + "c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n");
    assertFalse(answered.session().sends());
    assertNull(answered.session().rtp());
    assertTrue(answered.answer().text().contains("a=recvonly\r\n"));
  }

  @Test
  void aChangedDescriptionHasTheNextVersion() throws Unacceptable {
    Negotiation ours = ours();
    Sdp plain = new Sdp(HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\n");
    Sdp held = new Sdp(plain.text() + "a=sendonly\r\n");
    assertEquals("7", version(ours.answer(plain).answer()));
    assertEquals("7", version(ours.answer(plain).answer()), "nothing changed");
    assertEquals("8", version(ours.answer(held).answer()));
    assertEquals("9", version(ours.answer(plain).answer()));
    assertEquals("10", version(ours.offer(Transport.PLAIN)));
  }

  private static String version(Sdp sdp) {
    return sdp.text().split("\r\n", -1)[1].split(" ", -1)[2];
  }

  @Test
  void rtcpGoesWhereItIsWanted() throws Unacceptable {
    String audio = HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\n";
    var named = answer(audio + "a=rtcp:53020 IN IP4 192.0.2.77\r\n").session();
    assertEquals("/192.0.2.77:53020", String.valueOf(named.rtcp()));
    assertEquals(
        "/192.0.2.1:53020", String.valueOf(answer(audio + "a=rtcp:53020\r\n").session().rtcp()));
    var mux = answer(audio + "a=rtcp-mux\r\n");
    assertTrue(mux.session().rtcpMux());
    assertTrue(mux.answer().text().contains("a=rtcp:20000\r\na=rtcp-mux\r\n"));
  }

  @Test
  void ipv6() throws Unacceptable {
    Negotiation ours =
        new Negotiation(
            OwnAddresses.parse("2001:db8::7"),
            20_000,
            20_001,
            7,
            new TransportNegotiation(PRINT, new Random(1)));
    var answered =
        ours.answer(new Sdp(HEAD + "c=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n"));
    assertTrue(answered.answer().text().contains("c=IN IP6 2001:db8::7\r\n"));
    assertNotNull(answered.session().rtp());
    assertThrows(
        Unacceptable.class,
        () -> answer(HEAD + "c=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n"));
  }

  private static Negotiation both() {
    return new Negotiation(
        OwnAddresses.parse("198.51.100.7,[2001:db8::7]"),
        20_000,
        20_001,
        7,
        new TransportNegotiation(PRINT, new Random(1)));
  }

  /** The family that the far end named is the one it is answered in, and offered from then on. */
  @ParameterizedTest
  @CsvSource({
    "IP4 192.0.2.1, IP4 198.51.100.7",
    "IP6 2001:db8::1, IP6 2001:db8::7",
    "IP6 ::ffff:192.0.2.10, IP4 198.51.100.7"
  })
  void theFamilyOfTheOfferIsAnswered(String theirs, String ours) throws Unacceptable {
    Negotiation negotiation = both();
    var answered =
        negotiation.answer(new Sdp(HEAD + "c=IN " + theirs + "\r\nm=audio 4000 RTP/AVP 8\r\n"));
    String text = answered.answer().text();
    assertTrue(text.contains("\r\nc=IN " + ours + "\r\n"), text);
    assertTrue(text.startsWith("v=0\r\no=- 7 7 IN " + ours + "\r\n"), text);
    Sdp again = negotiation.offer(Transport.PLAIN);
    assertTrue(again.text().contains("\r\nc=IN " + ours + "\r\n"), again.text());
    assertNull(again.overIp6());
  }

  /** Nobody knows yet on which family who is called will be. */
  @Test
  void aFirstOfferIsReadyForBoth() throws Unacceptable {
    Negotiation negotiation = both();
    Sdp offer = negotiation.offer(Transport.PLAIN);
    InetAddress six = InetAddress.ofLiteral("2001:db8::1");
    InetAddress four = InetAddress.ofLiteral("192.0.2.1");
    assertTrue(offer.towards(six).text().contains("\r\nc=IN IP6 2001:db8::7\r\n"));
    assertTrue(offer.towards(four).text().contains("\r\nc=IN IP4 198.51.100.7\r\n"));
    assertEquals(offer.towards(null).text(), offer.towards(four).text());
    assertTrue(
        offer
            .preferring(List.of("pcmu"))
            .towards(six)
            .text()
            .contains("m=audio 20000 RTP/AVP 0 8"));
    Session session =
        negotiation.accept(new Sdp(HEAD + "c=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n"));
    assertEquals(6, String.valueOf(session.rtp()).split(":", -1).length - 3, "" + session.rtp());
    assertTrue(negotiation.offer(Transport.PLAIN).text().contains("\r\nc=IN IP6 2001:db8::7\r\n"));
  }

  /** A browser may reach us on either; the first is of the family that it named. */
  @Test
  void candidatesOfBothFamilies() throws Unacceptable {
    try (WebPeer browser = new WebPeer()) {
      String answer =
          both().answer(browser.offer("actpass", "them", WebPeer.fingerprint())).answer().text();
      assertTrue(
          answer.contains(
              """
              a=candidate:1 1 UDP 2130706431 198.51.100.7 20000 typ host\r
              a=candidate:2 1 UDP 2130706175 2001:db8::7 20000 typ host\r
              """),
          answer);
    }
  }

  @Test
  void aFamilyThatIsNotSpokenIsRefusedByName() {
    var six =
        assertThrows(
            Unacceptable.class,
            () -> answer(HEAD + "c=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 8\r\n"));
    assertEquals(488, six.status());
    assertEquals("IPv6 is not spoken here", six.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v=0\r\n",
        "rubbish",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=video 4000 RTP/AVP 96\r\n",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 8\r\n",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 18\r\n",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/SAVP 8\r\n",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=audio 70000 RTP/AVP 8\r\n",
        HEAD + "c=IN IP4 192.0.2.1\r\nm=audio\r\n",
        HEAD + "c=IN IP4 host.example\r\nm=audio 4000 RTP/AVP 8\r\n",
        HEAD + "c=IN IP4 239.1.1.1\r\nm=audio 4000 RTP/AVP 8\r\n",
        HEAD + "m=audio 4000 RTP/AVP 8\r\n"
      })
  void whatCannotBeUsedIsUnacceptable(String offer) {
    assertThrows(Unacceptable.class, () -> answer(offer));
    assertThrows(Unacceptable.class, () -> ours().accept(new Sdp(offer)));
  }

  @Property(tries = 2000, seed = "20261126")
  void whateverComesIsReadOrUnacceptable(@ForAll("lines") List<String> lines) throws Unacceptable {
    Negotiation.Answered answered;
    try {
      answered = answer("v=0\r\n" + String.join("\r\n", lines));
    } catch (Unacceptable e) {
      assertNotNull(e.getMessage());
      return;
    }
    // What we say must be something that we would understand.
    Negotiation asking = ours();
    for (Transport each : Transport.values()) {
      asking.offer(each);
    }
    asking.accept(answered.answer());
  }

  @Property(tries = 200, seed = "20261107")
  void everyOfferIsAnsweredByAsManyStreams(
      @ForAll("streams") List<String> before, @ForAll("streams") List<String> after)
      throws Unacceptable {
    String offer =
        HEAD
            + "c=IN IP4 192.0.2.1\n"
            + String.join("", before)
            + "m=audio 4000 RTP/AVP 0\n"
            + String.join("", after);
    SessionDescription answer = SessionDescription.parse(answer(offer).answer());
    assertEquals(before.size() + after.size() + 1, answer.streams().size());
    assertEquals(1, answer.streams().stream().filter(s -> s.port() > 0).count());
    assertEquals(20_000, answer.streams().get(before.size()).port());
  }

  @Provide
  Arbitrary<List<String>> streams() {
    return Arbitraries.of(
            "m=video 5000 RTP/AVP 96\na=rtpmap:96 VP8/90000\n",
            "m=audio 5000 RTP/SAVP 0\n",
            "m=audio 5000 RTP/AVP 18\n",
            "m=audio 0 RTP/AVP 0\n",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n")
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> known =
        Arbitraries.of(
            "c=IN IP4 192.0.2.1",
            "c=IN IP4 192.0.2.1/127",
            "c=IN IP6 ::1",
            "c=",
            "c=IN IP4 ::",
            "m=audio 4000 RTP/AVP 8 0 101",
            "m=audio 4000/2 RTP/AVP 0",
            "m=audio 99999999999 RTP/AVP 0",
            "m=audio x RTP/AVP 0",
            "m=audio 4000 RTP/AVP ",
            "m=video 4000 RTP/AVP 31",
            "a=rtpmap:101 telephone-event/8000",
            "a=rtpmap:8 opus/48000/2",
            "m=audio 4000 RTP/AVP 9 111 110",
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:110 telephone-event/48000",
            "a=rtpmap:101 G722/8000",
            "a=rtpmap:0 PCMU/8000/2",
            "a=rtpmap:",
            "a=rtpmap:999999999999 PCMA/8000",
            "a=rtcp:0",
            "a=rtcp:70000 IN IP4 x",
            "a=rtcp:4001 IN IP4 nowhere.example",
            "a=rtcp-mux",
            "a=sendonly",
            "m=audio 4000 RTP/SAVP 8",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 126",
            "m=audio 0 UDP/TLS/RTP/SAVPF 8\r\na=bundle-only",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
            "a=crypto:99999999999 AES_CM_128_HMAC_SHA1_80 inline:|",
            "a=crypto:",
            "a=fingerprint:sha-256 AB:CD",
            "a=fingerprint:",
            "a=setup:actpass",
            "a=setup:passive",
            "a=setup:x",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789012345678901",
            "a=ice-lite",
            "a=group:BUNDLE 0",
            "a=group:",
            "a=mid:0",
            "a=",
            "a",
            "t=1 2",
            "t=x");
    return Arbitraries.oneOf(known, Arbitraries.strings().ofMaxLength(30)).list().ofMaxSize(12);
  }
}
