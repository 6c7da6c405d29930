package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.meterline.telephony.media.NegotiationTest.HEAD;
import static org.meterline.telephony.media.NegotiationTest.answer;
import static org.meterline.telephony.media.NegotiationTest.ours;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/** Descriptions as nobody should write them. */
class UnfitOfferTest {
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
