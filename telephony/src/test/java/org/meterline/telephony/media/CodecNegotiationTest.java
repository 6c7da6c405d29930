package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.media.NegotiationTest.HEAD;
import static org.meterline.telephony.media.NegotiationTest.answer;
import static org.meterline.telephony.media.NegotiationTest.ours;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.OpusWishes;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/** What is spoken, and how, between two far ends (RFC 3264, section 6.1; RFC 7587). */
class CodecNegotiationTest {
  private static final String BROWSER =
      HEAD
          + "c=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 101 9 8 126 111\r\n"
          + "a=rtpmap:101 opus/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n"
          + "a=rtpmap:111 telephone-event/48000\r\n";

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

  /** RFC 3551, section 4.5.2, and RFC 7587, section 7: 9 is fixed, that of Opus is not. */
  @Test
  void whatIsListedIsOfferedAloneInThatOrder() throws Unacceptable {
    Negotiation ours = ours();
    ours.suit(new CodecNegotiation.Spoken(List.of(Codec.PCMA, Codec.OPUS), "", PacketTime.ANY));
    ours.limit(List.of(Codec.G722, Codec.OPUS));
    String offered = ours.offer(Transport.PLAIN).text();
    assertTrue(offered.contains("RTP/AVP 9 111 101 110\r\n"), offered);
    assertTrue(offered.contains("a=rtpmap:9 G722/8000\r\n"), offered);
    assertTrue(offered.contains("a=rtpmap:111 opus/48000/2\r\n"), offered);
    assertFalse(offered.contains("PCM"), offered);
    ours.limit(List.of(Codec.PCMU));
    offered = ours.offer(Transport.PLAIN).text();
    assertTrue(offered.contains("RTP/AVP 0 101\r\n"), offered);
    ours.limit(List.of());
    offered = ours.offer(Transport.PLAIN).text();
    assertTrue(offered.contains("RTP/AVP 8 111 0 9 101 110\r\n"), offered);
  }

  @Test
  void theFirstListedThatIsOfferedIsTaken() throws Unacceptable {
    Negotiation ours = ours();
    ours.limit(List.of(Codec.G722, Codec.PCMA));
    assertEquals(Codec.G722, ours.answer(new Sdp(BROWSER)).session().codec());
    assertEquals(List.of(Codec.G722, Codec.PCMA), ours.spoken().codecs(), "so it is offered on");
    ours.suit(new CodecNegotiation.Spoken(List.of(Codec.OPUS), "", PacketTime.ANY));
    assertEquals(Codec.G722, ours.answer(new Sdp(BROWSER)).session().codec(), "Opus is not listed");
    ours.suit(new CodecNegotiation.Spoken(List.of(Codec.PCMA), "", PacketTime.ANY));
    assertEquals(Codec.PCMA, ours.answer(new Sdp(BROWSER)).session().codec(), "no translation");
    ours.told();
    String again = ours.offer(Transport.PLAIN).text();
    assertTrue(again.contains("RTP/AVP 8 9 "), "what is spoken stays the first: " + again);
  }

  @Test
  void whatIsNotListedIsRefusedByName() {
    Negotiation ours = ours();
    ours.limit(List.of(Codec.PCMU));
    var refused = assertThrows(Unacceptable.class, () -> ours.answer(new Sdp(BROWSER)));
    assertEquals("no codec in common: pcmu is needed", refused.getMessage());
    assertEquals(488, refused.status());
  }

  private static Sdp answering(String formats) {
    return new Sdp(
        HEAD
            + "c=IN IP4 192.0.2.2\r\nm=audio 4000 RTP/AVP "
            + formats
            + "\r\na=rtpmap:111 opus/48000/2\r\n");
  }

  /** An answer chooses among what was offered; its own order says what its author sends. */
  @Test
  void whatIsAnsweredWithoutHavingBeenOfferedIsNotSpoken() throws Unacceptable {
    Negotiation ours = ours();
    ours.limit(List.of(Codec.G722, Codec.PCMU));
    ours.offer(Transport.PLAIN);
    assertEquals(Codec.PCMU, ours.accept(answering("8 111 0 9")).codec());
    assertEquals(List.of(Codec.PCMU), ours.spoken().codecs());
    String again = ours.offer(Transport.PLAIN).text();
    assertTrue(again.contains("RTP/AVP 0 9 "), again);
  }

  @Test
  void anAnswerWithNothingOfWhatWasOfferedIsNone() throws Unacceptable {
    Negotiation ours = ours();
    ours.limit(List.of(Codec.G722));
    ours.offer(Transport.PLAIN);
    var refused = assertThrows(Unacceptable.class, () -> ours.accept(answering("8 111")));
    assertEquals("no codec in common: g722 is needed", refused.getMessage());
    assertEquals(Codec.G722, ours.accept(answering("9")).codec(), "nothing has changed by it");
  }
}
