package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.media.NegotiationTest.HEAD;
import static org.meterline.telephony.media.NegotiationTest.PRINT;
import static org.meterline.telephony.media.NegotiationTest.answer;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/** Offer and answer over IPv4 and IPv6 (RFC 6157). */
class AddressFamilyTest {
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

  /** What means "nowhere" is written in either (RFC 3264, section 8.4). */
  @ParameterizedTest
  @CsvSource({
    "IP4 192.0.2.1, IP4 0.0.0.0, IP4 198.51.100.7",
    "IP4 192.0.2.1, IP6 ::, IP4 198.51.100.7",
    "IP6 2001:db8::1, IP4 0.0.0.0, IP6 2001:db8::7",
    "IP6 2001:db8::1, IP6 ::, IP6 2001:db8::7"
  })
  void aHoldLeavesTheFamilyAsItIs(String theirs, String nowhere, String ours) throws Unacceptable {
    Negotiation negotiation = both();
    Sdp talk = new Sdp(HEAD + "c=IN " + theirs + "\r\nm=audio 4000 RTP/AVP 8\r\n");
    negotiation.answer(talk);
    var held =
        negotiation.answer(new Sdp(HEAD + "c=IN " + nowhere + "\r\nm=audio 4000 RTP/AVP 8\r\n"));
    assertFalse(held.session().sends());
    assertNull(held.session().rtp());
    assertNull(held.session().rtcp());
    String text = held.answer().text();
    assertTrue(text.contains("\r\nc=IN " + ours + "\r\n") && text.contains("a=recvonly"), text);
    String again = negotiation.offer(Transport.PLAIN).text();
    assertTrue(again.contains("\r\nc=IN " + ours + "\r\n"), again);
    assertTrue(negotiation.answer(talk).session().sends(), "taken up again");
  }

  @Test
  void aHoldInAFamilyThatIsNotSpokenIsOne() throws Unacceptable {
    var held = answer(HEAD + "c=IN IP6 ::\r\nm=audio 4000 RTP/AVP 8\r\n");
    assertFalse(held.session().sends());
    assertTrue(held.answer().text().contains("a=recvonly"));
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
}
