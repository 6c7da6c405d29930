package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A trunk's codecs come first in what it is offered. */
class SdpTest {
  private static final Sdp OFFER =
      new Sdp(
          String.join(
              "\r\n",
              "v=0",
              "m=audio 4000 RTP/AVP 8 0 9 111 101",
              "a=rtpmap:111 opus/48000/2",
              "a=rtpmap:101 telephone-event/8000",
              "m=video 0 RTP/AVP 31",
              ""));

  private static String formats(Sdp sdp) {
    return sdp.text().lines().filter(line -> line.startsWith("m=audio")).findFirst().orElseThrow();
  }

  @Test
  void inTheWantedOrderAndTheOthersAsTheyWere() {
    assertEquals(
        "m=audio 4000 RTP/AVP 9 111 8 0 101", formats(OFFER.preferring(List.of("g722", "opus"))));
    assertEquals(
        "m=audio 4000 RTP/AVP 0 8 9 111 101", formats(OFFER.preferring(List.of("g729", "pcmu"))));
    assertTrue(OFFER.preferring(List.of("pcmu")).text().endsWith("m=video 0 RTP/AVP 31\r\n"));
  }

  @Test
  void withoutAWishOrAudioItIsTheSame() {
    assertSame(OFFER, OFFER.preferring(List.of()));
    Sdp none = new Sdp("v=0\r\n");
    assertSame(none, none.preferring(List.of("pcma")));
  }

  @Property(tries = 500, seed = "20261126")
  void nothingIsLost(@ForAll List<String> codecs, @ForAll String rest) {
    Sdp offer = new Sdp(OFFER.text() + rest);
    Sdp ordered = offer.preferring(codecs);
    assertEquals(offer.text().length(), ordered.text().length());
    assertTrue(ordered.text().endsWith(rest));
  }
}
