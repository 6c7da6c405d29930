package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/** Offer and answer (RFC 3264). */
class NegotiationTest {
  static final String HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n";

  static final String PRINT = "sha-256 AB:CD";

  static Negotiation ours() {
    return new Negotiation(
        OwnAddresses.parse("198.51.100.7"),
        20_000,
        20_001,
        7,
        new TransportNegotiation(PRINT, new Random(1)));
  }

  static Negotiation.Answered answer(String offer) throws Unacceptable {
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
}
